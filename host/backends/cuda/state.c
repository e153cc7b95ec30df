// Asking NVML.
// SPDX-License-Identifier: MIT
#include "backends/cuda/state.h"

#include <stdio.h>
#include <string.h>

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
    states->all = states->open;
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

// Whether NVML has the function, and it answered.
#define ASKED(api, function, ...) ((api)->function && (api)->function(__VA_ARGS__) == NVML_SUCCESS)

static void add_clocks(const struct nvml_api *api, nvmlDevice_t device,
                       struct device_state *state) {
    unsigned value = 0;
    if (ASKED(api, nvmlDeviceGetClockInfo, device, NVML_CLOCK_SM, &value))
        state->clock_mhz = lower(state->clock_mhz, value);
    if (ASKED(api, nvmlDeviceGetClockInfo, device, NVML_CLOCK_MEM, &value))
        state->memory_clock_mhz = lower(state->memory_clock_mhz, value);
}

static void add_power(const struct nvml_api *api, nvmlDevice_t device, struct device_state *state) {
    unsigned long long millijoules = 0;
    unsigned value = 0;
    if (ASKED(api, nvmlDeviceGetPowerUsage, device, &value))
        state->power_w = higher(state->power_w, 0) + value * 1e-3;
    if (ASKED(api, nvmlDeviceGetTotalEnergyConsumption, device, &millijoules))
        state->energy_j = higher(state->energy_j, 0) + (double)millijoules * 1e-3;
}

static void add_card(const struct nvml_api *api, nvmlDevice_t device, struct device_state *state) {
    unsigned long long bits = 0;
    unsigned degrees = 0;
    add_clocks(api, device, state);
    if (ASKED(api, nvmlDeviceGetTemperature, device, NVML_TEMPERATURE_GPU, &degrees))
        state->temperature_c = higher(state->temperature_c, degrees);
    if (ASKED(api, nvmlDeviceGetCurrentClocksThrottleReasons, device, &bits))
        for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
            state->slowed |= bits & reasons[i].bits ? (unsigned)reasons[i].slowed : 0u;
}

// A MIG instance's UUID is CUDA's device's, under another name; its card's condition is its own.
static bool find_part(const struct nvml_api *api, const char *uuid, nvmlDevice_t *card) {
    char name[64];
    nvmlDevice_t part;
    snprintf(name, sizeof name, "MIG%s", uuid + strlen("GPU"));
    return api->nvmlDeviceGetHandleByUUID(name, &part) == NVML_SUCCESS &&
           ASKED(api, nvmlDeviceGetDeviceHandleFromMigDeviceHandle, part, card);
}

void cuda_states_add(struct cuda_states *states, const char *uuid) {
    const struct nvml_api *api = &states->api;
    nvmlDevice_t card;
    if (!states->open)
        return;
    const bool whole = api->nvmlDeviceGetHandleByUUID(uuid, &card) == NVML_SUCCESS;
    if (!whole && !find_part(api, uuid, &card)) {
        states->all = false;
        return;
    }
    states->cards[states->count].handle = card;
    states->cards[states->count++].is_part = !whole;
}

bool cuda_states_ask(const struct cuda_states *states, struct device_state *state) {
    *state = (struct device_state){-1, -1, -1, -1, -1, 0};
    for (size_t i = 0; i < states->count; i++) {
        add_card(&states->api, states->cards[i].handle, state);
        if (!states->cards[i].is_part)
            add_power(&states->api, states->cards[i].handle, state);
    }
    return states->all && states->count > 0;
}
