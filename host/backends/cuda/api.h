// The CUDA driver's functions, opened at run time, and what its error codes mean.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_API_H
#define GPUBENCH_BACKENDS_CUDA_API_H

#include "platform/vendors/cuda.h"
#include "status.h"

// Opens and starts the driver, which stays open for the life of the process. STATUS_UNAVAILABLE
// says what is missing: the driver, a newer one, or a card.
MUST_CHECK enum status cuda_open(struct cuda_api *api, struct error *error);

// STATUS_OK for CUDA_SUCCESS; else the sentence names the call's purpose ("launch the kernel"), the
// code and what to do, and the status is the one that belongs to the code.
MUST_CHECK enum status cuda_check(const struct cuda_api *api, CUresult code, const char *purpose,
                                  struct error *error);

#endif
