// The functions of NVIDIA's cuRAND that are used: one list, from which both the table of typed
// pointers and the names to look up are made. The types come from the vendor's own curand.h, so
// without that header at build time there is no table (HAVE_CURAND_HEADER is then undefined).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_VENDOR_CURAND_H
#define GPUBENCH_PLATFORM_VENDOR_CURAND_H

#ifdef HAVE_CURAND_HEADER

#include "platform/library.h"

#include <curand.h>

#define CURAND_FUNCTIONS(FUNCTION)                                                                 \
    FUNCTION(curandGetVersion)                                                                     \
    FUNCTION(curandCreateGenerator)                                                                \
    FUNCTION(curandCreateGeneratorHost)                                                            \
    FUNCTION(curandDestroyGenerator)                                                               \
    FUNCTION(curandSetPseudoRandomGeneratorSeed)                                                   \
    FUNCTION(curandSetGeneratorOffset)                                                             \
    FUNCTION(curandSetGeneratorOrdering)                                                           \
    FUNCTION(curandSetStream)                                                                      \
    FUNCTION(curandGenerateSeeds)                                                                  \
    FUNCTION(curandGenerateUniform)                                                                \
    FUNCTION(curandGenerateUniformDouble)

struct curand_api {
#define POINTER(name) __typeof__(&name) name;
    CURAND_FUNCTIONS(POINTER)
#undef POINTER
};

static const struct library_symbol curand_symbols[] = {
#define SYMBOL(name) {#name, offsetof(struct curand_api, name), NULL, false},
    CURAND_FUNCTIONS(SYMBOL)
#undef SYMBOL
};

#endif
#endif
