// The driver's functions for modules and launches, errors and entry points.
// SPDX-License-Identifier: MIT
#include "module.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

CUresult CUDAAPI cuModuleLoadData(CUmodule *module, const void *image) {
    CALL(cuModuleLoadData, NEEDS_CONTEXT, module_load(module, image));
}

CUresult CUDAAPI cuModuleLoadFatBinary(CUmodule *module, const void *image) {
    CALL(cuModuleLoadFatBinary, NEEDS_CONTEXT, module_load(module, image));
}

CUresult CUDAAPI cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned count,
                                    CUjit_option *options, void **values) {
    CALL(cuModuleLoadDataEx, NEEDS_CONTEXT,
         count > 0 && (options == NULL || values == NULL) ? CUDA_ERROR_INVALID_VALUE
                                                          : module_load(module, image));
}

CUresult CUDAAPI cuModuleUnload(CUmodule module) {
    CALL(cuModuleUnload, NEEDS_CONTEXT | FREES, module_unload(module));
}

CUresult CUDAAPI cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
    CALL(cuModuleGetFunction, NEEDS_CONTEXT, module_function(function, module, name));
}

CUresult CUDAAPI cuFuncGetAttribute(int *value, CUfunction_attribute attribute,
                                    CUfunction function) {
    CALL(cuFuncGetAttribute, NEEDS_CONTEXT, function_attribute(value, attribute, function));
}

CUresult CUDAAPI cuFuncSetAttribute(CUfunction function, CUfunction_attribute attribute,
                                    int value) {
    CALL(cuFuncSetAttribute, NEEDS_CONTEXT, function_set(function, attribute, value));
}

CUresult CUDAAPI cuFuncSetCacheConfig(CUfunction function, CUfunc_cache config) {
    (void)config; // a wish
    CALL(cuFuncSetCacheConfig, NEEDS_CONTEXT,
         object_check(function, OBJECT_FUNCTION) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE);
}

CUresult CUDAAPI cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, CUfunction function,
                                                             int threads, size_t shared) {
    CALL(cuOccupancyMaxActiveBlocksPerMultiprocessor, NEEDS_CONTEXT,
         function_occupancy(blocks, function, threads, shared));
}

CUresult CUDAAPI cuLaunchKernel(CUfunction function, unsigned grid_x, unsigned grid_y,
                                unsigned grid_z, unsigned block_x, unsigned block_y,
                                unsigned block_z, unsigned shared, CUstream stream,
                                void **parameters, void **extra) {
    const unsigned grid[3] = {grid_x, grid_y, grid_z};
    const unsigned block[3] = {block_x, block_y, block_z};
    CALL(cuLaunchKernel, NEEDS_CONTEXT,
         function_launch(function, grid, block, shared, stream, parameters, extra));
}

static CUresult launch_with(const CUlaunchConfig *wanted, CUfunction function, void **parameters,
                            void **extra) {
    if (wanted == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    for (unsigned i = 0; i < wanted->numAttrs; i++)
        if (wanted->attrs[i].id == CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION ||
            wanted->attrs[i].id == CU_LAUNCH_ATTRIBUTE_COOPERATIVE)
            return CUDA_ERROR_NOT_SUPPORTED;
    const unsigned grid[3] = {wanted->gridDimX, wanted->gridDimY, wanted->gridDimZ};
    const unsigned block[3] = {wanted->blockDimX, wanted->blockDimY, wanted->blockDimZ};
    return function_launch(function, grid, block, wanted->sharedMemBytes, wanted->hStream,
                           parameters, extra);
}

CUresult CUDAAPI cuLaunchKernelEx(const CUlaunchConfig *wanted, CUfunction function,
                                  void **parameters, void **extra) {
    CALL(cuLaunchKernelEx, NEEDS_CONTEXT, launch_with(wanted, function, parameters, extra));
}

// --- Errors ------------------------------------------------------------------------------------

static CUresult write_string(const char **to, const char *text) {
    if (to == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    *to = text;
    return text != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

// Not through the door: whoever words an error must not change it.
CUresult CUDAAPI cuGetErrorName(CUresult error, const char **text) {
    return write_string(text, error_name(error));
}

CUresult CUDAAPI cuGetErrorString(CUresult error, const char **text) {
    return write_string(text, error_text(error));
}

// --- Entry points ------------------------------------------------------------------------------

// The newest form that the version asked for knows.
static CUresult entry_point(const char *name, void **pointer, int version,
                            CUdriverProcAddressQueryResult *status) {
    static const char *const endings[] = {"_v4", "_v2", ""};
    static const char here;
    Dl_info self;
    if (name == NULL || pointer == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    *pointer = NULL;
    void *library = dladdr(&here, &self) ? dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD) : NULL;
    for (int i = version >= 13000 ? 0 : 1; library != NULL && *pointer == NULL && i < 3; i++) {
        char full[128];
        snprintf(full, sizeof full, "%s%s", name, endings[i]);
        *pointer = dlsym(library, full);
    }
    if (library != NULL)
        dlclose(library);
    if (status != NULL)
        *status = *pointer ? CU_GET_PROC_ADDRESS_SUCCESS : CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
    return *pointer != NULL ? CUDA_SUCCESS : CUDA_ERROR_NOT_FOUND;
}

CUresult CUDAAPI cuGetProcAddress(const char *name, void **pointer, int version, cuuint64_t flags,
                                  CUdriverProcAddressQueryResult *status) {
    (void)flags;
    CALL(cuGetProcAddress, NEEDS_NOTHING, entry_point(name, pointer, version, status));
}
