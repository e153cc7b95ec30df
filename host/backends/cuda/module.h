// Kernels that nvcc made and that are embedded, loaded into a device.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_MODULE_H
#define GPUBENCH_BACKENDS_CUDA_MODULE_H

#include "backends/cuda/images.h"
#include "backends/cuda/part.h"

struct cuda_module {
    CUmodule handle;  // NULL: not loaded
    int architecture; // that it was made for
    bool is_code;     // machine code; else PTX, which the driver compiles
};

// Machine code where one of the images fits the part's device; else PTX.
MUST_CHECK enum status cuda_module_load(struct part *part, const struct cuda_image *images,
                                        struct cuda_module *module, struct error *error);

// Takes one that isn't loaded.
void cuda_module_unload(struct part *part, struct cuda_module *module);

// *resident: how many of its blocks of so many threads are on the device at a time; at least 1.
MUST_CHECK enum status cuda_module_function(struct part *part, const struct cuda_module *module,
                                            const char *name, int threads, CUfunction *function,
                                            uint64_t *resident, struct error *error);

// What the report says of the driver and the compiler.
void cuda_module_describe(const struct part *part, struct opened *opened);

#endif
