// The functions of NVIDIA's CUDA driver that are used: one list, from which both the table of typed
// pointers and the names to look up are made. The types come from the toolkit's own cuda.h, so
// without that header at build time there is no table (HAVE_CUDA_HEADER is then undefined). The
// header's macros give each name its version: cuMemAlloc is looked up as cuMemAlloc_v2. Where that
// version is younger than the drivers that this program runs with, the first one does as well.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_VENDOR_CUDA_H
#define GPUBENCH_PLATFORM_VENDOR_CUDA_H

#ifdef HAVE_CUDA_HEADER

#include "platform/library.h"

#include <cuda.h>

// The first CUDA_FIRST_FUNCTIONS are in every driver, and say how old it is.
enum { CUDA_FIRST_FUNCTIONS = 2 };

#define CUDA_FUNCTIONS(FUNCTION)                                                                   \
    FUNCTION(cuDriverGetVersion)                                                                   \
    FUNCTION(cuGetErrorName)                                                                       \
    FUNCTION(cuInit)                                                                               \
    FUNCTION(cuDeviceGetCount)                                                                     \
    FUNCTION(cuDeviceGet)                                                                          \
    FUNCTION(cuDeviceGetName)                                                                      \
    FUNCTION(cuDeviceTotalMem)                                                                     \
    FUNCTION(cuDeviceGetAttribute)                                                                 \
    FUNCTION(cuDevicePrimaryCtxRetain)                                                             \
    FUNCTION(cuDevicePrimaryCtxRelease)                                                            \
    FUNCTION(cuCtxSetCurrent)                                                                      \
    FUNCTION(cuModuleLoadData)                                                                     \
    FUNCTION(cuModuleUnload)                                                                       \
    FUNCTION(cuModuleGetFunction)                                                                  \
    FUNCTION(cuOccupancyMaxActiveBlocksPerMultiprocessor)                                          \
    FUNCTION(cuLaunchKernel)                                                                       \
    FUNCTION(cuMemGetInfo)                                                                         \
    FUNCTION(cuMemAlloc)                                                                           \
    FUNCTION(cuMemFree)                                                                            \
    FUNCTION(cuMemHostAlloc)                                                                       \
    FUNCTION(cuMemFreeHost)                                                                        \
    FUNCTION(cuMemHostRegister)                                                                    \
    FUNCTION(cuMemHostUnregister)                                                                  \
    FUNCTION(cuMemsetD8Async)                                                                      \
    FUNCTION(cuMemsetD32Async)                                                                     \
    FUNCTION(cuMemcpyHtoDAsync)                                                                    \
    FUNCTION(cuMemcpyDtoHAsync)                                                                    \
    FUNCTION(cuStreamCreate)                                                                       \
    FUNCTION(cuStreamDestroy)                                                                      \
    FUNCTION(cuStreamSynchronize)                                                                  \
    FUNCTION(cuStreamWaitEvent)                                                                    \
    FUNCTION(cuEventCreate)                                                                        \
    FUNCTION(cuEventDestroy)                                                                       \
    FUNCTION(cuEventRecord)                                                                        \
    FUNCTION(cuEventSynchronize)

// Of a later version since 11.4 and 12.8.
#define CUDA_RENAMED_FUNCTIONS(FUNCTION)                                                           \
    FUNCTION(cuDeviceGetUuid)                                                                      \
    FUNCTION(cuEventElapsedTime)

struct cuda_api {
#define POINTER(name) __typeof__(&name) name;
    CUDA_FUNCTIONS(POINTER)
    CUDA_RENAMED_FUNCTIONS(POINTER)
#undef POINTER
};

#define CUDA_NAME(name) #name

static const struct library_symbol cuda_symbols[] = {
#define SYMBOL(name) {CUDA_NAME(name), offsetof(struct cuda_api, name), NULL, false},
    CUDA_FUNCTIONS(SYMBOL)
#undef SYMBOL
#define SYMBOL(name) {CUDA_NAME(name), offsetof(struct cuda_api, name), #name, false},
        CUDA_RENAMED_FUNCTIONS(SYMBOL)
#undef SYMBOL
};

#endif
#endif
