// One OpenCL device at work on its part of the list: its context, queues and kernels.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_PART_H
#define GPUBENCH_BACKENDS_OPENCL_PART_H

#include "backends/offload/offload.h"
#include "backends/opencl/devices.h"
#include "backends/opencl/kernels.h"
#include "backends/opencl/windows.h"

// A buffer of this size in pinned host memory is what a list is delivered through: large enough for
// full speed on a bus, small against any list.
enum { STAGING_BYTES = 8 << 20 };

// The buffers of a part. Buffer i holds slice i of the part, and slices i + count, … after it where
// the device's memory is smaller than the part.
struct opencl_memory {
    cl_mem *buffers;
    void **mapped; // where each is readable by the host; NULL: not mapped
    size_t count;
    size_t slices;
    uint64_t slice_elements; // a multiple of the elements of a staging buffer
};

struct part {
    struct share share; // staging: where the host sees the buffers
    const struct opencl_api *api;
    struct opencl_device device;
    bool is_cut; // device.id is a sub-device, to be released
    unsigned units;
    uint64_t seed;
    cl_context context;
    cl_command_queue queue;
    cl_program program;
    const struct opencl_variant *variant;
    cl_kernel kernel;
    struct opencl_recurrence recurrence;

    struct opencl_memory memory;
    cl_event *events; // of the launches of the last fill, a slice each
    size_t event_count;

    cl_kernel ceilings[2]; // plain and streaming stores; NULL where the compiler has no such
    int ceiling;           // which is the fastest way to write: CEILING_…

    cl_command_queue transfers; // these: NULL where memory is shared
    cl_mem staging[OFFLOAD_IN_FLIGHT];
    cl_event arrived[OFFLOAD_IN_FLIGHT];
};

// A context, queues and the program, of a zeroed part; what was opened is for part_close, whether
// it fails or not. *build_ns grows by the time of the kernels' build.
MUST_CHECK enum status part_open(struct part *part, const struct opencl_api *api,
                                 const struct opencl_device *device, const struct job *job,
                                 uint64_t *build_ns, struct error *error);
void part_close(struct part *part); // takes one without memory

// Enqueues the making of a range in one of the part's buffers. event may be NULL.
MUST_CHECK enum status part_launch(struct part *part, const struct opencl_range *range,
                                   cl_event *event, struct error *error);
MUST_CHECK enum status part_flush(struct part *part, cl_command_queue queue, struct error *error);
MUST_CHECK enum status part_finish(struct part *part, struct error *error);

#endif
