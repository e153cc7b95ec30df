// The kernels of opencl/fill.cl: building them for a device, and launching one over a range.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_KERNELS_H
#define GPUBENCH_BACKENDS_OPENCL_KERNELS_H

#include "backends/opencl/api.h"
#include "streams/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One shape of the kernel that fills.
struct opencl_variant {
    const char *name;         // as --kernel says it
    const char *function;     // in opencl/fill.cl
    unsigned quads;           // that a work-item makes; a quad is four elements
    size_t work_group;        // work-items of a work-group
    bool strided;             // the work-items of a group make one span together
    enum stores stores;       // the kind of store it has
    enum generator generator; // whose streams it makes
};

enum { OPENCL_VARIANTS = 11 };
extern const struct opencl_variant opencl_variants[OPENCL_VARIANTS];

// "quad, row, …", for sentences.
const char *opencl_variant_names(void);

// A range of a list in one buffer: values[0] of memory is the place of element `origin`.
struct opencl_range {
    cl_mem memory;
    uint64_t origin;
    uint64_t first, end; // elements to be made
};

// Compiles the kernels for elements of this type of the stream. STATUS_DRIVER with the log's first
// error.
MUST_CHECK enum status opencl_build(const struct opencl_api *api, cl_context context,
                                    cl_device_id device, const struct stream *stream,
                                    enum element_type type, cl_program *program,
                                    struct error *error);

// *kernel is NULL where the device's compiler has no such shape (streaming stores).
MUST_CHECK enum status opencl_kernel(const struct opencl_api *api, cl_program program,
                                     const char *function, cl_kernel *kernel, struct error *error);

// Enqueues the making of a range, which is not empty. event may be NULL.
MUST_CHECK enum status opencl_launch(const struct opencl_api *api, cl_command_queue queue,
                                     const struct opencl_variant *variant, cl_kernel kernel,
                                     size_t work_group_most, uint64_t seed,
                                     const struct opencl_range *range, cl_event *event,
                                     struct error *error);

#endif
