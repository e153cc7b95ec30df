// The stream `curand`: the generator Philox4x32-10 and the mapping of its integers to values, once
// for C17, OpenCL C and CUDA. Functions of numbers alone: no pointers, so no address spaces.
//
// Philox is a counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
// easy as 1, 2, 3", SC11): a block of four words is a function of a counter and a key, so any
// element can be made without the ones before it. cuRAND deals the blocks out to 65,536
// subsequences, each of which gives four values in its turn; seed is the key.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_DEVICE_PHILOX_H
#define GPUBENCH_DEVICE_PHILOX_H

#include "device/dialect.h"

#define PHILOX_ROUNDS      10
#define PHILOX_MULTIPLIER0 0xD2511F53u // of word 0
#define PHILOX_MULTIPLIER2 0xCD9E8D57u // of word 2
#define PHILOX_KEY_STEP0   0x9E3779B9u // the golden ratio
#define PHILOX_KEY_STEP1   0xBB67AE85u // sqrt(3) - 1

#define CURAND_SUBSEQUENCES 65536u

// A counter, or the four words made of it.
struct philox_block {
    u32 w0, w1, w2, w3;
};

SHARED_FUNCTION struct philox_block philox_round(struct philox_block x, u32 key0, u32 key1) {
    const u64 product0 = (u64)PHILOX_MULTIPLIER0 * x.w0;
    const u64 product2 = (u64)PHILOX_MULTIPLIER2 * x.w2;
    struct philox_block next;
    next.w0 = (u32)(product2 >> 32) ^ x.w1 ^ key0;
    next.w1 = (u32)product2;
    next.w2 = (u32)(product0 >> 32) ^ x.w3 ^ key1;
    next.w3 = (u32)product0;
    return next;
}

SHARED_FUNCTION struct philox_block philox(struct philox_block counter, u32 key0, u32 key1) {
    struct philox_block x = counter;
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        x = philox_round(x, key0, key1);
        key0 += PHILOX_KEY_STEP0;
        key1 += PHILOX_KEY_STEP1;
    }
    return x;
}

// Block c of subsequence sub.
SHARED_FUNCTION struct philox_block curand_block(u64 seed, u64 c, u32 sub) {
    struct philox_block counter;
    counter.w0 = (u32)c;
    counter.w1 = (u32)(c >> 32);
    counter.w2 = sub;
    counter.w3 = 0;
    return philox(counter, (u32)seed, (u32)(seed >> 32));
}

// Where the elements are: four in a row, a quad, come from one subsequence. Quad q = element div 4
// belongs to subsequence q mod 65,536, and is its quad q div 65,536: that is block q div 65,536 for
// f32, and the blocks of twice that number and the next for f64.
SHARED_FUNCTION u32 curand_subsequence(u64 quad) {
    return (u32)quad % CURAND_SUBSEQUENCES;
}

SHARED_FUNCTION u64 curand_row(u64 quad) {
    return quad / CURAND_SUBSEQUENCES;
}

// A single-precision value in (0, 1] of one word. The product is exact, so that a fused
// multiply-add gives the same bits.
SHARED_FUNCTION f32 curand_f32(u32 x) {
    return (f32)x * 0x1p-32f + 0x1p-33f;
}

#ifdef DIALECT_HAS_F64
// A double in (0, 1] of two words: 53 bits, exact as a double, and half a unit more. The product is
// exact here too.
SHARED_FUNCTION f64 curand_f64(u32 x, u32 y) {
    const u64 z = x ^ ((u64)y << 21);
    return (f64)z * 0x1p-53 + 0x1p-54;
}
#endif

#endif
