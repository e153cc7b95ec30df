// What a CUDA device does: making, writing, and copying to the host.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_WORK_H
#define GPUBENCH_BACKENDS_CUDA_WORK_H

#include "backends/cuda/part.h"

// The functions of these names of struct device_interface.
MUST_CHECK enum status cuda_fill(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                 struct error *error);
MUST_CHECK enum status cuda_seek(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                 struct error *error);
MUST_CHECK enum status cuda_write(struct part *part, uint64_t end, struct error *error);
MUST_CHECK enum status cuda_launch(struct part *part, struct error *error);
MUST_CHECK enum status cuda_device_ns(struct part *part, uint64_t *ns, struct error *error);
MUST_CHECK enum status cuda_send(struct part *part, const struct chunk *chunk, bool make,
                                 struct error *error);
MUST_CHECK enum status cuda_receive(struct part *part, size_t turn, struct error *error);

#endif
