// The driver's functions for devices and contexts.
// SPDX-License-Identifier: MIT
#include "device.h"
#include "work.h"

#include <stdio.h>
#include <string.h>

CUresult CUDAAPI cuInit(unsigned flags) {
    CALL(cuInit, NEEDS_NOTHING, driver_init(flags));
}

static CUresult give(int *to, int value) {
    if (to == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    *to = value;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDriverGetVersion(int *version) {
    CALL(cuDriverGetVersion, NEEDS_NOTHING, give(version, settings()->driver));
}

CUresult CUDAAPI cuDeviceGetCount(int *count) {
    CALL(cuDeviceGetCount, NEEDS_INIT, give(count, settings()->devices));
}

CUresult CUDAAPI cuDeviceGet(CUdevice *device, int ordinal) {
    CALL(cuDeviceGet, NEEDS_INIT,
         device_of(ordinal) ? give(device, ordinal) : CUDA_ERROR_INVALID_DEVICE);
}

static CUresult write_text(char *to, int size, CUdevice device, const char *text) {
    if (device_of(device) == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    if (to == NULL || size <= 0)
        return CUDA_ERROR_INVALID_VALUE;
    snprintf(to, (size_t)size, "%s", text);
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDeviceGetName(char *name, int size, CUdevice device) {
    CALL(cuDeviceGetName, NEEDS_INIT, write_text(name, size, device, "software device, no timing"));
}

static CUresult write_bus(char *to, int size, CUdevice device) {
    char text[16];
    snprintf(text, sizeof text, "0000:%02X:00.0", (unsigned)(device + 1) & 255);
    return write_text(to, size, device, text);
}

CUresult CUDAAPI cuDeviceGetPCIBusId(char *id, int size, CUdevice device) {
    CALL(cuDeviceGetPCIBusId, NEEDS_INIT, write_bus(id, size, device));
}

static CUresult write_uuid(CUuuid *uuid, CUdevice device) {
    if (device_of(device) == NULL || uuid == NULL)
        return uuid == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_DEVICE;
    memcpy(uuid->bytes, "software device", sizeof uuid->bytes);
    uuid->bytes[15] = (char)device;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
    CALL(cuDeviceGetUuid, NEEDS_INIT, write_uuid(uuid, device));
}

#ifdef cuDeviceGetUuid // drivers before 11.4 have it under this name alone
#undef cuDeviceGetUuid
SHARED_API CUresult CUDAAPI cuDeviceGetUuid(CUuuid *uuid, CUdevice device);
CUresult CUDAAPI cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
    CALL(cuDeviceGetUuid, NEEDS_INIT, write_uuid(uuid, device));
}
#endif

static CUresult write_total(size_t *bytes, CUdevice device) {
    if (device_of(device) == NULL || bytes == NULL)
        return bytes == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_DEVICE;
    *bytes = settings()->memory;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDeviceTotalMem(size_t *bytes, CUdevice device) {
    CALL(cuDeviceTotalMem, NEEDS_INIT, write_total(bytes, device));
}

#define ATTRIBUTE(name, value)                                                                     \
    { CU_DEVICE_ATTRIBUTE_##name, value }
static const struct {
    CUdevice_attribute attribute;
    int value;
} attributes[] = {
    // made up, as one small card might say
    ATTRIBUTE(MAX_THREADS_PER_BLOCK, 1024),
    ATTRIBUTE(MAX_BLOCK_DIM_X, 1024),
    ATTRIBUTE(MAX_BLOCK_DIM_Y, 1024),
    ATTRIBUTE(MAX_BLOCK_DIM_Z, 64),
    ATTRIBUTE(MAX_GRID_DIM_X, INT32_MAX),
    ATTRIBUTE(MAX_GRID_DIM_Y, 65535),
    ATTRIBUTE(MAX_GRID_DIM_Z, 65535),
    ATTRIBUTE(MAX_SHARED_MEMORY_PER_BLOCK, 48 * 1024),
    ATTRIBUTE(MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, 227 * 1024),
    ATTRIBUTE(MAX_SHARED_MEMORY_PER_MULTIPROCESSOR, 228 * 1024),
    ATTRIBUTE(RESERVED_SHARED_MEMORY_PER_BLOCK, 1024),
    ATTRIBUTE(TOTAL_CONSTANT_MEMORY, 65536),
    ATTRIBUTE(WARP_SIZE, 32),
    ATTRIBUTE(MAX_REGISTERS_PER_BLOCK, 65536),
    ATTRIBUTE(MAX_REGISTERS_PER_MULTIPROCESSOR, 65536),
    ATTRIBUTE(MAX_THREADS_PER_MULTIPROCESSOR, 2048),
    ATTRIBUTE(MAX_BLOCKS_PER_MULTIPROCESSOR, 32),
    ATTRIBUTE(CLOCK_RATE, 1000000),
    ATTRIBUTE(MEMORY_CLOCK_RATE, 1000000),
    ATTRIBUTE(GLOBAL_MEMORY_BUS_WIDTH, 64),
    ATTRIBUTE(L2_CACHE_SIZE, 1 << 20),
    ATTRIBUTE(ASYNC_ENGINE_COUNT, 2),
    ATTRIBUTE(CAN_MAP_HOST_MEMORY, 1),
    ATTRIBUTE(CONCURRENT_KERNELS, 1),
    ATTRIBUTE(UNIFIED_ADDRESSING, 1),
    ATTRIBUTE(CAN_USE_HOST_POINTER_FOR_REGISTERED_MEM, 1),
    ATTRIBUTE(HOST_REGISTER_SUPPORTED, 1),
    ATTRIBUTE(STREAM_PRIORITIES_SUPPORTED, 1),
    ATTRIBUTE(SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO, 2),
};

static int attribute_value(CUdevice_attribute attribute, CUdevice device) {
    switch (attribute) {
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR:
        return settings()->major;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR:
        return settings()->minor;
    case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT:
        return settings()->multiprocessors;
    case CU_DEVICE_ATTRIBUTE_PCI_BUS_ID:
        return device + 1;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_MODE:
        return settings()->mode == MODE_EXCLUSIVE    ? CU_COMPUTEMODE_EXCLUSIVE_PROCESS
               : settings()->mode == MODE_PROHIBITED ? CU_COMPUTEMODE_PROHIBITED
                                                     : CU_COMPUTEMODE_DEFAULT;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        if (attributes[i].attribute == attribute)
            return attributes[i].value;
    return 0; // features that it has not
}

static CUresult write_attribute(int *value, CUdevice_attribute attribute, CUdevice device) {
    if (device_of(device) == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    return attribute < CU_DEVICE_ATTRIBUTE_MAX ? give(value, attribute_value(attribute, device))
                                               : CUDA_ERROR_INVALID_VALUE;
}

CUresult CUDAAPI cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
    CALL(cuDeviceGetAttribute, NEEDS_INIT, write_attribute(value, attribute, device));
}

// --- Contexts ----------------------------------------------------------------------------------

static CUresult retain(CUcontext *context, CUdevice device) {
    return context ? primary_retain(context, device) : CUDA_ERROR_INVALID_VALUE;
}

CUresult CUDAAPI cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
    CALL(cuDevicePrimaryCtxRetain, NEEDS_INIT, retain(context, device));
}

CUresult CUDAAPI cuDevicePrimaryCtxRelease(CUdevice device) {
    CALL(cuDevicePrimaryCtxRelease, NEEDS_INIT | FREES, primary_release(device));
}

static CUresult set_flags(CUdevice device, unsigned flags) {
    if (device_of(device) == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    device_of(device)->primary_flags = flags;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDevicePrimaryCtxSetFlags(CUdevice device, unsigned flags) {
    CALL(cuDevicePrimaryCtxSetFlags, NEEDS_INIT, set_flags(device, flags));
}

static CUresult get_state(CUdevice device, unsigned *flags, int *active) {
    if (device_of(device) == NULL || flags == NULL || active == NULL)
        return flags && active ? CUDA_ERROR_INVALID_DEVICE : CUDA_ERROR_INVALID_VALUE;
    *flags = device_of(device)->primary_flags;
    *active = device_of(device)->primary != NULL;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuDevicePrimaryCtxGetState(CUdevice device, unsigned *flags, int *active) {
    CALL(cuDevicePrimaryCtxGetState, NEEDS_INIT, get_state(device, flags, active));
}

static CUresult create(CUcontext *context, unsigned flags, CUdevice device) {
    if (context == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    const CUresult result = context_create(context, flags, device);
    return result == CUDA_SUCCESS ? context_push(*context) : result;
}

#if CUDA_VERSION >= 13000
CUresult CUDAAPI cuCtxCreate(CUcontext *context, CUctxCreateParams *parameters, unsigned flags,
                             CUdevice device) {
    CALL(cuCtxCreate, NEEDS_INIT,
         parameters == NULL ? create(context, flags, device) : CUDA_ERROR_NOT_SUPPORTED);
}
#endif

SHARED_API CUresult CUDAAPI cuCtxCreate_v2(CUcontext *context, unsigned flags, CUdevice device);
CUresult CUDAAPI cuCtxCreate_v2(CUcontext *context, unsigned flags, CUdevice device) {
    CALL(cuCtxCreate, NEEDS_INIT, create(context, flags, device));
}

CUresult CUDAAPI cuCtxDestroy(CUcontext context) {
    CALL(cuCtxDestroy, NEEDS_INIT | FREES,
         context != NULL ? context_destroy(context) : CUDA_ERROR_INVALID_VALUE);
}

CUresult CUDAAPI cuCtxSetCurrent(CUcontext context) {
    CALL(cuCtxSetCurrent, NEEDS_INIT, context_set(context));
}

static CUresult get_current(CUcontext *context) {
    if (context == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    *context = current_context();
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuCtxGetCurrent(CUcontext *context) {
    CALL(cuCtxGetCurrent, NEEDS_INIT, get_current(context));
}

CUresult CUDAAPI cuCtxPushCurrent(CUcontext context) {
    CALL(cuCtxPushCurrent, NEEDS_INIT, context_push(context));
}

CUresult CUDAAPI cuCtxPopCurrent(CUcontext *context) {
    CALL(cuCtxPopCurrent, NEEDS_INIT | FREES, context_pop(context));
}

CUresult CUDAAPI cuCtxGetDevice(CUdevice *device) {
    CALL(cuCtxGetDevice, NEEDS_CONTEXT, give(device, current_context()->device));
}

CUresult CUDAAPI cuCtxSynchronize(void) {
    CALL(cuCtxSynchronize, NEEDS_CONTEXT,
         anything_capturing(current_context()) ? CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED
                                               : finish_context(current_context()));
}

static CUresult priorities(int *least, int *greatest) {
    if (least != NULL)
        *least = 0;
    return greatest != NULL ? give(greatest, -5) : CUDA_SUCCESS;
}

CUresult CUDAAPI cuCtxGetStreamPriorityRange(int *least, int *greatest) {
    CALL(cuCtxGetStreamPriorityRange, NEEDS_CONTEXT, priorities(least, greatest));
}
