// The CUDA devices of this machine, and which of them a selector asks for.
//
// A selector is
//   ""                   any; the first is taken
//   0, 1, …              that device, as the driver numbers them (CUDA_DEVICE_ORDER)
//   part of a name or of a UUID ("H100", "GPU-4f2c"): those that match
//   all, A+B             several as one
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_DEVICES_H
#define GPUBENCH_BACKENDS_CUDA_DEVICES_H

#include "backend.h"
#include "backends/cuda/api.h"

enum { CUDA_DEVICES = PROBE_DEVICES };

struct cuda_device {
    CUdevice handle;
    struct device shown; // for list and report
    char uuid[48];       // "GPU-4f2c…"
    int architecture;    // 90: compute capability 9.0
    int multiprocessors;
    double memory_speed; // bus width times clock, to compare cards by
};

struct cuda_devices {
    size_t count;
    struct cuda_device devices[CUDA_DEVICES];
};

// The devices to be used, as the selector asks: the first that it means, or, where it means several
// as one, all. STATUS_UNAVAILABLE says why there is none.
MUST_CHECK enum status cuda_select(const struct cuda_api *api, const char *selector,
                                   struct cuda_devices *devices, struct error *error);

// The probe slot of both backends, but for what they need beside the driver.
void cuda_probe(const struct backend *backend, const char *selector, struct probe *found);

#endif
