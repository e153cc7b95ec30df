// The memory of a CUDA device for its part of the list, and pinned memory of the host.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_MEMORY_H
#define GPUBENCH_BACKENDS_CUDA_MEMORY_H

#include "backends/cuda/part.h"

// The functions of these names of struct device_interface. Memory for as many elements as are free.
MUST_CHECK enum status cuda_place(struct part *part, unsigned char *pages, struct error *error);
void cuda_unplace(struct part *part);
bool cuda_holds_all(const struct part *part);
MUST_CHECK enum status cuda_poison(struct part *part, struct error *error);
MUST_CHECK enum status cuda_pin(struct part *part, unsigned char *pages, size_t bytes,
                                struct error *error);
void cuda_unpin(struct part *part, unsigned char *pages);

// Where the memory has a position of the part.
CUdeviceptr cuda_place_of(const struct part *part, uint64_t position);

// The host buffers that copies go through.
MUST_CHECK enum status cuda_stage(struct part *part, struct error *error);
void cuda_unstage(struct part *part);

#endif
