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

// The keys of all rounds, for those that make many blocks.
struct philox_keys {
    u32 key0[PHILOX_ROUNDS], key1[PHILOX_ROUNDS];
};

SHARED_FUNCTION struct philox_keys philox_keys_of(u64 seed) {
    struct philox_keys keys;
    for (u32 round = 0; round < PHILOX_ROUNDS; round++) {
        keys.key0[round] = (u32)seed + round * PHILOX_KEY_STEP0;
        keys.key1[round] = (u32)(seed >> 32) + round * PHILOX_KEY_STEP1;
    }
    return keys;
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

// What neighbours share. Take the blocks (c, sub) as a table with a row for each c and a column for
// each sub: the first two rounds mix them so little that their products belong to the row or to the
// column alone. Word 0 before round 2 is row.w0 ^ column.w0, and word 2 row.w2 ^ column.w2; words 1
// and 3 are row.w1 and column.w3. The rounds from PHILOX_JOINED_ROUND on are left: 16 of a block's
// 20 products.
#define PHILOX_JOINED_ROUND 2

SHARED_FUNCTION struct philox_block philox_row(u64 seed, u64 c) {
    const u32 key0 = (u32)seed + PHILOX_KEY_STEP0;
    const u32 key1 = (u32)(seed >> 32) + PHILOX_KEY_STEP1;
    const u64 product0 = (u64)PHILOX_MULTIPLIER0 * (u32)c;
    const u64 product2 = (u64)PHILOX_MULTIPLIER2 * ((u32)(product0 >> 32) ^ (u32)(seed >> 32));
    struct philox_block row;
    row.w0 = (u32)(product2 >> 32) ^ key0;
    row.w1 = (u32)product2;
    row.w2 = (u32)product0 ^ key1;
    row.w3 = 0;
    return row;
}

// Of c only the upper half counts: one column for 2^32 rows.
SHARED_FUNCTION struct philox_block philox_column(u64 seed, u64 c, u32 sub) {
    const u64 product2 = (u64)PHILOX_MULTIPLIER2 * sub;
    const u64 product0 =
        (u64)PHILOX_MULTIPLIER0 * ((u32)(product2 >> 32) ^ (u32)(c >> 32) ^ (u32)seed);
    struct philox_block column;
    column.w0 = (u32)product2;
    column.w1 = 0;
    column.w2 = (u32)(product0 >> 32);
    column.w3 = (u32)product0;
    return column;
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

// The same value for processors that convert 64-bit integers slowly: two doubles whose bits are put
// together, and two additions. With t = z >> 21 and l = z mod 2^21, the first is 2^20 + t 2^-32 and
// the second 2^-12 + l 2^-53 + 2^-54. The difference below is exact, so the sum is rounded once.
// above and below are the upper words of the two.
#define CURAND_F64_ABOVE 0x41300000u
#define CURAND_F64_BELOW 0x3F300000u
#define CURAND_F64_BIAS  (0x1p20 + 0x1p-12)

SHARED_FUNCTION f64 curand_f64_by_sum(u32 x, u32 y, u32 above, u32 below, f64 bias) {
    const f64 upper = f64_of_words(y ^ (x >> 21), above);
    const f64 lower = f64_of_words((x << 11) + 0x400u, below);
    return (upper - bias) + lower;
}

// And for those that calculate with doubles slowly at all: in integers. The 64 bits t:l hold
// z 2^11 + 2^10, never 0. Shifted to their top they are a mantissa, of which only a z of 53 bits
// leaves half a unit over: rounded to even.
SHARED_FUNCTION f64 curand_f64_by_shift(u32 x, u32 y) {
    const u32 top = y ^ (x >> 21);
    const u32 rest = (x << 11) + 0x400u;
    const u32 t = top ? top : rest;
    const u32 l = top ? rest : 0;
    const u32 zeros = LEADING_ZEROS(t);
    const u64 mantissa = (((u64)t << 32 | l) << zeros) >> 11; // 53 bits, the first is 1
    const u32 exponent = (top ? 1021u : 989u) - zeros;        // the mantissa's first bit adds 1
    const u32 odd = (top >> 31) & (u32)mantissa;              // and half a unit is left over
    const u64 bits = ((u64)exponent << 52) + mantissa + odd;
    return f64_of_words((u32)bits, (u32)(bits >> 32));
}
#endif

#endif
