// The functions of OpenCL that are used: one list, from which both the table of typed pointers and
// the names to look up in the ICD loader are made. The types come from Khronos' own CL/cl.h, so
// without that header at build time there is no table (HAVE_OPENCL_HEADER is then undefined).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_VENDOR_OPENCL_H
#define GPUBENCH_PLATFORM_VENDOR_OPENCL_H

#ifdef HAVE_OPENCL_HEADER

#define CL_TARGET_OPENCL_VERSION 120
#include "platform/library.h"

#include <CL/cl.h>

#define OPENCL_FUNCTIONS(FUNCTION)                                                                 \
    FUNCTION(clGetPlatformIDs)                                                                     \
    FUNCTION(clGetPlatformInfo)                                                                    \
    FUNCTION(clGetDeviceIDs)                                                                       \
    FUNCTION(clGetDeviceInfo)                                                                      \
    FUNCTION(clCreateSubDevices)                                                                   \
    FUNCTION(clReleaseDevice)                                                                      \
    FUNCTION(clCreateContext)                                                                      \
    FUNCTION(clReleaseContext)                                                                     \
    FUNCTION(clCreateCommandQueue)                                                                 \
    FUNCTION(clGetCommandQueueInfo)                                                                \
    FUNCTION(clReleaseCommandQueue)                                                                \
    FUNCTION(clCreateProgramWithSource)                                                            \
    FUNCTION(clBuildProgram)                                                                       \
    FUNCTION(clGetProgramBuildInfo)                                                                \
    FUNCTION(clReleaseProgram)                                                                     \
    FUNCTION(clCreateKernel)                                                                       \
    FUNCTION(clSetKernelArg)                                                                       \
    FUNCTION(clGetKernelWorkGroupInfo)                                                             \
    FUNCTION(clReleaseKernel)                                                                      \
    FUNCTION(clCreateBuffer)                                                                       \
    FUNCTION(clReleaseMemObject)                                                                   \
    FUNCTION(clEnqueueNDRangeKernel)                                                               \
    FUNCTION(clEnqueueReadBuffer)                                                                  \
    FUNCTION(clEnqueueWriteBuffer)                                                                 \
    FUNCTION(clEnqueueFillBuffer)                                                                  \
    FUNCTION(clEnqueueMapBuffer)                                                                   \
    FUNCTION(clEnqueueUnmapMemObject)                                                              \
    FUNCTION(clGetEventProfilingInfo)                                                              \
    FUNCTION(clReleaseEvent)                                                                       \
    FUNCTION(clWaitForEvents)                                                                      \
    FUNCTION(clFlush)                                                                              \
    FUNCTION(clFinish)

struct opencl_api {
#define POINTER(name) __typeof__(&name) name;
    OPENCL_FUNCTIONS(POINTER)
#undef POINTER
};

static const struct library_symbol opencl_symbols[] = {
#define SYMBOL(name) {#name, offsetof(struct opencl_api, name), NULL, false},
    OPENCL_FUNCTIONS(SYMBOL)
#undef SYMBOL
};

#endif
#endif
