// Modules and their kernels.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_MODULE_H
#define SOFTCUDA_MODULE_H

#include "device.h"

struct CUmod_st {
    struct object object;
    struct ptx_module *program;
};

struct CUfunc_st {
    struct object object;
    struct CUmod_st *module;
    int kernel;
    size_t dynamic_shared_max; // bytes
};

// image.c: the text of PTX in an image (PTX itself, a fatbin or its wrapper) that the device can
// run. CUDA_SUCCESS: *text (to be freed) and its length.
CUresult image_text(const void *image, char **text, size_t *length);

CUresult module_load(CUmodule *module, const void *image);
CUresult module_unload(CUmodule module);
CUresult module_function(CUfunction *function, CUmodule module, const char *name);
CUresult function_attribute(int *value, CUfunction_attribute attribute, CUfunction function);
CUresult function_set(CUfunction function, CUfunction_attribute attribute, int value);
CUresult function_occupancy(int *blocks, CUfunction function, int threads, size_t shared);
CUresult function_launch(CUfunction function, const unsigned grid[3], const unsigned block[3],
                         size_t shared, CUstream stream, void **parameters, void **extra);

#endif
