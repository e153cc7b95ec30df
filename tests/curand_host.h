// The real libcurand's generator for CPUs, for tests, for recording vectors and for comparisons of
// speed. It needs no GPU and no driver.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_CURAND_HOST_H
#define GPUBENCH_TESTS_CURAND_HOST_H

#include "platform/vendors/curand.h"
#include "status.h"
#include "streams/stream.h"

enum { CURAND_GRID = 262144 }; // elements: generators can be set to begin at multiples of it

#ifdef HAVE_CURAND_HEADER

struct curand_host {
    struct curand_api curand;
    void *library;
};

MUST_CHECK static inline enum status curand_host_open(struct curand_host *host,
                                                      struct error *error) {
    const struct library_request request = {
        .what = "NVIDIA's cuRAND",
        .sonames = (const char *const[]){"libcurand.so.10", NULL},
        .folders = (const char *const[]){"/usr/local/cuda/lib64", "/usr/local/cuda/lib", NULL},
        .mend = "name its folder in LD_LIBRARY_PATH",
        .symbols = curand_symbols,
        .symbol_count = sizeof curand_symbols / sizeof *curand_symbols,
    };
    return library_open(&request, &host->curand, &host->library, error);
}

// A generator whose next element is `first`, a multiple of CURAND_GRID; NULL where cuRAND refuses.
static inline curandGenerator_t curand_host_generator(const struct curand_host *host,
                                                      enum element_type type, uint64_t seed,
                                                      uint64_t first) {
    const uint64_t words = type == ELEMENT_F64 ? 2 * first : first;
    curandGenerator_t generator = NULL;
    if (host->curand.curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10) !=
        CURAND_STATUS_SUCCESS)
        return NULL;
    if (host->curand.curandSetPseudoRandomGeneratorSeed(generator, seed) != CURAND_STATUS_SUCCESS ||
        host->curand.curandSetGeneratorOffset(generator, words) != CURAND_STATUS_SUCCESS) {
        host->curand.curandDestroyGenerator(generator);
        return NULL;
    }
    return generator;
}

// The generator's next count elements; false where cuRAND refuses.
static inline bool curand_host_generate(const struct curand_host *host, curandGenerator_t generator,
                                        enum element_type type, size_t count, void *values) {
    const curandStatus_t status =
        type == ELEMENT_F64 ? host->curand.curandGenerateUniformDouble(generator, values, count)
                            : host->curand.curandGenerateUniform(generator, values, count);
    return status == CURAND_STATUS_SUCCESS;
}

#endif
#endif
