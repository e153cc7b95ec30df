// The driver's functions for memory: allocations, copies and memsets.
// SPDX-License-Identifier: MIT
#include "work.h"

CUresult CUDAAPI cuMemAlloc(CUdeviceptr *pointer, size_t bytes) {
    CALL(cuMemAlloc, NEEDS_CONTEXT, device_allocate(pointer, bytes));
}

// Memory is freed when the work that was queued before is done, whatever that came to.
static CUresult free_after_work(CUdeviceptr pointer) {
    finish_everything();
    return device_free(pointer);
}

CUresult CUDAAPI cuMemFree(CUdeviceptr pointer) {
    CALL(cuMemFree, NEEDS_CONTEXT | FREES, free_after_work(pointer));
}

CUresult CUDAAPI cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags) {
    const unsigned known =
        CU_MEMHOSTALLOC_PORTABLE | CU_MEMHOSTALLOC_DEVICEMAP | CU_MEMHOSTALLOC_WRITECOMBINED;
    CALL(cuMemHostAlloc, NEEDS_CONTEXT,
         flags & ~known ? CUDA_ERROR_INVALID_VALUE : pinned_allocate(pointer, bytes));
}

CUresult CUDAAPI cuMemAllocHost(void **pointer, size_t bytes) {
    CALL(cuMemAllocHost, NEEDS_CONTEXT, pinned_allocate(pointer, bytes));
}

static CUresult free_host_after_work(void *pointer) {
    finish_everything();
    return pinned_free(pointer);
}

CUresult CUDAAPI cuMemFreeHost(void *pointer) {
    CALL(cuMemFreeHost, NEEDS_CONTEXT | FREES, free_host_after_work(pointer));
}

CUresult CUDAAPI cuMemHostRegister(void *pointer, size_t bytes, unsigned flags) {
    const unsigned known = CU_MEMHOSTREGISTER_PORTABLE | CU_MEMHOSTREGISTER_DEVICEMAP;
    CALL(cuMemHostRegister, NEEDS_CONTEXT,
         flags & ~known ? CUDA_ERROR_NOT_SUPPORTED : pinned_register(pointer, bytes));
}

static CUresult unregister_after_work(void *pointer) {
    finish_everything();
    return pinned_unregister(pointer);
}

CUresult CUDAAPI cuMemHostUnregister(void *pointer) {
    CALL(cuMemHostUnregister, NEEDS_CONTEXT | FREES, unregister_after_work(pointer));
}

static CUresult device_pointer(CUdeviceptr *pointer, void *host, unsigned flags) {
    const struct allocation *one = allocation_at((uintptr_t)host, 1);
    if (pointer == NULL || flags != 0 || one == NULL || one->device >= 0)
        return CUDA_ERROR_INVALID_VALUE;
    *pointer = (uintptr_t)host; // one address for both
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuMemHostGetDevicePointer(CUdeviceptr *pointer, void *host, unsigned flags) {
    CALL(cuMemHostGetDevicePointer, NEEDS_CONTEXT, device_pointer(pointer, host, flags));
}

static CUresult memory_info(size_t *free, size_t *total) {
    if (free == NULL || total == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    *free = device_free_bytes(current_context()->device);
    *total = settings()->memory;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuMemGetInfo(size_t *free, size_t *total) {
    CALL(cuMemGetInfo, NEEDS_CONTEXT, memory_info(free, total));
}

CUresult CUDAAPI cuMemsetD8(CUdeviceptr to, unsigned char value, size_t count) {
    CALL(cuMemsetD8, NEEDS_CONTEXT, set_memory(to, value, 1, count, NULL));
}

CUresult CUDAAPI cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count,
                                 CUstream stream) {
    CALL(cuMemsetD8Async, NEEDS_CONTEXT, set_memory(to, value, 1, count, stream));
}

CUresult CUDAAPI cuMemsetD32(CUdeviceptr to, unsigned value, size_t count) {
    CALL(cuMemsetD32, NEEDS_CONTEXT, set_memory(to, value, 4, count, NULL));
}

CUresult CUDAAPI cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, CUstream stream) {
    CALL(cuMemsetD32Async, NEEDS_CONTEXT, set_memory(to, value, 4, count, stream));
}

CUresult CUDAAPI cuMemcpyDtoH(void *to, CUdeviceptr from, size_t bytes) {
    CALL(cuMemcpyDtoH, NEEDS_CONTEXT, copy_to_host(to, from, bytes, NULL, true));
}

CUresult CUDAAPI cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
    CALL(cuMemcpyDtoHAsync, NEEDS_CONTEXT, copy_to_host(to, from, bytes, stream, false));
}

CUresult CUDAAPI cuMemcpyHtoD(CUdeviceptr to, const void *from, size_t bytes) {
    CALL(cuMemcpyHtoD, NEEDS_CONTEXT, copy_to_device(to, from, bytes, NULL, true));
}

CUresult CUDAAPI cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t bytes,
                                   CUstream stream) {
    CALL(cuMemcpyHtoDAsync, NEEDS_CONTEXT, copy_to_device(to, from, bytes, stream, false));
}

CUresult CUDAAPI cuMemcpyDtoD(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    CALL(cuMemcpyDtoD, NEEDS_CONTEXT, copy_on_device(to, from, bytes, NULL));
}

CUresult CUDAAPI cuMemcpyDtoDAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes,
                                   CUstream stream) {
    CALL(cuMemcpyDtoDAsync, NEEDS_CONTEXT, copy_on_device(to, from, bytes, stream));
}

CUresult CUDAAPI cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    CALL(cuMemcpy, NEEDS_CONTEXT, copy_any(to, from, bytes, NULL, true));
}

CUresult CUDAAPI cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
    CALL(cuMemcpyAsync, NEEDS_CONTEXT, copy_any(to, from, bytes, stream, false));
}

static CUresult pointer_attribute(void *data, CUpointer_attribute attribute, CUdeviceptr pointer) {
    const struct allocation *one = allocation_at(pointer, 1);
    if (data == NULL || one == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    switch (attribute) {
    case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
        *(CUmemorytype *)data = one->device >= 0 ? CU_MEMORYTYPE_DEVICE : CU_MEMORYTYPE_HOST;
        return CUDA_SUCCESS;
    case CU_POINTER_ATTRIBUTE_CONTEXT:
        *(CUcontext *)data = one->object.context;
        return CUDA_SUCCESS;
    case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
        *(int *)data = one->object.context->device;
        return CUDA_SUCCESS;
    default:
        return CUDA_ERROR_NOT_SUPPORTED;
    }
}

CUresult CUDAAPI cuPointerGetAttribute(void *data, CUpointer_attribute attribute,
                                       CUdeviceptr pointer) {
    CALL(cuPointerGetAttribute, NEEDS_INIT, pointer_attribute(data, attribute, pointer));
}
