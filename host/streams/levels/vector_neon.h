// The vector operations of vector.h for 64-bit Arm: NEON. Its multiplication takes neighbours and
// its gathering keeps them so, so every word has one order.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_LEVELS_VECTOR_NEON_H
#define GPUBENCH_STREAMS_LEVELS_VECTOR_NEON_H

#include "streams/levels/inlining.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint32x4_t vector;
typedef float64x2_t vector_f64;

enum { VECTOR_WORDS = 4 };

struct products {
    uint64x2_t first, second; // of a b, of c d
};

// One round's products of the words 0 and of the words 2.
struct round_products {
    struct products of0, of2;
};

static const unsigned char LETTERS_01[4] = {0, 1, 2, 3};
static const unsigned char LETTERS_23[4] = {0, 1, 2, 3};

ALWAYS_INLINE vector vector_broadcast(uint32_t word) {
    return vdupq_n_u32(word);
}

ALWAYS_INLINE vector vector_broadcast_64(uint64_t words) {
    return vreinterpretq_u32_u64(vdupq_n_u64(words));
}

ALWAYS_INLINE vector vector_load(const uint32_t *words) {
    return vld1q_u32(words);
}

#define VECTOR_PIN(x) "+w"(x) // operand of an assembly statement: any vector register

ALWAYS_INLINE vector vector_pin(vector a) {
    __asm__("" : VECTOR_PIN(a));
    return a;
}

ALWAYS_INLINE vector vector_xor(vector a, vector b) {
    return veorq_u32(a, b);
}

ALWAYS_INLINE vector vector_xor3(vector a, vector b, vector c) {
    return veorq_u32(a, vector_pin(veorq_u32(b, c)));
}

ALWAYS_INLINE struct products products_load(const uint32_t *first, const uint32_t *second) {
    const struct products products = {
        .first = vreinterpretq_u64_u32(vld1q_u32(first)),
        .second = vreinterpretq_u64_u32(vld1q_u32(second)),
    };
    return products;
}

ALWAYS_INLINE struct products products_add(struct products p, vector step) {
    p.first = vaddq_u64(p.first, vreinterpretq_u64_u32(step));
    p.second = vaddq_u64(p.second, vreinterpretq_u64_u32(step));
    return p;
}

ALWAYS_INLINE struct products multiply(vector x, vector multiplier) {
    const struct products products = {
        .first = vmull_u32(vget_low_u32(x), vget_low_u32(multiplier)),
        .second = vmull_high_u32(x, multiplier),
    };
    return products;
}

ALWAYS_INLINE vector high_words(struct products p) {
    return vuzp2q_u32(vreinterpretq_u32_u64(p.first), vreinterpretq_u32_u64(p.second));
}

ALWAYS_INLINE vector low_words(struct products p) {
    return vuzp1q_u32(vreinterpretq_u32_u64(p.first), vreinterpretq_u32_u64(p.second));
}

enum { KEY_F64_HIGH = 0 };

// The last round's words x and y of the definition as doubles: see vector_x86.h for what comes in.
// The conversion of a fixed-point number scales it too.
ALWAYS_INLINE float64x2_t to_f64(uint64x2_t last, uint64x2_t before, vector key) {
    const uint64x2_t key_64 = vreinterpretq_u64_u32(key);
    const uint64x2_t x = veorq_u64(vshrq_n_u64(last, 32), veorq_u64(before, key_64));
    const uint64x2_t y = vshll_n_u32(vmovn_u64(last), 21);
    const uint64x2_t z = veorq_u64(vandq_u64(x, vdupq_n_u64(0xFFFFFFFF)), y);
    return vaddq_f64(vcvtq_n_f64_u64(z, 53), vdupq_n_f64(0x1p-54));
}

// 2^32 parts, rounded once.
ALWAYS_INLINE float32x4_t to_f32(uint64x2_t x) {
    return vaddq_f32(vcvtq_n_f32_u32(vreinterpretq_u32_u64(x), 32), vdupq_n_f32(0x1p-33f));
}

// The last round's words x and y in 64 bits, x in the low half.
ALWAYS_INLINE uint64x2_t word_pairs(uint64x2_t last, uint64x2_t before, vector key) {
    const uint64x2_t late = veorq_u64(vshlq_n_u64(before, 32), vreinterpretq_u64_u32(key));
    return vreinterpretq_u64_u32(vrev64q_u32(vreinterpretq_u32_u64(veorq_u64(last, late))));
}

// Streaming stores are plain ones here: the architecture's hint (STNP) changes little on its cores,
// whose caches detect streams themselves.
ALWAYS_INLINE void store_vector_f64(char *to, vector_f64 values, bool streaming) {
    (void)streaming;
    vst1q_f64((double *)(void *)to, values);
}

ALWAYS_INLINE void store_vector_f32(char *to, float32x4_t values, bool streaming) {
    (void)streaming;
    vst1q_f32((float *)(void *)to, values);
}

ALWAYS_INLINE void store_f64(char *to, struct round_products last, struct round_products before,
                             vector key0, vector key1, bool streaming) {
    const float64x2_t ab2 = to_f64(last.of2.first, before.of2.first, key0);
    const float64x2_t cd2 = to_f64(last.of2.second, before.of2.second, key0);
    const float64x2_t ab0 = to_f64(last.of0.first, before.of0.first, key1);
    const float64x2_t cd0 = to_f64(last.of0.second, before.of0.second, key1);
    store_vector_f64(to, vzip1q_f64(ab2, ab0), streaming);
    store_vector_f64(to + 16, vzip2q_f64(ab2, ab0), streaming);
    store_vector_f64(to + 32, vzip1q_f64(cd2, cd0), streaming);
    store_vector_f64(to + 48, vzip2q_f64(cd2, cd0), streaming);
}

ALWAYS_INLINE void store_f32(char *to, struct round_products last, struct round_products before,
                             vector key0, vector key1, bool streaming) {
    const uint64x2_t ab2 = word_pairs(last.of2.first, before.of2.first, key0);
    const uint64x2_t cd2 = word_pairs(last.of2.second, before.of2.second, key0);
    const uint64x2_t ab0 = word_pairs(last.of0.first, before.of0.first, key1);
    const uint64x2_t cd0 = word_pairs(last.of0.second, before.of0.second, key1);
    store_vector_f32(to, to_f32(vzip1q_u64(ab2, ab0)), streaming);
    store_vector_f32(to + 16, to_f32(vzip2q_u64(ab2, ab0)), streaming);
    store_vector_f32(to + 32, to_f32(vzip1q_u64(cd2, cd0)), streaming);
    store_vector_f32(to + 48, to_f32(vzip2q_u64(cd2, cd0)), streaming);
}

ALWAYS_INLINE void store_fence(void) {
    __asm__ volatile("dmb ishst" ::: "memory");
}

#endif // __aarch64__

#endif
