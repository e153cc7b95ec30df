// NVIDIA's cuRAND, opened at run time, and what its status codes mean.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CURAND_LIBRARY_H
#define GPUBENCH_BACKENDS_CURAND_LIBRARY_H

#include "platform/vendors/curand.h"
#include "streams/stream.h"

#include <stdint.h>

#ifdef HAVE_CURAND_HEADER

enum { CURAND_VERSION_SIZE = 16 };

// Its offset counts 32-bit words and means "skip" only on a grid of this many elements (see
// host/streams/curand.c for the order behind it).
enum { CURAND_GRID = 262144 };

// version: "10.4.0". STATUS_UNAVAILABLE where the library is not there, or not the one whose header
// this program was built with.
MUST_CHECK enum status curand_open(struct curand_api *curand, void **library,
                                   char version[CURAND_VERSION_SIZE], struct error *error);

// STATUS_OK for CURAND_STATUS_SUCCESS; else the sentence names the call's purpose ("take the
// seed"), the code and what to do.
MUST_CHECK enum status curand_check(curandStatus_t code, const char *purpose, struct error *error);

// Makes the generator one of the stream `curand` with this seed.
MUST_CHECK enum status curand_set_up(const struct curand_api *curand, curandGenerator_t generator,
                                     uint64_t seed, struct error *error);

// Moves the generator to an element, which is a multiple of CURAND_GRID.
MUST_CHECK enum status curand_go_to(const struct curand_api *curand, curandGenerator_t generator,
                                    enum element_type type, uint64_t element, struct error *error);

// Makes the next count elements; 0 is fine.
MUST_CHECK enum status curand_generate(const struct curand_api *curand, curandGenerator_t generator,
                                       enum element_type type, void *values, uint64_t count,
                                       struct error *error);

#endif
#endif
