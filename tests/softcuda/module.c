// Modules, functions and launches.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    THREADS_MAX = 1024, // of a block
    THREADS_RESIDENT = 2048,
    BLOCKS_RESIDENT = 32,
    SHARED_MAX = 48 * 1024,      // bytes of a block
    SHARED_OPT_IN = 227 * 1024,  // when asked for
    SHARED_RESIDENT = 228 * 1024 // of a multiprocessor
};

// The first driver (1000 x major + 10 x minor) that reads a version (10 x major + minor) of PTX:
// 8.0 came with 12.0, from 8.6 on one later each, 9.0 with 13.0.
static int driver_for(int version) {
    if (version < 80)
        return 0;
    if (version < 90) {
        const int minor = version - 80;
        return 12000 + 10 * (minor > 5 ? minor + 1 : minor);
    }
    return 13000 + 10 * (version - 90);
}

CUresult module_load(CUmodule *module, const void *image) {
    char *text = NULL;
    size_t length = 0;
    if (module == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    const CUresult result = image_text(image, &text, &length);
    if (result != CUDA_SUCCESS)
        return result;
    char message[PTX_MESSAGE] = "";
    struct ptx_module *program = ptx_load(text, length, message);
    free(text);
    if (program == NULL) {
        fprintf(stderr, "softcuda: PTX that isn't understood: %s\n", message);
        return CUDA_ERROR_INVALID_PTX;
    }
    const bool too_new = driver_for(ptx_version(program)) > settings()->driver;
    const bool other_card = ptx_target(program) > 10 * settings()->major + settings()->minor;
    struct CUmod_st *made =
        too_new || other_card ? NULL : object_new(OBJECT_MODULE, current_context(), sizeof *made);
    if (made == NULL) {
        ptx_unload(program);
        return too_new      ? CUDA_ERROR_UNSUPPORTED_PTX_VERSION
               : other_card ? CUDA_ERROR_INVALID_PTX
                            : CUDA_ERROR_OUT_OF_MEMORY;
    }
    made->program = program;
    *module = made;
    return CUDA_SUCCESS;
}

CUresult module_unload(CUmodule handle) {
    struct CUmod_st *module = object_check(handle, OBJECT_MODULE);
    if (module == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    finish_context(module->object.context);
    for (struct object *object = object_first(); object != NULL; object = object->next)
        if (object->kind == OBJECT_FUNCTION && ((struct CUfunc_st *)object)->module == module)
            object->live = false;
    ptx_unload(module->program);
    module->program = NULL;
    object_end(&module->object);
    return CUDA_SUCCESS;
}

CUresult module_function(CUfunction *function, CUmodule handle, const char *name) {
    struct CUmod_st *module = object_check(handle, OBJECT_MODULE);
    if (module == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (function == NULL || name == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    const int kernel = ptx_find(module->program, name);
    if (kernel < 0)
        return CUDA_ERROR_NOT_FOUND;
    struct CUfunc_st *made = object_new(OBJECT_FUNCTION, module->object.context, sizeof *made);
    if (made == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    made->module = module;
    made->kernel = kernel;
    made->dynamic_shared_max = SHARED_MAX;
    *function = made;
    return CUDA_SUCCESS;
}

static struct ptx_kernel_facts facts_of(const struct CUfunc_st *function) {
    return ptx_facts(function->module->program, function->kernel);
}

static unsigned threads_max(const struct CUfunc_st *function) {
    const unsigned limit = facts_of(function).max_threads;
    return limit > 0 && limit < THREADS_MAX ? limit : THREADS_MAX;
}

CUresult function_attribute(int *value, CUfunction_attribute attribute, CUfunction handle) {
    const struct CUfunc_st *function = object_check(handle, OBJECT_FUNCTION);
    if (function == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    const int capability = 10 * settings()->major + settings()->minor;
    const struct {
        CUfunction_attribute attribute;
        int value;
    } values[] = {
        {CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, (int)threads_max(function)},
        {CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, (int)facts_of(function).shared_bytes},
        {CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES, 0},
        {CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES, 0},
        {CU_FUNC_ATTRIBUTE_NUM_REGS, 32}, // made up: PTX has virtual registers
        {CU_FUNC_ATTRIBUTE_PTX_VERSION, ptx_target(function->module->program)},
        {CU_FUNC_ATTRIBUTE_BINARY_VERSION, capability},
        {CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, (int)function->dynamic_shared_max},
    };
    for (size_t i = 0; value != NULL && i < sizeof values / sizeof values[0]; i++) {
        if (values[i].attribute == attribute) {
            *value = values[i].value;
            return CUDA_SUCCESS;
        }
    }
    return CUDA_ERROR_INVALID_VALUE;
}

CUresult function_set(CUfunction handle, CUfunction_attribute attribute, int value) {
    struct CUfunc_st *function = object_check(handle, OBJECT_FUNCTION);
    if (function == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (attribute == CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT)
        return CUDA_SUCCESS;
    if (attribute != CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0 ||
        (size_t)value + facts_of(function).shared_bytes > SHARED_OPT_IN)
        return CUDA_ERROR_INVALID_VALUE;
    function->dynamic_shared_max = (size_t)value;
    return CUDA_SUCCESS;
}

CUresult function_occupancy(int *blocks, CUfunction handle, int threads, size_t shared) {
    const struct CUfunc_st *function = object_check(handle, OBJECT_FUNCTION);
    if (function == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (blocks == NULL || threads <= 0)
        return CUDA_ERROR_INVALID_VALUE;
    const size_t block_shared = shared + facts_of(function).shared_bytes;
    int fit = THREADS_RESIDENT / ((threads + 31) / 32 * 32);
    fit = fit < BLOCKS_RESIDENT ? fit : BLOCKS_RESIDENT;
    if (block_shared > 0 && (size_t)fit > SHARED_RESIDENT / block_shared)
        fit = (int)(SHARED_RESIDENT / block_shared);
    *blocks = (unsigned)threads <= threads_max(function) ? fit : 0;
    return CUDA_SUCCESS;
}

// --- Launches ----------------------------------------------------------------------------------

static bool fits(const unsigned grid[3], const unsigned block[3]) {
    static const unsigned grid_max[3] = {INT32_MAX, 65535, 65535};
    static const unsigned block_max[3] = {1024, 1024, 64};
    for (int i = 0; i < 3; i++)
        if (grid[i] == 0 || grid[i] > grid_max[i] || block[i] == 0 || block[i] > block_max[i])
            return false;
    return block[0] * block[1] * block[2] <= THREADS_MAX;
}

// Each parameter from its own place, or all of them from one buffer.
static bool collect(const struct ptx_kernel_facts *facts, void **parameters, void **extra,
                    unsigned char *to) {
    if (extra != NULL) {
        const void *buffer = NULL;
        const size_t *bytes = NULL;
        for (; *extra != CU_LAUNCH_PARAM_END; extra += 2) {
            buffer = extra[0] == CU_LAUNCH_PARAM_BUFFER_POINTER ? extra[1] : buffer;
            bytes = extra[0] == CU_LAUNCH_PARAM_BUFFER_SIZE ? extra[1] : bytes;
        }
        if (parameters != NULL || buffer == NULL || bytes == NULL ||
            *bytes < facts->parameter_bytes)
            return false;
        memcpy(to, buffer, facts->parameter_bytes);
        return true;
    }
    for (size_t i = 0; i < facts->parameter_count; i++) {
        if (parameters == NULL || parameters[i] == NULL)
            return false;
        memcpy(to + facts->parameters[i].offset, parameters[i], facts->parameters[i].bytes);
    }
    return true;
}

CUresult function_launch(CUfunction handle, const unsigned grid[3], const unsigned block[3],
                         size_t shared, CUstream stream_handle, void **parameters, void **extra) {
    struct CUfunc_st *function = object_check(handle, OBJECT_FUNCTION);
    struct CUstream_st *stream = stream_of(stream_handle);
    if (function == NULL || stream == NULL || function->object.context != current_context())
        return CUDA_ERROR_INVALID_HANDLE;
    const struct ptx_kernel_facts facts = facts_of(function);
    if (!fits(grid, block) || shared + facts.shared_bytes > SHARED_OPT_IN ||
        shared > function->dynamic_shared_max)
        return CUDA_ERROR_INVALID_VALUE;
    if (block[0] * block[1] * block[2] > threads_max(function))
        return CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES;
    struct task task = {.kind = WORK_KERNEL,
                        .function = function,
                        .grid = {grid[0], grid[1], grid[2]},
                        .block = {block[0], block[1], block[2]},
                        .shared = shared,
                        .parameter_bytes = facts.parameter_bytes,
                        .parameters = calloc(1, facts.parameter_bytes + 1)};
    if (task.parameters == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    if (!collect(&facts, parameters, extra, task.parameters)) {
        task_free(&task);
        return CUDA_ERROR_INVALID_VALUE;
    }
    return submit(stream, task);
}
