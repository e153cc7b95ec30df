// What NVML tells of a CUDA device's condition; changes no setting.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_STATE_H
#define GPUBENCH_BACKENDS_CUDA_STATE_H

#include "backend.h"
#include "platform/vendors/nvml.h"

struct cuda_states {
    bool open;
    struct nvml_api api;
};

// Opens NVML where it is there; without it nothing is said.
void cuda_states_open(struct cuda_states *states);
void cuda_states_close(struct cuda_states *states);

// Makes *state the worse of it and of what is said of the device with this UUID; false: nothing is.
bool cuda_state_add(const struct cuda_states *states, const char *uuid, struct device_state *state);

#endif
