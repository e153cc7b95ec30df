// What a fill asks of the compiler, whatever the vector level.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_LEVELS_INLINING_H
#define GPUBENCH_STREAMS_LEVELS_INLINING_H

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// Before a loop of few steps whose number the compiler knows once it is inlined.
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

#endif
