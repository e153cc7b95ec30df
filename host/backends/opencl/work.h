// What an OpenCL device does: making, writing, and copying to the host.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_WORK_H
#define GPUBENCH_BACKENDS_OPENCL_WORK_H

#include "backends/opencl/part.h"

// The functions of these names of struct device_interface.
MUST_CHECK enum status part_fill(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                 struct error *error);
MUST_CHECK enum status part_seek(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                 struct error *error);
MUST_CHECK enum status part_device_ns(struct part *part, uint64_t *ns, struct error *error);
MUST_CHECK enum status part_send(struct part *part, const struct chunk *chunk, bool make,
                                 struct error *error);
MUST_CHECK enum status part_receive(struct part *part, size_t turn, struct error *error);

#endif
