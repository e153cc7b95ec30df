// Which kernel, and which way to write: found by trying.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_TRIAL_H
#define GPUBENCH_BACKENDS_OPENCL_TRIAL_H

#include "backends/opencl/part.h"

// Chooses part->kernel and part->variant: the one that the job names, else the fastest of those
// that are exact, with the part placed at positions [0, …). Its speed becomes elements a second.
MUST_CHECK enum status part_choose(struct part *part, const struct job *job, struct opened *opened,
                                   struct error *error);

// ceiling.c: the fastest way to write. The function part_write is struct device_interface's.
MUST_CHECK enum status part_choose_ceiling(struct part *part, struct error *error);
MUST_CHECK enum status part_write(struct part *part, uint64_t end, struct error *error);

#endif
