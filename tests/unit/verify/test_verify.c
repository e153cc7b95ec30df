// Comparison with the reference, and the digest.
// SPDX-License-Identifier: MIT
#include "verify/verify.h"

#include "fake_backend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct cpu_plan one = {.workers = 1}, three = {.workers = 3};

// The mix is SplitMix64's output n for the seed `bits`. Published outputs: seed 1234567 at Rosetta
// Code ("Pseudo-random numbers/Splitmix64"), seed 0 in the test of Java's SplittableRandom and
// xoshiro's reference code. Frozen: digests of all versions must agree.
static void the_mix_is_frozen(void **state) {
    static const uint64_t seed_1234567[] = {6457827717110365317u, 3203168211198807973u,
                                            9817491932198370423u, 4593380528125082431u,
                                            16408922859458223821u};
    (void)state;
    for (uint64_t n = 0; n < 5; n++)
        assert_true(digest_mix(1234567, n) == seed_1234567[n]);
    assert_true(digest_mix(0, 0) == 0xE220A8397B1DCDAFu);
    assert_true(digest_mix(0, 1) == 0x6E789E6AA1B965F4u);
    assert_true(digest_mix(0, 2) == 0x06C45D188009454Fu);
}

static void digest_adds_up_and_knows_the_order(void **state) {
    double values[7] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
    (void)state;
    const uint64_t whole = digest_values(ELEMENT_F64, 1000, 7, values);
    assert_true(whole == digest_values(ELEMENT_F64, 1000, 3, values) +
                             digest_values(ELEMENT_F64, 1003, 4, values + 3));
    assert_true(whole != digest_values(ELEMENT_F64, 1001, 7, values));
    values[0] = 0.2;
    values[1] = 0.1;
    assert_true(whole != digest_values(ELEMENT_F64, 1000, 7, values));
}

static void f32_is_widened_with_zeros(void **state) {
    const float values[2] = {1.0F, 0.5F};
    (void)state;
    assert_true(digest_values(ELEMENT_F32, 5, 2, values) ==
                digest_mix(0x3F800000, 5) + digest_mix(0x3F000000, 6));
}

enum { COUNT = 100003 }; // many blocks, and an odd rest
static double values[COUNT];
static const uint64_t first = (UINT64_C(1) << 33) + 5;

static int fill_values(void **state) {
    (void)state;
    fake_stream.reference[ELEMENT_F64](9, first, COUNT, values);
    return 0;
}

static enum status verify(const struct cpu_plan *cpus, uint64_t count, uint64_t *digest,
                          struct error *error) {
    *digest = 0;
    *error = (struct error){0};
    return verify_values(&fake_stream, ELEMENT_F64, 9, first, count, values, cpus, digest, error);
}

static void right_values_pass_with_their_digest(void **state) {
    static const uint64_t counts[] = {0, 1, 2, 3, 2047, 2048, 2049, 4096, 6145, COUNT};
    struct error error;
    uint64_t by_one, by_three;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        assert_int_equal(verify(&one, counts[i], &by_one, &error), STATUS_OK);
        assert_int_equal(verify(&three, counts[i], &by_three, &error), STATUS_OK);
        assert_true(by_one == digest_values(ELEMENT_F64, first, counts[i], values));
        assert_true(by_three == by_one);
        assert_string_equal(error.message, "");
    }
}

// Wherever the one wrong bit is, whoever compares it.
static void one_wrong_bit_is_found(void **state) {
    static const uint64_t places[] = {0, 1, 2047, 2048, 50000, COUNT - 1};
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct error error;
        uint64_t digest;
        const double right = values[places[i]];
        uint64_t bits;
        memcpy(&bits, &right, sizeof bits);
        bits ^= 1;
        memcpy(&values[places[i]], &bits, sizeof bits);
        assert_int_equal(verify(&three, COUNT, &digest, &error), STATUS_WRONG);
        assert_true(digest == digest_values(ELEMENT_F64, first, COUNT, values));
        values[places[i]] = right;
    }
}

static void the_sentence_says_all(void **state) {
    struct error error;
    uint64_t digest;
    (void)state;
    fake_stream.reference[ELEMENT_F64](9, first, COUNT, values);
    values[70000] = 0.25;
    values[60000] = 0.5;
    memset(&values[80000], 0xFF, 10 * sizeof values[0]);
    assert_int_equal(verify(&three, COUNT, &digest, &error), STATUS_WRONG);
    assert_non_null(strstr(error.message, "element 8589994597 of stream fake is 0.5 "
                                          "(3fe0000000000000) where 0."));
    assert_non_null(strstr(error.message, "12 of the 100003 elements from 8589934597 on differ, "
                                          "10 of them never written"));
    memset(&values[3], 0xFF, sizeof values[0]);
    assert_int_equal(verify(&three, COUNT, &digest, &error), STATUS_WRONG);
    assert_non_null(strstr(error.message, "element 8589934600 of stream fake was never written"));
    fill_values(NULL);
}

static void a_type_without_a_reference_is_refused(void **state) {
    struct error error = {0};
    uint64_t digest = 0;
    (void)state;
    assert_int_equal(
        verify_values(&fake_stream, ELEMENT_F32, 0, 0, 1, values, &one, &digest, &error),
        STATUS_UNAVAILABLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mix_is_frozen),
        cmocka_unit_test(digest_adds_up_and_knows_the_order),
        cmocka_unit_test(f32_is_widened_with_zeros),
        cmocka_unit_test(right_values_pass_with_their_digest),
        cmocka_unit_test(one_wrong_bit_is_found),
        cmocka_unit_test(the_sentence_says_all),
        cmocka_unit_test(a_type_without_a_reference_is_refused),
    };
    return cmocka_run_group_tests(tests, fill_values, NULL);
}
