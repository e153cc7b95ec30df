// OpenCL's functions, opened at run time, and what its error codes mean.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_API_H
#define GPUBENCH_BACKENDS_OPENCL_API_H

#include "platform/vendors/opencl.h"
#include "status.h"

// Opens the ICD loader, which stays open for the life of the process: drivers keep threads that
// run its code. STATUS_UNAVAILABLE says what to install.
MUST_CHECK enum status opencl_open(struct opencl_api *api, struct error *error);

// STATUS_OK for CL_SUCCESS; else the sentence names the call's purpose ("build the kernels"), the
// code and what to do, and the status is the one that belongs to the code.
MUST_CHECK enum status opencl_check(cl_int code, const char *purpose, struct error *error);

// "CL_OUT_OF_RESOURCES"; "an unknown code" for one that is not in the table.
const char *opencl_code_name(cl_int code);

#endif
