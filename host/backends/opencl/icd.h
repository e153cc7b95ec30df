// What is wrong with the files that tell OpenCL's loader where the drivers are.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_ICD_H
#define GPUBENCH_BACKENDS_OPENCL_ICD_H

#include <stddef.h>

// Writes to text, which has size bytes, a sentence on the ICD files: that there are none, or which
// one names a library that can't be loaded (loaders leave those out without a word); "" where all
// is well.
void opencl_icd_complaint(char *text, size_t size);

#endif
