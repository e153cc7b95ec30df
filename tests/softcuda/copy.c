// Copies and memsets as calls see them: what is checked at once, what waits, what is staged.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdlib.h>
#include <string.h>

// The allocation of these bytes on a device or pinned; NULL: not all of one.
static bool reachable(CUdeviceptr address, size_t bytes) {
    return allocation_at(address, bytes) != NULL;
}

// Host memory that a call was given: an address of a device or the end of pinned memory crossed
// are refused.
static bool host_address(const void *address, size_t bytes, bool *pinned) {
    *pinned = allocation_at((uintptr_t)address, 1) != NULL;
    return address != NULL && !is_device_address((uintptr_t)address) &&
           (!*pinned || reachable((uintptr_t)address, bytes));
}

static CUresult submit_and(bool wait, struct CUstream_st *stream, struct task task) {
    const bool capturing = stream->capturing != NULL;
    const CUresult result = submit(stream, task);
    return result == CUDA_SUCCESS && wait && !capturing ? finish_stream(stream) : result;
}

CUresult copy_to_host(void *to, CUdeviceptr from, size_t bytes, CUstream handle, bool wait) {
    struct CUstream_st *stream = stream_of(handle);
    bool pinned = false;
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (bytes == 0)
        return CUDA_SUCCESS;
    if (!host_address(to, bytes, &pinned) || !reachable(from, bytes))
        return CUDA_ERROR_INVALID_VALUE;
    const struct task task = {.kind = WORK_COPY, .to = (uintptr_t)to, .from = from, .bytes = bytes};
    return submit_and(wait || !pinned, stream, task); // pageable: on return it is there
}

CUresult copy_to_device(CUdeviceptr to, const void *from, size_t bytes, CUstream handle,
                        bool wait) {
    struct CUstream_st *stream = stream_of(handle);
    bool pinned = false;
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (bytes == 0)
        return CUDA_SUCCESS;
    if (!host_address(from, bytes, &pinned) || !reachable(to, bytes))
        return CUDA_ERROR_INVALID_VALUE;
    struct task task = {.kind = WORK_COPY, .to = to, .from = (uintptr_t)from, .bytes = bytes};
    if (!pinned && stream->capturing == NULL) { // staged at once, on the device later
        const CUresult result = wait ? finish_stream(stream) : CUDA_SUCCESS;
        if (result != CUDA_SUCCESS)
            return result;
        task.staged = malloc(bytes);
        if (task.staged == NULL)
            return CUDA_ERROR_OUT_OF_MEMORY;
        memcpy(task.staged, from, bytes);
        wait = false;
    }
    return submit_and(wait, stream, task);
}

CUresult copy_on_device(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (bytes == 0)
        return CUDA_SUCCESS;
    if (!reachable(to, bytes) || !reachable(from, bytes))
        return CUDA_ERROR_INVALID_VALUE;
    return submit(stream, (struct task){.kind = WORK_COPY, .to = to, .from = from, .bytes = bytes});
}

CUresult copy_any(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream, bool wait) {
    const bool to_device = is_device_address(to), from_device = is_device_address(from);
    if (to_device && from_device)
        return copy_on_device(to, from, bytes, stream);
    if (to_device)
        return copy_to_device(to, (const void *)(uintptr_t)from, bytes, stream, wait);
    return from_device ? copy_to_host((void *)(uintptr_t)to, from, bytes, stream, wait)
                       : CUDA_ERROR_INVALID_VALUE;
}

CUresult set_memory(CUdeviceptr to, uint32_t value, unsigned width, size_t count, CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (count == 0)
        return CUDA_SUCCESS;
    if (count > SIZE_MAX / width || to % width != 0 || !reachable(to, count * width))
        return CUDA_ERROR_INVALID_VALUE;
    return submit(
        stream,
        (struct task){
            .kind = WORK_SET, .to = to, .bytes = count * width, .value = value, .width = width});
}

CUresult write_by_kernel(CUdeviceptr to, unsigned char *staged, size_t bytes, CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL) {
        free(staged);
        return CUDA_ERROR_INVALID_HANDLE;
    }
    return submit(
        stream,
        (struct task){
            .kind = WORK_COPY, .to = to, .bytes = bytes, .staged = staged, .by_kernel = true});
}
