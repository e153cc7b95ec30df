// An ICD loader that fails on request:
//
//   FAULT="FUNCTION WHAT [CALL]"   from that call of it on (the first), it does WHAT: a number, the
//                                  error code that it returns; crash; hang; clGetDeviceInfo: gpu,
//                                  its devices are GPUs, or f32, they lack double precision;
//                                  clGetEventProfilingInfo: zero or swapped times
// SPDX-License-Identifier: MIT
#include "real.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What is asked of this call of a function; "" where nothing is.
static const char *due(const char *name) {
    static int calls;
    static char function[64], what[32];
    int from = 1;
    const char *fault = getenv("FAULT");
    if (!fault || sscanf(fault, "%63s %31s %d", function, what, &from) < 2 ||
        strcmp(function, name) != 0 || ++calls < from)
        return "";
    if (strcmp(what, "crash") == 0)
        abort();
    while (strcmp(what, "hang") == 0)
        pause();
    return what;
}

// The error code that is due; CL_SUCCESS for none.
static cl_int due_code(const char *name) {
    return (cl_int)strtol(due(name), NULL, 10);
}

cl_int clGetPlatformIDs(cl_uint room, cl_platform_id *platforms, cl_uint *count) {
    const cl_int code = due_code(__func__);
    return code ? code : real_clGetPlatformIDs(room, platforms, count);
}

cl_int clGetDeviceInfo(cl_device_id device, cl_device_info info, size_t size, void *value,
                       size_t *used) {
    const char *what = due(__func__);
    const cl_int code = real_clGetDeviceInfo(device, info, size, value, used);
    if (info == CL_DEVICE_TYPE && strcmp(what, "gpu") == 0)
        *(cl_device_type *)value = CL_DEVICE_TYPE_GPU;
    if (info == CL_DEVICE_DOUBLE_FP_CONFIG && strcmp(what, "f32") == 0)
        *(cl_device_fp_config *)value = 0;
    return code;
}

cl_int clBuildProgram(cl_program program, cl_uint count, const cl_device_id *devices,
                      const char *options, void(CL_CALLBACK *notify)(cl_program, void *),
                      void *data) {
    const char *what = due(__func__);
    char broken[256]; // the compiler finds the fault itself, and its log names it
    snprintf(broken, sizeof broken, "%s%s", options, *what ? " -DQUAD=this+is+no+name" : "");
    return real_clBuildProgram(program, count, devices, broken, notify, data);
}

cl_mem clCreateBuffer(cl_context context, cl_mem_flags flags, size_t size, void *host,
                      cl_int *code) {
    const cl_int fault = due_code(__func__);
    if (fault) {
        *code = fault;
        return NULL;
    }
    return real_clCreateBuffer(context, flags, size, host, code);
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint dimensions,
                              const size_t *offset, const size_t *global, const size_t *local,
                              cl_uint waits, const cl_event *wait, cl_event *event) {
    const cl_int code = due_code(__func__);
    return code ? code
                : real_clEnqueueNDRangeKernel(queue, kernel, dimensions, offset, global, local,
                                              waits, wait, event);
}

cl_int clFinish(cl_command_queue queue) {
    const cl_int code = due_code(__func__);
    return code ? code : real_clFinish(queue);
}

cl_int clGetEventProfilingInfo(cl_event event, cl_profiling_info info, size_t size, void *value,
                               size_t *used) {
    const char *what = due(__func__);
    const cl_int fault = (cl_int)strtol(what, NULL, 10);
    const cl_int code =
        fault ? fault : real_clGetEventProfilingInfo(event, info, size, value, used);
    if (strcmp(what, "zero") == 0)
        *(cl_ulong *)value = 0;
    if (strcmp(what, "swapped") == 0)
        *(cl_ulong *)value = info == CL_PROFILING_COMMAND_START ? 2000 : 1000;
    return code;
}
