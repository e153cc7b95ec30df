// Where a part's elements lie on its OpenCL device.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_MEMORY_H
#define GPUBENCH_BACKENDS_OPENCL_MEMORY_H

#include "backends/opencl/part.h"

// The functions of these names of struct device_interface. Memory is taken in the host's pages
// where it is shared.
MUST_CHECK enum status part_place(struct part *part, unsigned char *pages, struct error *error);
void part_unplace(struct part *part);
bool part_holds_all(const struct part *part);
MUST_CHECK enum status part_poison(struct part *part, struct error *error);

// Lets the host read, and takes the memory back for the device, where they share it.
MUST_CHECK enum status part_map(struct part *part, struct error *error);
MUST_CHECK enum status part_unmap(struct part *part, struct error *error);

// The elements of slice i that lie among [first, end); false: none.
bool part_slice(const struct part *part, size_t slice, uint64_t origin, uint64_t first,
                uint64_t end, struct opencl_range *range);

#endif
