// The vector operations of vector.h for x86-64: SSE2, AVX2 (with FMA) and AVX-512 (F, VL, DQ, BW),
// by the level that this file is compiled for.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_LEVELS_VECTOR_X86_H
#define GPUBENCH_STREAMS_LEVELS_VECTOR_X86_H

#include "streams/levels/inlining.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

// VECTOR(name) is the intrinsic of that name for the level's width; EACH_GROUP spreads a
// two-bit selection over the groups of 128 bits of a shuffle of doubles.
#if defined(__AVX512F__)
#define VECTOR(name) _mm512_##name
typedef __m512i vector;
typedef __m512d vector_f64;
typedef __m512 vector_f32;
#define EACH_GROUP 0x55
#elif defined(__AVX2__)
#define VECTOR(name) _mm256_##name
typedef __m256i vector;
typedef __m256d vector_f64;
typedef __m256 vector_f32;
#define EACH_GROUP   0x5
#else
#define VECTOR(name) _mm_##name
typedef __m128i vector;
typedef __m128d vector_f64;
typedef __m128 vector_f32;
#define EACH_GROUP   0x1
#endif

enum { VECTOR_WORDS = sizeof(vector) / sizeof(uint32_t) };

struct products {
    vector first, second;
};

// One round's products of the words 0 and of the words 2.
struct round_products {
    struct products of0, of2;
};

// clang-format off
static const unsigned char LETTERS_01[4] = {0, 2, 1, 3};
static const unsigned char LETTERS_23[4] = {0, 1, 2, 3};
// clang-format on

// Bits of one kind of vector as another.
#define AS_WORDS(x) ((vector)(x))
#define AS_F64(x)   ((vector_f64)(x))
#define AS_F32(x)   ((vector_f32)(x))

// Two words of a, then two of b, in each group of 128 bits.
#define SHUFFLE_WORDS(a, b, selection) AS_WORDS(VECTOR(shuffle_ps)(AS_F32(a), AS_F32(b), selection))

ALWAYS_INLINE vector vector_broadcast(uint32_t word) {
    return VECTOR(set1_epi32)((int)word);
}

ALWAYS_INLINE vector vector_broadcast_64(uint64_t words) {
#if defined(__AVX512F__)
    return VECTOR(set1_epi64)((long long)words);
#else
    return VECTOR(set1_epi64x)((long long)words);
#endif
}

ALWAYS_INLINE vector vector_load(const uint32_t *words) {
    return *(const vector *)(const void *)words;
}

#define VECTOR_PIN(x) "+v"(x) // operand of an assembly statement: any vector register

ALWAYS_INLINE vector vector_pin(vector a) {
    __asm__("" : VECTOR_PIN(a));
    return a;
}

ALWAYS_INLINE vector vector_xor(vector a, vector b) {
    return a ^ b;
}

ALWAYS_INLINE vector vector_xor3(vector a, vector b, vector c) {
#if defined(__AVX512F__)
    return VECTOR(ternarylogic_epi32)(a, b, c, 0x96);
#else
    return a ^ vector_pin(b ^ c);
#endif
}

ALWAYS_INLINE struct products products_load(const uint32_t *first, const uint32_t *second) {
    const struct products products = {vector_load(first), vector_load(second)};
    return products;
}

ALWAYS_INLINE struct products products_add(struct products p, vector step) {
    p.first = VECTOR(add_epi64)(p.first, step);
    p.second = VECTOR(add_epi64)(p.second, step);
    return p;
}

// The instruction takes the low word of each 64 bits and ignores the high one.
ALWAYS_INLINE struct products multiply(vector x, vector multiplier) {
    const struct products products = {
        .first = VECTOR(mul_epu32)(x, multiplier),
        .second = VECTOR(mul_epu32)(VECTOR(srli_epi64)(x, 32), multiplier),
    };
    return products;
}

ALWAYS_INLINE vector high_words(struct products p) {
    return SHUFFLE_WORDS(p.first, p.second, 0xDD);
}

ALWAYS_INLINE vector low_words(struct products p) {
    return SHUFFLE_WORDS(p.first, p.second, 0x88);
}

// The last round's words x and y of the definition as doubles. In each 64 bits y is the low half of
// `last`, and x is the high half of `last` ^ the low half of `before`, the same product of the
// round before, ^ the key. KEY_F64_HIGH is what stands above the key's word in its 64 bits.
#if defined(__AVX512F__)

enum { KEY_F64_HIGH = 0 };

// 6 instructions.
ALWAYS_INLINE vector_f64 to_f64(vector last, vector before, vector key) {
    last = vector_pin(last); // else clang makes one slow multiplication of the last two
    const vector x = vector_xor3(VECTOR(srli_epi64)(last, 32), before, key);
    const vector y = VECTOR(mul_epu32)(last, VECTOR(set1_epi64)(1 << 21)); // a shift that masks too
    const vector low = VECTOR(set1_epi64)(0xFFFFFFFF);
    const vector z = VECTOR(ternarylogic_epi64)(x, low, y, 0x6A); // (x & low) ^ y
    return VECTOR(fmadd_pd)(VECTOR(cvtepu64_pd)(z), VECTOR(set1_pd)(0x1p-53),
                            VECTOR(set1_pd)(0x1p-54));
}

#else

#if defined(__AVX2__)
#define MULTIPLY_ADD_PD VECTOR(fmadd_pd)
#define MULTIPLY_ADD_PS VECTOR(fmadd_ps)
#else // only ever with exact products here, so that two roundings are one
#define MULTIPLY_ADD_PD(a, b, c) VECTOR(add_pd)(VECTOR(mul_pd)(a, b), c)
#define MULTIPLY_ADD_PS(a, b, c) VECTOR(add_ps)(VECTOR(mul_ps)(a, b), c)
#endif

enum { KEY_F64_HIGH = 0x3FE00000 }; // the exponent of 1/2, above the key's word

// 9 instructions. No conversion of 53 bits exists here, but z ^ (the exponent of 1/2) is a double d
// already: bit 52 of z, the topmost, b, falls on the lowest bit of the exponent, which is 0, and
// the other bits, r, are the mantissa. With value = z 2^-53 + 2^-54 and z = b 2^52 + r:
//
//   b = 0: d = 1/2 + r 2^-53 < 1:   value = d - (1/2 - 2^-54)   exactly, 2 r + 1 having 53 bits
//   b = 1: d = 1 + r 2^-52 >= 1:    value = d/2 + 2^-54         rounded once
//
// These are two lines through the point (1, 1/2 + 2^-54); the second is less steep, so value is the
// lesser of the two, before rounding and, since rounding keeps order, after it. The second line is
// exact where the first is wanted, and the first rounds once where the second is.
ALWAYS_INLINE vector_f64 to_f64(vector last, vector before, vector key) {
    last = vector_pin(last); // else clang makes one slow multiplication of the last two
    const vector low = VECTOR(set1_epi64x)(0xFFFFFFFF);
    const vector x = (VECTOR(srli_epi64)(last, 32) ^ before) & low;
    const vector y = VECTOR(mul_epu32)(last, VECTOR(set1_epi64x)(1 << 21)); // a shift that masks
    const vector_f64 d = AS_F64(x ^ vector_pin(y ^ key));
    const vector_f64 flat = MULTIPLY_ADD_PD(d, VECTOR(set1_pd)(0.5), VECTOR(set1_pd)(0x1p-54));
    return VECTOR(min_pd)(VECTOR(sub_pd)(d, VECTOR(set1_pd)(0.5 - 0x1p-54)), flat);
}

#endif

// Words as single-precision values.
#if defined(__AVX512F__)

ALWAYS_INLINE vector_f32 to_f32(vector x) {
    return VECTOR(fmadd_ps)(VECTOR(cvtepu32_ps)(x), VECTOR(set1_ps)(0x1p-32f),
                            VECTOR(set1_ps)(0x1p-33f));
}

#else

// Only signed words can be converted here, so the halves are, exactly, and their sum rounds once.
ALWAYS_INLINE vector_f32 to_f32(vector x) {
    const vector_f32 high = VECTOR(cvtepi32_ps)(VECTOR(srli_epi32)(x, 16));
    const vector_f32 low = VECTOR(cvtepi32_ps)(x & VECTOR(set1_epi32)(0xFFFF));
    const vector_f32 sum = MULTIPLY_ADD_PS(high, VECTOR(set1_ps)(0x1p16f), low);
    return MULTIPLY_ADD_PS(sum, VECTOR(set1_ps)(0x1p-32f), VECTOR(set1_ps)(0x1p-33f));
}

#endif

ALWAYS_INLINE void store_vector_f64(char *to, vector_f64 values, bool streaming) {
    if (streaming)
        VECTOR(stream_pd)((double *)(void *)to, values);
    else
        VECTOR(storeu_pd)((double *)(void *)to, values);
}

ALWAYS_INLINE void store_vector_f32(char *to, vector_f32 values, bool streaming) {
    if (streaming)
        VECTOR(stream_ps)((float *)(void *)to, values);
    else
        VECTOR(storeu_ps)((float *)(void *)to, values);
}

// Words 0 and 1 come from the products of word 2, words 2 and 3 from those of word 0. These are in
// the orders (a c), (b d) and (a b), (c d), so one shuffle makes each stored vector: the blocks a
// of all groups, then the blocks b, c, d.
ALWAYS_INLINE void store_f64(char *to, struct round_products last, struct round_products before,
                             vector key0, vector key1, bool streaming) {
    enum { STEP = sizeof(vector) };
    const vector_f64 ac = to_f64(last.of2.first, before.of2.first, key0);
    const vector_f64 bd = to_f64(last.of2.second, before.of2.second, key0);
    const vector_f64 ab = to_f64(last.of0.first, before.of0.first, key1);
    const vector_f64 cd = to_f64(last.of0.second, before.of0.second, key1);
    store_vector_f64(to + 0 * STEP, VECTOR(shuffle_pd)(ac, ab, 0 * EACH_GROUP), streaming);
    store_vector_f64(to + 1 * STEP, VECTOR(shuffle_pd)(bd, ab, 2 * EACH_GROUP), streaming);
    store_vector_f64(to + 2 * STEP, VECTOR(shuffle_pd)(ac, cd, 1 * EACH_GROUP), streaming);
    store_vector_f64(to + 3 * STEP, VECTOR(shuffle_pd)(bd, cd, 3 * EACH_GROUP), streaming);
}

// The last round's words x and y in 64 bits, x in the high half: store_f32's shuffles turn them
// round.
ALWAYS_INLINE vector word_pairs(vector last, vector before, vector key) {
    return vector_xor3(last, VECTOR(slli_epi64)(before, 32), key);
}

ALWAYS_INLINE void store_f32(char *to, struct round_products last, struct round_products before,
                             vector key0, vector key1, bool streaming) {
    enum { STEP = sizeof(vector) };
    const vector ac = word_pairs(last.of2.first, before.of2.first, key0);
    const vector bd = word_pairs(last.of2.second, before.of2.second, key0);
    const vector ab = word_pairs(last.of0.first, before.of0.first, key1);
    const vector cd = word_pairs(last.of0.second, before.of0.second, key1);
    store_vector_f32(to + 0 * STEP, to_f32(SHUFFLE_WORDS(ac, ab, 0x11)), streaming);
    store_vector_f32(to + 1 * STEP, to_f32(SHUFFLE_WORDS(bd, ab, 0xB1)), streaming);
    store_vector_f32(to + 2 * STEP, to_f32(SHUFFLE_WORDS(ac, cd, 0x1B)), streaming);
    store_vector_f32(to + 3 * STEP, to_f32(SHUFFLE_WORDS(bd, cd, 0xBB)), streaming);
}

ALWAYS_INLINE void store_fence(void) {
    _mm_sfence();
}

#endif // __x86_64__

#endif
