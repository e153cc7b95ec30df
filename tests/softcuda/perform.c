// A piece of work, done.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdio.h>
#include <string.h>

static CUresult perform_kernel(const struct task *task, struct CUctx_st *context) {
    static const CUresult results[] = {
        [PTX_OK] = CUDA_SUCCESS,
        [PTX_NOT_UNDERSTOOD] = CUDA_ERROR_ILLEGAL_INSTRUCTION,
        [PTX_NO_MEMORY] = CUDA_ERROR_LAUNCH_FAILED,
        [PTX_ILLEGAL_ADDRESS] = CUDA_ERROR_ILLEGAL_ADDRESS,
        [PTX_MISALIGNED_ADDRESS] = CUDA_ERROR_MISALIGNED_ADDRESS,
        [PTX_DEADLOCK] = CUDA_ERROR_LAUNCH_TIMEOUT,
        [PTX_TIMEOUT] = CUDA_ERROR_LAUNCH_TIMEOUT,
    };
    if (!task->function->object.live) {
        finding("a graph launches a kernel whose module was unloaded");
        return CUDA_ERROR_LAUNCH_FAILED;
    }
    struct ptx_memory memory = {.device = context->device};
    const struct ptx_launch launch = {
        .grid = {task->grid[0], task->grid[1], task->grid[2]},
        .block = {task->block[0], task->block[1], task->block[2]},
        .dynamic_shared = task->shared,
        .parameters = task->parameters,
        .seed = settings()->seed,
        .steps = settings()->steps,
        .memory = &memory,
        .reach = memory_reach,
    };
    char message[PTX_MESSAGE] = "";
    const enum ptx_status status =
        ptx_run(task->function->module->program, task->function->kernel, &launch, message);
    if (status != PTX_OK)
        finding("%s", message);
    return results[status];
}

// Host memory is taken as it is; device memory must be allocated.
static unsigned char *bytes_at(uint64_t address, size_t bytes, int *device) {
    const struct allocation *one = allocation_at(address, bytes);
    *device = one != NULL ? one->device : -1;
    if (one == NULL)
        return is_device_address(address) ? NULL : (unsigned char *)(uintptr_t)address;
    return content_of(one, address);
}

static CUresult perform_copy(const struct task *task, struct CUctx_st *context) {
    if (task->by_kernel) {
        struct ptx_memory memory = {.device = context->device};
        void *to = memory_reach(&memory, task->to, task->bytes, true);
        if (to == NULL) {
            finding("a library's kernel writes %zu bytes that aren't all of one allocation",
                    task->bytes);
            return CUDA_ERROR_ILLEGAL_ADDRESS;
        }
        memcpy(to, task->staged, task->bytes);
        return CUDA_SUCCESS;
    }
    int to_device = -1, from_device = -1;
    unsigned char *to = bytes_at(task->to, task->bytes, &to_device);
    const unsigned char *from =
        task->staged ? task->staged : bytes_at(task->from, task->bytes, &from_device);
    if (to == NULL || from == NULL)
        return CUDA_ERROR_ILLEGAL_ADDRESS;
    if (!was_written(from_device, task->from, task->bytes))
        finding("a copy of %zu bytes takes memory that was never written", task->bytes);
    memmove(to, from, task->bytes);
    mark_written(to_device, task->to, task->bytes);
    return CUDA_SUCCESS;
}

static CUresult perform_set(const struct task *task) {
    int device = -1;
    unsigned char *to = bytes_at(task->to, task->bytes, &device);
    if (to == NULL)
        return CUDA_ERROR_ILLEGAL_ADDRESS;
    if (task->bytes == 0)
        return CUDA_SUCCESS;
    memcpy(to, &task->value, task->width);
    for (size_t done = task->width, more; done < task->bytes; done += more) {
        more = done < task->bytes - done ? done : task->bytes - done; // what is there, doubled
        memcpy(to + done, to, more);
    }
    mark_written(device, task->to, task->bytes);
    return CUDA_SUCCESS;
}

CUresult perform(const struct task *task, struct CUctx_st *context) {
    static const char *const names[] = {
        [WORK_KERNEL] = "kernel", [WORK_COPY] = "copy", [WORK_SET] = "memset"};
    if (task->kind == WORK_MARK)
        return CUDA_SUCCESS;
    const CUresult result = failing_work(task->by_kernel ? "kernel" : names[task->kind]);
    if (result != CUDA_SUCCESS)
        return result;
    return task->kind == WORK_KERNEL ? perform_kernel(task, context)
           : task->kind == WORK_COPY ? perform_copy(task, context)
                                     : perform_set(task);
}
