// libnvidia-ml.so.1 of the software device: constant values, made up. The declarations are those
// of NVIDIA's interface, whose header few installations of the toolkit have.
// SPDX-License-Identifier: MIT
#include "device.h"

#include <stdio.h>
#include <string.h>

typedef int nvmlReturn_t;
typedef struct nvmlDevice_st *nvmlDevice_t;

enum {
    NVML_SUCCESS,
    NVML_ERROR_UNINITIALIZED,
    NVML_ERROR_INVALID_ARGUMENT,
    NVML_ERROR_NOT_SUPPORTED,
    NVML_ERROR_NOT_FOUND = 6,
    NVML_ERROR_INSUFFICIENT_SIZE = 7,
    NVML_ERROR_GPU_IS_LOST = 15,
    NVML_ERROR_UNKNOWN = 999
};

struct nvmlDevice_st {
    int number;
    bool is_part; // a MIG instance, which most questions can't be asked of
};
static struct nvmlDevice_st handles[DEVICES_MAX], parts[DEVICES_MAX];
static int users; // of nvmlInit

#define NVML(name, parameters, work)                                                               \
    SHARED_API nvmlReturn_t name parameters;                                                       \
    nvmlReturn_t name parameters {                                                                 \
        CALL_AS(nvmlReturn_t, name, NEEDS_NOTHING, work);                                          \
    }

static int begin(void) {
    for (int i = 0; i < DEVICES_MAX; i++)
        handles[i].number = i, parts[i] = (struct nvmlDevice_st){i, true};
    users++;
    return NVML_SUCCESS;
}
NVML(nvmlInit_v2, (void), begin())
NVML(nvmlShutdown, (void), users > 0 ? (users--, NVML_SUCCESS) : NVML_ERROR_UNINITIALIZED)

// NVML_SUCCESS where the handle can be asked.
static int check(nvmlDevice_t device, const void *result) {
    if (users == 0)
        return NVML_ERROR_UNINITIALIZED;
    if (device == NULL || result == NULL || device->number >= settings()->devices)
        return NVML_ERROR_INVALID_ARGUMENT;
    if (device->is_part)
        return NVML_ERROR_NOT_SUPPORTED;
    return card_is_lost() ? NVML_ERROR_GPU_IS_LOST : NVML_SUCCESS;
}

static int give(nvmlDevice_t device, unsigned *result, unsigned value) {
    const int status = check(device, result);
    if (status == NVML_SUCCESS)
        *result = value;
    return status;
}

static int count_devices(unsigned *count) {
    return users == 0 ? NVML_ERROR_UNINITIALIZED
                      : (*count = (unsigned)settings()->devices, NVML_SUCCESS);
}
NVML(nvmlDeviceGetCount_v2, (unsigned *count), count_devices(count))

static int by_index(unsigned index, nvmlDevice_t *device) {
    if (users == 0 || index >= (unsigned)settings()->devices)
        return users == 0 ? NVML_ERROR_UNINITIALIZED : NVML_ERROR_INVALID_ARGUMENT;
    *device = &handles[index];
    return NVML_SUCCESS;
}
NVML(nvmlDeviceGetHandleByIndex_v2, (unsigned index, nvmlDevice_t *device), by_index(index, device))

// "GPU-736f6674-7761-7265-2064-657669636500": the bytes of cuDeviceGetUuid, as hexadecimal.
static void write_uuid(int number, char uuid[64]) {
    unsigned char bytes[16];
    memcpy(bytes, "software device", sizeof bytes);
    bytes[15] = (unsigned char)number;
    size_t used = (size_t)snprintf(uuid, 64, "GPU-");
    for (int i = 0; i < 16; i++) {
        const bool dash = i == 4 || i == 6 || i == 8 || i == 10;
        used += (size_t)snprintf(uuid + used, 64 - used, "%s%02x", dash ? "-" : "", bytes[i]);
    }
}

static int by_uuid(const char *wanted, nvmlDevice_t *device) {
    if (users == 0)
        return NVML_ERROR_UNINITIALIZED;
    for (int i = 0; wanted != NULL && i < settings()->devices; i++) {
        char uuid[64];
        const bool is_part = settings()->mode == MODE_MIG_PART;
        write_uuid(i, uuid);
        memcpy(uuid, is_part ? "MIG" : "GPU", 3);
        if (strcmp(uuid, wanted) == 0) {
            *device = is_part ? &parts[i] : &handles[i];
            return NVML_SUCCESS;
        }
    }
    return NVML_ERROR_NOT_FOUND;
}
NVML(nvmlDeviceGetHandleByUUID, (const char *uuid, nvmlDevice_t *device), by_uuid(uuid, device))

static int card_of(nvmlDevice_t part, nvmlDevice_t *device) {
    if (users == 0 || part == NULL || !part->is_part)
        return users == 0 ? NVML_ERROR_UNINITIALIZED : NVML_ERROR_INVALID_ARGUMENT;
    *device = &handles[part->number];
    return NVML_SUCCESS;
}
NVML(nvmlDeviceGetDeviceHandleFromMigDeviceHandle, (nvmlDevice_t part, nvmlDevice_t *device),
     card_of(part, device))

static int by_bus(const char *id, nvmlDevice_t *device) {
    unsigned domain = 0, bus = 0;
    if (id == NULL || sscanf(id, "%x:%x", &domain, &bus) != 2 || bus == 0)
        return NVML_ERROR_INVALID_ARGUMENT;
    return by_index(bus - 1, device);
}
NVML(nvmlDeviceGetHandleByPciBusId_v2, (const char *id, nvmlDevice_t *device), by_bus(id, device))

static int give_text(char *to, unsigned size, const char *text) {
    if (to == NULL || size <= strlen(text))
        return to ? NVML_ERROR_INSUFFICIENT_SIZE : NVML_ERROR_INVALID_ARGUMENT;
    strcpy(to, text);
    return NVML_SUCCESS;
}

static int give_uuid(nvmlDevice_t device, char *to, unsigned size) {
    char uuid[64];
    const int status = check(device, to);
    if (status != NVML_SUCCESS)
        return status;
    write_uuid(device->number, uuid);
    return give_text(to, size, uuid);
}
NVML(nvmlDeviceGetUUID, (nvmlDevice_t device, char *to, unsigned size), give_uuid(device, to, size))
NVML(nvmlDeviceGetName, (nvmlDevice_t device, char *to, unsigned size),
     check(device, to) ? check(device, to) : give_text(to, size, "software device, no timing"))
NVML(nvmlSystemGetDriverVersion, (char *to, unsigned size),
     users ? give_text(to, size, "software") : NVML_ERROR_UNINITIALIZED)

// Clocks by type: graphics, multiprocessors, memory, video; in MHz.
static unsigned clock_of(int type) {
    static const unsigned clocks[] = {1000, 1000, 1200, 900};
    return type >= 0 && type < 4 ? clocks[type] : 0;
}
NVML(nvmlDeviceGetClockInfo, (nvmlDevice_t device, int type, unsigned *clock),
     give(device, clock, clock_of(type)))
NVML(nvmlDeviceGetMaxClockInfo, (nvmlDevice_t device, int type, unsigned *clock),
     give(device, clock, 2 * clock_of(type)))
NVML(nvmlDeviceGetTemperature, (nvmlDevice_t device, int sensor, unsigned *degrees),
     sensor == 0 ? give(device, degrees, 40) : NVML_ERROR_INVALID_ARGUMENT)
NVML(nvmlDeviceGetPowerUsage, (nvmlDevice_t device, unsigned *milliwatts),
     give(device, milliwatts, 100000))
NVML(nvmlDeviceGetPowerManagementLimit, (nvmlDevice_t device, unsigned *milliwatts),
     give(device, milliwatts, 300000))
NVML(nvmlDeviceGetEnforcedPowerLimit, (nvmlDevice_t device, unsigned *milliwatts),
     give(device, milliwatts, 300000))

static int give_wide(nvmlDevice_t device, unsigned long long *result, unsigned long long value) {
    const int status = check(device, result);
    if (status == NVML_SUCCESS)
        *result = value;
    return status;
}

// Millijoules: one more at each question, so that differences aren't zero.
__attribute__((unused)) static unsigned long long energy(void) {
    static unsigned long long used = 1000000;
    return ++used;
}
#ifndef OLD_NVML
NVML(nvmlDeviceGetTotalEnergyConsumption, (nvmlDevice_t device, unsigned long long *millijoules),
     give_wide(device, millijoules, energy()))
#endif
// 4: the software's power cap, so that a reason is there to be shown.
NVML(nvmlDeviceGetCurrentClocksEventReasons, (nvmlDevice_t device, unsigned long long *reasons),
     give_wide(device, reasons, 4))
NVML(nvmlDeviceGetCurrentClocksThrottleReasons, (nvmlDevice_t device, unsigned long long *reasons),
     give_wide(device, reasons, 4))

static int give_modes(nvmlDevice_t device, unsigned *current, unsigned *pending, unsigned value) {
    const int status = give(device, pending, value);
    return status == NVML_SUCCESS ? give(device, current, value) : status;
}
NVML(nvmlDeviceGetEccMode, (nvmlDevice_t device, unsigned *current, unsigned *pending),
     give_modes(device, current, pending, 0))
NVML(nvmlDeviceGetMigMode, (nvmlDevice_t device, unsigned *current, unsigned *pending),
     give_modes(device, current, pending, settings()->mode == MODE_MIG))
NVML(nvmlDeviceGetComputeMode, (nvmlDevice_t device, unsigned *mode),
     give(device, mode,
          settings()->mode == MODE_EXCLUSIVE    ? 3
          : settings()->mode == MODE_PROHIBITED ? 2
                                                : 0))

struct nvmlMemory_st {
    unsigned long long total, free, used;
};

static int give_memory(nvmlDevice_t device, struct nvmlMemory_st *memory) {
    const int status = check(device, memory);
    if (status == NVML_SUCCESS) {
        memory->total = settings()->memory;
        memory->free = device_free_bytes(device->number);
        memory->used = memory->total - memory->free;
    }
    return status;
}
NVML(nvmlDeviceGetMemoryInfo, (nvmlDevice_t device, struct nvmlMemory_st *memory),
     give_memory(device, memory))

SHARED_API const char *nvmlErrorString(nvmlReturn_t result);
const char *nvmlErrorString(nvmlReturn_t result) {
    switch (result) {
    case NVML_SUCCESS:
        return "Success";
    case NVML_ERROR_UNINITIALIZED:
        return "Uninitialized";
    case NVML_ERROR_INVALID_ARGUMENT:
        return "Invalid Argument";
    case NVML_ERROR_NOT_SUPPORTED:
        return "Not Supported";
    case NVML_ERROR_NOT_FOUND:
        return "Not Found";
    case NVML_ERROR_INSUFFICIENT_SIZE:
        return "Insufficient Size";
    case NVML_ERROR_GPU_IS_LOST:
        return "GPU is lost";
    default:
        return "Unknown Error";
    }
}
