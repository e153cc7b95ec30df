// The functions of NVIDIA's NVML that are used: one list, from which both the table of typed
// pointers and the names to look up are made. The types come from nvml.h; few installations of the
// toolkit have it, so without it (HAVE_NVML_HEADER undefined) they are declared here, as that
// interface has kept them. The newer names of some are not in older drivers, and what tells of a
// card's condition differs by driver: only what finds the card has to be there.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_VENDOR_NVML_H
#define GPUBENCH_PLATFORM_VENDOR_NVML_H

#include "platform/library.h"

#ifdef HAVE_NVML_HEADER
#include <nvml.h>
#else
typedef struct nvmlDevice_st *nvmlDevice_t;
typedef enum { NVML_SUCCESS = 0 } nvmlReturn_t;
typedef enum { NVML_CLOCK_SM = 1, NVML_CLOCK_MEM = 2 } nvmlClockType_t;
typedef enum { NVML_TEMPERATURE_GPU = 0 } nvmlTemperatureSensors_t;
nvmlReturn_t nvmlInit_v2(void);
nvmlReturn_t nvmlShutdown(void);
nvmlReturn_t nvmlDeviceGetHandleByUUID(const char *uuid, nvmlDevice_t *device);
nvmlReturn_t nvmlDeviceGetDeviceHandleFromMigDeviceHandle(nvmlDevice_t part, nvmlDevice_t *device);
nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int *mhz);
nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, nvmlTemperatureSensors_t sensor,
                                      unsigned int *degrees);
nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *milliwatts);
nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device,
                                                 unsigned long long *millijoules);
nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device,
                                                       unsigned long long *reasons);
#endif

#define NVML_FUNCTIONS(FUNCTION, OPTIONAL)                                                         \
    FUNCTION(nvmlInit_v2)                                                                          \
    FUNCTION(nvmlShutdown)                                                                         \
    FUNCTION(nvmlDeviceGetHandleByUUID)                                                            \
    OPTIONAL(nvmlDeviceGetDeviceHandleFromMigDeviceHandle)                                         \
    OPTIONAL(nvmlDeviceGetClockInfo)                                                               \
    OPTIONAL(nvmlDeviceGetTemperature)                                                             \
    OPTIONAL(nvmlDeviceGetPowerUsage)                                                              \
    OPTIONAL(nvmlDeviceGetTotalEnergyConsumption)                                                  \
    OPTIONAL(nvmlDeviceGetCurrentClocksThrottleReasons)

// nvml.h of late calls some deprecated, in favour of those newer names.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
struct nvml_api {
#define POINTER(name) __typeof__(&name) name;
    NVML_FUNCTIONS(POINTER, POINTER)
#undef POINTER
};
#pragma GCC diagnostic pop

static const struct library_symbol nvml_symbols[] = {
#define SYMBOL(name)   {#name, offsetof(struct nvml_api, name), NULL, false},
#define OPTIONAL(name) {#name, offsetof(struct nvml_api, name), NULL, true},
    NVML_FUNCTIONS(SYMBOL, OPTIONAL)
#undef OPTIONAL
#undef SYMBOL
};

#endif
