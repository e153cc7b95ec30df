// Which of the embedded kernels suits a device, and loading them.
// SPDX-License-Identifier: MIT
#include "backend.h"

#if defined(HAVE_CUDA_HEADER) && defined(HAVE_NVCC)

#include "backends/cuda/module.h"

#include <stdio.h>

// The last one that suits: code for the same major version runs on later minor ones, and PTX on
// anything later. NULL: none.
static const struct cuda_image *find_image(const struct cuda_image *images, int architecture,
                                           bool code) {
    const struct cuda_image *found = NULL;
    for (const struct cuda_image *image = images; image->architecture; image++) {
        const bool same = image->architecture / 10 == architecture / 10;
        if (image->architecture <= architecture && (same || !code))
            found = image;
    }
    return found;
}

enum status cuda_module_load(struct part *part, const struct cuda_image *images,
                             struct cuda_module *module, struct error *error) {
    const struct cuda_api *api = part->api;
    const struct cuda_image *code = find_image(images, part->device.architecture, true);
    const struct cuda_image *text = find_image(images, part->device.architecture, false);
    CUresult result = CUDA_SUCCESS;
    *module = (struct cuda_module){0};
    module->is_code = code && api->cuModuleLoadData(&module->handle, code->cubin) == CUDA_SUCCESS;
    if (!text) {
        result = CUDA_ERROR_NO_BINARY_FOR_GPU;
    } else if (!module->is_code) {
        module->handle = NULL;
        result = api->cuModuleLoadData(&module->handle, text->ptx);
    }
    if (result == CUDA_SUCCESS)
        module->architecture = (module->is_code ? code : text)->architecture;
    return cuda_check(api, result, "load the kernel", error);
}

void cuda_module_unload(struct part *part, struct cuda_module *module) {
    if (module->handle)
        part->api->cuModuleUnload(module->handle);
    module->handle = NULL;
}

enum status cuda_module_function(struct part *part, const struct cuda_module *module,
                                 const char *name, int threads, CUfunction *function,
                                 uint64_t *resident, struct error *error) {
    const struct cuda_api *api = part->api;
    int blocks = 0;
    TRY(cuda_check(api, api->cuModuleGetFunction(function, module->handle, name), "find the kernel",
                   error));
    TRY(cuda_check(api,
                   api->cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, *function, threads, 0),
                   "plan the kernel", error));
    *resident = (uint64_t)blocks * (uint64_t)part->device.multiprocessors;
    *resident = *resident > 0 ? *resident : 1; // where the device does not say
    return STATUS_OK;
}

void cuda_module_describe(const struct part *part, struct opened *opened) {
    snprintf(opened->library, sizeof opened->library, "driver %s, kernel by %s",
             part->device.shown.driver, cuda_images_compiler);
}

#else
typedef int cuda_module_absent; // no kernels to load
#endif
