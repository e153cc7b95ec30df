// A stream of MT19937 on an OpenCL device: windows of it all over the range that is to be
// made, each for a work-item or a work-group to go on from.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_WINDOWS_H
#define GPUBENCH_BACKENDS_OPENCL_WINDOWS_H

#include "backends/opencl/kernels.h"
#include "streams/cursor.h"

struct opencl_recurrence {
    cl_kernel jump; // NULL: the stream is of another generator
    cl_mem windows, room, polynomial;
    size_t most;          // windows that there is memory for
    size_t jump_items;    // work-items that make one jump together
    struct cursor cursor; // for the first of them
    uint64_t first, end;  // the range that the windows are for; end 0: none yet
    uint64_t begin, each; // window w stands before element begin + w * each
    size_t count;
};

// For a device of so many compute units, a CPU's or not. Takes a zeroed struct; leaves it so if the
// stream is none.
MUST_CHECK enum status recurrence_open(struct opencl_recurrence *recurrence,
                                       const struct opencl_api *api, cl_context context,
                                       cl_program program, const struct stream *stream,
                                       uint64_t seed, unsigned units, bool on_cpu,
                                       struct error *error);
void recurrence_close(struct opencl_recurrence *recurrence, const struct opencl_api *api);

// Has the windows stand all over elements [first, end): by jumps, unless they do already. Enqueued.
MUST_CHECK enum status recurrence_seek(struct opencl_recurrence *recurrence,
                                       const struct opencl_api *api, cl_command_queue queue,
                                       uint64_t first, uint64_t end, struct error *error);

// Seeks, then enqueues the making of a range, which is not empty. event may be NULL.
MUST_CHECK enum status recurrence_launch(struct opencl_recurrence *recurrence,
                                         const struct opencl_api *api, cl_command_queue queue,
                                         const struct opencl_variant *variant, cl_kernel kernel,
                                         size_t work_group_most, const struct opencl_range *range,
                                         cl_event *event, struct error *error);

#endif
