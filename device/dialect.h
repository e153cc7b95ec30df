// Names of the integers and values, and the marker of functions, in the three dialects that share
// the texts of this folder: C17, OpenCL C and CUDA. Nothing else.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_DEVICE_DIALECT_H
#define GPUBENCH_DEVICE_DIALECT_H

#if defined(__OPENCL_VERSION__)

typedef uint u32;
typedef ulong u64;
typedef float f32;
#ifdef cl_khr_fp64 // double precision is optional on OpenCL devices
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double f64;
#define DIALECT_HAS_F64
#endif
#define SHARED_FUNCTION static inline

#elif defined(__CUDACC__)

typedef unsigned int u32;
typedef unsigned long long u64;
typedef float f32;
typedef double f64;
#define DIALECT_HAS_F64
#define SHARED_FUNCTION static __device__ __forceinline__

#else

#include <stdint.h>
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;
#define DIALECT_HAS_F64
#define SHARED_FUNCTION static inline

#endif

#endif
