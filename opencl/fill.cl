// The OpenCL kernels of the stream `curand`: index arithmetic around device/philox.h, and several
// shapes of the same work, since which is fastest is decided by the device and by its compiler.
// The host tries them all (host/backends/opencl/trial.c); the program is built for one type of
// element: ELEMENT_F64 defined, or not.
//
// Every kernel has the same arguments and the same meaning: values[0] is the place of element
// `origin`, which stands at a line's begin in memory and in the stream (a multiple of 64 bytes), so
// that whole vectors are aligned; elements [first, end) are written and nothing else. A work-item
// owns a span of the stream that begins at a multiple of its length, so that no span leaves its row
// of subsequences.
// SPDX-License-Identifier: MIT
#include "device/philox.h"

enum { QUAD = 4 }; // elements from one subsequence

#ifdef ELEMENT_F64
typedef f64 element;
typedef double4 element4;
typedef double8 line;    // what one store writes: 64 bytes
#define QUAD_BLOCKS    2 // of Philox that a quad is made of
#define GROUPS_AT_ONCE 1 // groups that are made by turns
#else
typedef f32 element;
typedef float4 element4;
typedef float16 line;
#define QUAD_BLOCKS    1
#define GROUPS_AT_ONCE 2
#endif

SHARED_FUNCTION element4 curand_quad(u64 seed, u64 quad) {
    const u64 row = curand_row(quad);
    const u32 sub = curand_subsequence(quad);
#ifdef ELEMENT_F64
    const struct philox_block a = curand_block(seed, 2 * row, sub);
    const struct philox_block b = curand_block(seed, 2 * row + 1, sub);
    return (element4)(curand_f64(a.w0, a.w1), curand_f64(a.w2, a.w3), //
                      curand_f64(b.w0, b.w1), curand_f64(b.w2, b.w3));
#else
    const struct philox_block a = curand_block(seed, row, sub);
    return (element4)(curand_f32(a.w0), curand_f32(a.w1), curand_f32(a.w2), curand_f32(a.w3));
#endif
}

// Quads of which some may stand across an end of the range, or outside.
static void store_some(global element *values, u64 seed, u64 origin, u64 first, u64 end, u64 quad,
                       u64 quads) {
    for (u64 n = QUAD * quad; n < QUAD * (quad + quads); n += QUAD) {
        if (n + QUAD <= first || n >= end)
            continue;
        const element4 four = curand_quad(seed, n / QUAD);
        const element each[QUAD] = {four.s0, four.s1, four.s2, four.s3};
        for (u64 j = 0; j < QUAD; j++)
            if (n + j >= first && n + j < end)
                values[n + j - origin] = each[j];
    }
}

// The plainest shape: a work-item makes one quad. Right for devices whose compiler makes vectors
// out of neighbouring work-items, as every GPU's does.
kernel void fill_quad(global element *values, u64 seed, u64 origin, u64 first, u64 end) {
    const u64 quad = first / QUAD + get_global_id(0);
    const u64 n = QUAD * quad;
    if (n >= first && n + QUAD <= end)
        *(global element4 *)(values + (n - origin)) = curand_quad(seed, quad);
    else
        store_some(values, seed, origin, first, end, quad, 1);
}

// Clang-based compilers (PoCL, Intel's CPU runtime) can store past the caches: a list far larger
// than them then need not be read before it is written.
#if defined(__has_builtin)
#if __has_builtin(__builtin_nontemporal_store)
#define HAS_STREAMING_STORES
#endif
#endif
#define STORE_PLAIN(to, value)     (*(to) = (value))
#define STORE_STREAMING(to, value) __builtin_nontemporal_store(value, to)

// Intel's CPU runtime would make vectors of these vectors, which takes long and runs slowly.
#ifdef cl_intel_vec_len_hint
#define ONE_BY_ONE __attribute__((intel_vec_len_hint(1)))
#else
#define ONE_BY_ONE
#endif

// PoCL calls functions of this size, with their vectors in memory, unless it is told not to.
#define INLINED static inline __attribute__((always_inline))

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)
#define WORD        0xFFFFFFFFul

// Lane l has the quad ORDER[l] of its group: the even lanes have the first half, so that taking the
// even lanes of two vectors by turns, an instruction that every processor has, leaves neighbours
// side by side.
#define ORDER1  0
#define ORDER4  (ulong4)(0, 2, 1, 3)
#define ORDER8  (ulong8)(0, 4, 1, 5, 2, 6, 3, 7)
#define ORDER16 (ulong16)(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)
// The lanes of a and b, counted through, in this order. PoCL's own shuffle2 is a function of
// several instructions a lane.
#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define TAKE(indices, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define TAKE(indices, a, b, ...) shuffle2(a, b, (indices)(__VA_ARGS__))
#endif
#define EVEN4(a, b)  TAKE(ulong4, a, b, 0, 4, 2, 6)
#define ODD4(a, b)   TAKE(ulong4, a, b, 1, 5, 3, 7)
#define EVEN8(a, b)  TAKE(ulong8, a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define ODD8(a, b)   TAKE(ulong8, a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define EVEN16(a, b) TAKE(ulong16, a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)
#define ODD16(a, b)  TAKE(ulong16, a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)

#ifdef ELEMENT_F64

// curand_f64 of all lanes. shift21 is 2^21, which the compiler must not know: LLVM makes one
// product of 64 bits (vpmullq, three operations on Intel) of the last product and a shift by 21,
// and masks its halves. As a product of 32 bits it takes 140 instructions for 32 numbers of ulong8
// instead of 150, and 299 for 64 of ulong16 instead of 317: 4.38 and 4.67 a number, the C fill's
// being 4.38. What is left between them is latency: LLVM 14 orders the chains its own way.
#ifdef __AVX512DQ__ // converts 64-bit integers in one instruction
#define VALUES(lanes, x, y, shift21)                                                               \
    (JOIN(convert_double, lanes)(((x)&WORD) ^ ((y)&WORD) * (shift21)) * 0x1p-53 + 0x1p-54)
#else
// Else the bits are put under an exponent. y's upper 21 bits h become 2^31 + h 2^-21, the rest of z
// and the half unit 2^-2 + l 2^-53 + 2^-54; both are exact, and so is the first difference, so the
// sum is rounded once.
#define VALUES(lanes, x, y, shift21)                                                               \
    (JOIN(as_double, lanes)(((y)&WORD) >> 11 | 0x41E0000000000000ul) - (0x1p31 + 0x1p-2) +         \
     JOIN(as_double, lanes)((((x) ^ (y) << 21) & WORD) << 1 | 0x3FD0000000000001ul))
#endif

// Lines of the quads whose first two values are p's pairs, and the other two q's.
#define LINES4(STORE, to, p, q) STORE(to, ((line)(p.lo, q.lo, p.hi, q.hi)))
#define LINES8(STORE, to, p, q)                                                                    \
    STORE(to, (TAKE(ulong8, p, q, 0, 1, 8, 9, 2, 3, 10, 11)));                                     \
    STORE((to) + 1, (TAKE(ulong8, p, q, 4, 5, 12, 13, 6, 7, 14, 15)))
#define LINES16(STORE, to, p, q)                                                                   \
    LINES8(STORE, to, p.lo, q.lo);                                                                 \
    LINES8(STORE, (to) + 2, p.hi, q.hi)

#else

// curand_f32 of all lanes' words x and y, side by side.
#define VALUES4(x, y)                                                                              \
    as_ulong4(convert_float8(as_uint8((x)&WORD | (y) << 32)) * 0x1p-32f + 0x1p-33f)
#define VALUES8(x, y)                                                                              \
    as_ulong8(convert_float16(as_uint16((x)&WORD | (y) << 32)) * 0x1p-32f + 0x1p-33f)
#define VALUES16(x, y) ((ulong16)(VALUES8((x).lo, (y).lo), VALUES8((x).hi, (y).hi)))

#define LINES4(STORE, to, p, q) STORE(to, (as_float16((ulong8)(p, q))))
#define LINES8(STORE, to, p, q)                                                                    \
    STORE(to, (as_float16(p)));                                                                    \
    STORE((to) + 1, (as_float16(q)))
#define LINES16(STORE, to, p, q)                                                                   \
    STORE(to, (as_float16(p.lo)));                                                                 \
    STORE((to) + 1, (as_float16(p.hi)));                                                           \
    STORE((to) + 2, (as_float16(q.lo)));                                                           \
    STORE((to) + 3, (as_float16(q.hi)))

#endif

#ifdef MT19937
#include "opencl/mt19937.cl"
#else

#define LANES 1
#define SHAPE row
#define STORE STORE_PLAIN
#include "opencl/fill_lanes.cl"

#define LANES 4
#define SHAPE ulong4
#define STORE STORE_PLAIN
#include "opencl/fill_lanes.cl"

#define LANES 8
#define SHAPE ulong8
#define STORE STORE_PLAIN
#include "opencl/fill_lanes.cl"

#define LANES 16
#define SHAPE ulong16
#define STORE STORE_PLAIN
#include "opencl/fill_lanes.cl"

#ifdef HAS_STREAMING_STORES
#define LANES 4
#define SHAPE ulong4_streaming
#define STORE STORE_STREAMING
#include "opencl/fill_lanes.cl"

#define LANES 8
#define SHAPE ulong8_streaming
#define STORE STORE_STREAMING
#include "opencl/fill_lanes.cl"

#define LANES 16
#define SHAPE ulong16_streaming
#define STORE STORE_STREAMING
#include "opencl/fill_lanes.cl"
#endif

#endif // MT19937

// Stores and no arithmetic: the write ceiling of the device's memory. A work-item writes so many
// lines.
kernel void ceiling_plain(global line *to, ulong lines, ulong each) {
    const ulong begin = get_global_id(0) * each;
    for (ulong i = begin; i < begin + each && i < lines; i++)
        STORE_PLAIN(to + i, (line)(1));
}

#ifdef HAS_STREAMING_STORES
kernel void ceiling_streaming(global line *to, ulong lines, ulong each) {
    const ulong begin = get_global_id(0) * each;
    for (ulong i = begin; i < begin + each && i < lines; i++)
        STORE_STREAMING(to + i, (line)(1));
}
#endif
