// The generator and the mapping of integers to values, against published and independent values.
// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "device/philox.h"

static void assert_words(struct philox_block block, u32 w0, u32 w1, u32 w2, u32 w3) {
    assert_int_equal(block.w0, w0);
    assert_int_equal(block.w1, w1);
    assert_int_equal(block.w2, w2);
    assert_int_equal(block.w3, w3);
}

// The known answers of Random123 (kat_vectors, philox4x32 with 10 rounds).
static void philox_gives_the_known_answers(void **state) {
    (void)state;
    const u32 ones = 0xffffffff;
    assert_words(philox((struct philox_block){0, 0, 0, 0}, 0, 0), 0x6627e8d5, 0xe169c58d,
                 0xbc57ac4c, 0x9b00dbd8);
    assert_words(philox((struct philox_block){ones, ones, ones, ones}, ones, ones), 0x408f276d,
                 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assert_words(philox((struct philox_block){0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                        0xa4093822, 0x299f31d0),
                 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
}

static void blocks_take_seed_and_counter_apart(void **state) {
    (void)state;
    assert_words(curand_block(1234, 0, 0), 0x2090b348, 0xda7cf0ab, 0x4401906f, 0xcbca470e);
    const u64 c = 0x85a308d3243f6a88;
    const struct philox_block counter = {0x243f6a88, 0x85a308d3, 0x1234, 0};
    const struct philox_block expected = philox(counter, 0xa4093822, 0x299f31d0);
    assert_words(curand_block(0x299f31d0a4093822, c, 0x1234), expected.w0, expected.w1, expected.w2,
                 expected.w3);
}

static void quads_belong_to_subsequences_in_turn(void **state) {
    (void)state;
    assert_int_equal(curand_subsequence(65535), 65535);
    assert_int_equal(curand_row(65535), 0);
    assert_int_equal(curand_subsequence(65536), 0);
    assert_int_equal(curand_row(65536), 1);
    assert_int_equal(curand_subsequence((1ull << 58) + 3), 3);
    assert_int_equal(curand_row((1ull << 58) + 3), 1ull << 42);
}

// Doubles: the ends of the range, and ties, which go to the even neighbour.
static void doubles_are_rounded_once(void **state) {
    (void)state;
    assert_true(curand_f64(0, 0) == 0x1p-54);
    assert_true(curand_f64(1, 0) == 0x3p-54);
    assert_true(curand_f64(0, 0x80000000) == 0.5);           // 1/2 + 2^-54, a tie
    assert_true(curand_f64(1, 0x80000000) == 0.5 + 0x1p-52); // between odd and even
    assert_true(curand_f64(2, 0x80000000) == 0.5 + 0x1p-52); // between even and odd
    assert_true(curand_f64(0x001fffff, 0x7fffffff) == 0.5 - 0x1p-54);
    // all 53 bits set: y << 21 sets the upper 32, and x must set the lower 21 and none of y's
    assert_true(curand_f64(0x001fffff, 0xffffffff) == 1.0);
    assert_true(curand_f64(0x001ffffe, 0xffffffff) == 1.0 - 0x1p-52);
    // bits 21 to 31 of x fall on those of y
    assert_true(curand_f64(0xffe00000, 0x000007ff) == 0x1p-54);
}

static void floats_are_rounded_twice(void **state) {
    (void)state;
    assert_true(curand_f32(0) == 0x1p-33f);
    assert_true(curand_f32(1) == 0x3p-33f);
    assert_true(curand_f32(0xffffffff) == 1.0f);
    assert_true(curand_f32(0xffffff7f) == 1.0f - 0x1p-24f);
    assert_true(curand_f32(0x01000001) == 0x1p-8f);        // 2^24 + 1 goes to 2^24, and stays there
    assert_true(curand_f32(0x00800001) == 0x1.000004p-9f); // 2^23 + 1.5 goes to 2^23 + 2
}

// Doubles put together from bits, in both ways, are those of the definition: at every edge of both
// words, and at places in between.
static void doubles_put_together_are_the_same(void **state) {
    (void)state;
    uint32_t edges[130];
    size_t count = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        const uint32_t one = UINT32_C(1) << bit;
        const uint32_t some[] = {one, one - 1, ~one, UINT32_C(0x9E3779B9) >> bit};
        memcpy(edges + count, some, sizeof some);
        count += sizeof some / sizeof some[0];
    }
    edges[count++] = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < 2 * count; j++) {
            // In the second half the upper 32 of the 53 bits are few or none.
            const uint32_t x = edges[i];
            const uint32_t y = j < count ? edges[j] : (x >> 21) ^ (edges[j - count] >> 12);
            const double right = curand_f64(x, y);
            const double sum =
                curand_f64_by_sum(x, y, CURAND_F64_ABOVE, CURAND_F64_BELOW, CURAND_F64_BIAS);
            const double shift = curand_f64_by_shift(x, y);
            assert_memory_equal(&sum, &right, sizeof right);
            assert_memory_equal(&shift, &right, sizeof right);
        }
    }
    const double none = curand_f64_by_shift(0, 0);
    assert_true(none == 0x1p-54);
}

static void rows_and_columns_make_the_blocks(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 4096; i++) {
        const uint64_t seed = i * UINT64_C(0x9E3779B97F4A7C15), c = seed >> (i % 40);
        const uint32_t sub = i * 40503u % CURAND_SUBSEQUENCES;
        const struct philox_block right = curand_block(seed, c, sub);
        const struct philox_block row = philox_row(seed, c), column = philox_column(seed, c, sub);
        const struct philox_keys keys = philox_keys_of(seed);
        struct philox_block x = {row.w0 ^ column.w0, row.w1, row.w2 ^ column.w2, column.w3};
        for (int round = PHILOX_JOINED_ROUND; round < PHILOX_ROUNDS; round++)
            x = philox_round(x, keys.key0[round], keys.key1[round]);
        assert_memory_equal(&x, &right, sizeof right);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_known_answers),
        cmocka_unit_test(blocks_take_seed_and_counter_apart),
        cmocka_unit_test(quads_belong_to_subsequences_in_turn),
        cmocka_unit_test(doubles_are_rounded_once),
        cmocka_unit_test(floats_are_rounded_twice),
        cmocka_unit_test(doubles_put_together_are_the_same),
        cmocka_unit_test(rows_and_columns_make_the_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
