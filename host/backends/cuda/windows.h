// Streams of MT19937 on a CUDA device: how cuda-kernel makes them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_WINDOWS_H
#define GPUBENCH_BACKENDS_CUDA_WINDOWS_H

#include "backends/cuda/part.h"

extern const struct maker cuda_mt19937;

#endif
