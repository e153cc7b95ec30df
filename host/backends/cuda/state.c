// Asking NVML.
// SPDX-License-Identifier: MIT
#include "backends/cuda/state.h"

static const struct library_request request = {
    .what = "NVIDIA's NVML",
    .sonames = (const char *const[]){"libnvidia-ml.so.1", NULL},
    .folders = NULL,
    .mend = "it comes with the driver",
    .symbols = nvml_symbols,
    .symbol_count = sizeof nvml_symbols / sizeof nvml_symbols[0],
};

// Reasons that NVML gives for lower clocks than asked for.
static const struct {
    unsigned long long bits;
    enum slowed slowed;
} reasons[] = {
    {0x04, SLOWED_BY_POWER},
    {0x08 | 0x80, SLOWED_BY_HARDWARE},
    {0x20 | 0x40, SLOWED_BY_HEAT},
};

void cuda_states_open(struct cuda_states *states) {
    struct error ignored;
    void *library;
    if (library_open(&request, &states->api, &library, &ignored) == STATUS_OK) {
        library_close(library);
        states->open = states->api.nvmlInit_v2() == NVML_SUCCESS;
    }
}

void cuda_states_close(struct cuda_states *states) {
    if (states->open) {
        states->api.nvmlShutdown();
        states->open = false;
    }
}

// Of a and what is known to be b; a is negative while it is unknown.
static double lower(double a, double b) {
    return a >= 0 && a < b ? a : b;
}

static double higher(double a, double b) {
    return a > b ? a : b;
}

static void add_clocks(const struct nvml_api *api, nvmlDevice_t device,
                       struct device_state *state) {
    unsigned value = 0;
    if (api->nvmlDeviceGetClockInfo(device, NVML_CLOCK_SM, &value) == NVML_SUCCESS)
        state->clock_mhz = lower(state->clock_mhz, value);
    if (api->nvmlDeviceGetClockInfo(device, NVML_CLOCK_MEM, &value) == NVML_SUCCESS)
        state->memory_clock_mhz = lower(state->memory_clock_mhz, value);
}

static void add_heat(const struct nvml_api *api, nvmlDevice_t device, struct device_state *state) {
    unsigned long long millijoules = 0;
    unsigned value = 0;
    if (api->nvmlDeviceGetTemperature(device, NVML_TEMPERATURE_GPU, &value) == NVML_SUCCESS)
        state->temperature_c = higher(state->temperature_c, value);
    if (api->nvmlDeviceGetPowerUsage(device, &value) == NVML_SUCCESS)
        state->power_w = higher(state->power_w, 0) + value * 1e-3;
    if (api->nvmlDeviceGetTotalEnergyConsumption(device, &millijoules) == NVML_SUCCESS)
        state->energy_j = higher(state->energy_j, 0) + (double)millijoules * 1e-3;
}

bool cuda_state_add(const struct cuda_states *states, const char *uuid,
                    struct device_state *state) {
    const struct nvml_api *api = &states->api;
    unsigned long long bits = 0;
    nvmlDevice_t device;
    if (!states->open || api->nvmlDeviceGetHandleByUUID(uuid, &device) != NVML_SUCCESS)
        return false;
    add_clocks(api, device, state);
    add_heat(api, device, state);
    if (api->nvmlDeviceGetCurrentClocksThrottleReasons(device, &bits) == NVML_SUCCESS)
        for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
            state->slowed |= bits & reasons[i].bits ? (unsigned)reasons[i].slowed : 0u;
    return true;
}
