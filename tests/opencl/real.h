// The real ICD loader's functions, as real_clFinish and so on.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_OPENCL_REAL_H
#define GPUBENCH_TESTS_OPENCL_REAL_H

#include "platform/vendors/opencl.h"

#define REAL(name) extern __typeof__(&name) real_##name;
OPENCL_FUNCTIONS(REAL)
#undef REAL

#endif
