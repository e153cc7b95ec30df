// The OpenCL devices of this machine, and which of them a selector asks for.
//
// Devices are numbered in the order in which they are listed: GPUs, then accelerators, then CPUs,
// each in the loader's order. A selector is
//   ""                   any; the first is taken
//   0, 1, …              that device
//   gpu, cpu, accelerator, or a part of a name or platform ("pocl"): those that match
//   all, A+B, A/N        several as one: all of them, A and B, or A cut into N equal sub-devices
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_DEVICES_H
#define GPUBENCH_BACKENDS_OPENCL_DEVICES_H

#include "backend.h"
#include "backends/opencl/api.h"

enum { OPENCL_DEVICES = PROBE_DEVICES };

struct opencl_device {
    cl_device_id id;
    cl_device_type type;
    struct device shown;    // for list and report
    char library[160];      // platform and driver versions
    bool shares_memory;     // its memory is the host's
    uint64_t buffer_bytes;  // the largest buffer
    size_t work_group_size; // the largest
    bool can_be_cut;        // into sub-devices by counts of compute units
    unsigned parts;         // as asked for: to be used as so many sub-devices, 1 for the whole
};

struct opencl_devices {
    size_t count;
    struct opencl_device devices[OPENCL_DEVICES];
};

// The devices to be used, as the selector asks: the first that it means, or, where it means several
// as one, all. STATUS_UNAVAILABLE says why there is none.
MUST_CHECK enum status opencl_select(const struct opencl_api *api, const char *selector,
                                     struct opencl_devices *devices, struct error *error);

// The probe slot.
void opencl_probe(const struct backend *backend, const char *selector, struct probe *found);

// The first `units` compute units of a device, cut into `parts` sub-devices of equal size.
// parts <= OPENCL_DEVICES. To be released with clReleaseDevice.
MUST_CHECK enum status opencl_cut(const struct opencl_api *api, const struct opencl_device *device,
                                  unsigned units, unsigned parts, cl_device_id *ids,
                                  struct error *error);

#endif
