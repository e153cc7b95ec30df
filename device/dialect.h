// Names of the integers and values, and the marker of functions, in the three dialects that share
// the texts of this folder: C17, OpenCL C and CUDA; and the two operations on bits that each
// dialect says in its own way.
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
#define SHARED_FUNCTION  static inline
#define LEADING_ZEROS(x) clz(x)

#elif defined(__CUDACC__)

typedef unsigned int u32;
typedef unsigned long long u64;
typedef float f32;
typedef double f64;
#define DIALECT_HAS_F64
#define SHARED_FUNCTION  static __device__ __forceinline__
#define LEADING_ZEROS(x) ((u32)__clz((int)(x)))

#else

#include <stdint.h>
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;
#define DIALECT_HAS_F64
#define SHARED_FUNCTION  static inline
#define LEADING_ZEROS(x) ((u32)__builtin_clz(x)) // not of 0

#endif

#ifdef DIALECT_HAS_F64
// The double of these bits.
SHARED_FUNCTION f64 f64_of_words(u32 low, u32 high) {
#if defined(__OPENCL_VERSION__)
    return as_double((u64)high << 32 | low);
#elif defined(__CUDACC__)
    return __hiloint2double((int)high, (int)low);
#else
    const union {
        u64 bits;
        f64 value;
    } both = {(u64)high << 32 | low};
    return both.value;
#endif
}
#endif

#endif
