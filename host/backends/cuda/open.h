// CUDA for the session of offload/: what `cuda` and `cuda-kernel` share, which is everything but
// the making of elements. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_OPEN_H
#define GPUBENCH_BACKENDS_CUDA_OPEN_H

#include "backends/cuda/part.h"

// Its open takes the maker of the job's generator among the backend's kind's; the variant that the
// maker writes is followed by how lists are delivered.
extern const struct device_interface cuda_interface;

// The slot of this name.
bool cuda_state(struct session *session, struct device_state *state);

#endif
