// Streams that are recurrences on a CUDA device: how cuda-kernel makes them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_RECURRENCE_H
#define GPUBENCH_BACKENDS_CUDA_RECURRENCE_H

#include "backends/cuda/part.h"

extern const struct cuda_kind cuda_recurrence;

#endif
