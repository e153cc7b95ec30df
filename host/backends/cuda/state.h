// What NVML tells of a CUDA device's condition; changes no setting.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_STATE_H
#define GPUBENCH_BACKENDS_CUDA_STATE_H

#include "backend.h"
#include "platform/vendors/nvml.h"

struct cuda_states {
    bool open;
    bool all; // of those that were added NVML knows each
    struct nvml_api api;
    size_t count;
    struct {
        nvmlDevice_t handle;
        bool is_part; // a MIG instance's card: power and energy are others' too
    } cards[PROBE_DEVICES];
};

// Opens NVML where it is there; without it nothing is said.
void cuda_states_open(struct cuda_states *states);
void cuda_states_close(struct cuda_states *states);

// Looks for the device of this UUID, "GPU-…", which may be a MIG instance's.
void cuda_states_add(struct cuda_states *states, const char *uuid);

// The worst of what is said of those that were added; false: not all are known.
bool cuda_states_ask(const struct cuda_states *states, struct device_state *state);

#endif
