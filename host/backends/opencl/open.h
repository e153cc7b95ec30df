// OpenCL for the session of offload/.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_OPEN_H
#define GPUBENCH_BACKENDS_OPENCL_OPEN_H

#include "backends/opencl/part.h"

extern const struct device_interface opencl_interface;

#endif
