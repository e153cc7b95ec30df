// Answers of ranks add up to one, in whatever order a reduction adds them.
// SPDX-License-Identifier: MIT
#include "mpi/orders.h"

// cmocka.h needs these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { RANKS = 4 };

// Rank r began at 100 r and took 1000 - 10 r, but for rank 2, which took twice as long.
static struct answer sample_of(unsigned rank) {
    struct answer answer = {.parts = 1, .digest = UINT64_MAX - rank, .slowest = rank};
    const int64_t took = rank == 2 ? 2000 : 1000 - 10 * (int64_t)rank;
    answer.began_first = answer.began_last = 100 * (int64_t)rank;
    answer.ended_last = answer.began_first + took;
    answer.own_sum_ns = answer.own_most_ns = (double)took;
    answer.own_first_ns = rank == 0 ? (double)took : 0;
    answer.opened.workers = 2;
    snprintf(answer.opened.variant, sizeof answer.opened.variant, "avx2, plain stores");
    snprintf(answer.slowest_host, sizeof answer.slowest_host, "node%u", rank);
    return answer;
}

static struct answer sum_in_order(const unsigned *order) {
    struct answer sum = sample_of(order[0]);
    for (size_t i = 1; i < RANKS; i++) {
        const struct answer other = sample_of(order[i]);
        answer_add(&sum, &other);
    }
    return sum;
}

static void a_sample_is_the_same_in_any_order(void **state) {
    (void)state;
    static const unsigned orders[][RANKS] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        const struct answer sum = sum_in_order(orders[i]);
        assert_int_equal(sum.parts, RANKS);
        assert_int_equal(sum.began_first, 0);
        assert_int_equal(sum.began_last, 300);
        assert_int_equal(sum.ended_last, 2200);
        assert_int_equal(sum.slowest, 2);
        assert_string_equal(sum.slowest_host, "node2");
        assert_true(sum.own_sum_ns == 1000 + 990 + 2000 + 970);
        assert_true(sum.own_most_ns == 2000);
        assert_true(sum.own_first_ns == 1000);
        assert_true(sum.digest == 4 * UINT64_MAX - 6); // modulo 2^64
        assert_int_equal(sum.opened.workers, 8);
        assert_string_equal(sum.opened.variant, "avx2, plain stores");
    }
}

static void ranks_that_sit_out_change_nothing(void **state) {
    (void)state;
    struct answer sum = {0};
    const struct answer one = sample_of(1), none = {0};
    answer_add(&sum, &one);
    answer_add(&sum, &none);
    assert_int_equal(sum.parts, 1);
    assert_int_equal(sum.began_first, 100);
    assert_int_equal(sum.ended_last, 1090);
}

static struct answer failed(unsigned rank, enum status status) {
    struct answer answer = {.error = {.status = status}};
    snprintf(answer.error.message, sizeof answer.error.message, "reason %u", rank);
    answer_sign(&answer, rank, "node");
    return answer;
}

static void expect_error(const struct answer *a, const struct answer *b, unsigned rank) {
    char sentence[64];
    snprintf(sentence, sizeof sentence, "rank %u on node: reason %u", rank, rank);
    for (int swapped = 0; swapped < 2; swapped++) {
        struct answer sum = swapped ? *b : *a;
        answer_add(&sum, swapped ? a : b);
        assert_int_equal(sum.rank, rank);
        assert_string_equal(sum.error.message, sentence);
    }
}

static void the_worst_error_is_told_and_of_equals_the_first(void **state) {
    (void)state;
    const struct answer wrong = failed(1, STATUS_WRONG), lost = failed(3, STATUS_LOST),
                        absent = failed(2, STATUS_UNAVAILABLE), hung = failed(0, STATUS_LOST),
                        fine = {.rank = 0};
    expect_error(&wrong, &lost, 3);
    expect_error(&wrong, &absent, 2);
    expect_error(&absent, &lost, 3);
    expect_error(&hung, &lost, 0);
    expect_error(&fine, &wrong, 1);
}

static void other_variants_are_mentioned_once(void **state) {
    (void)state;
    struct answer sum = sample_of(0), other = sample_of(1);
    snprintf(other.opened.variant, sizeof other.opened.variant, "avx512, plain stores");
    answer_add(&sum, &other);
    answer_add(&sum, &other);
    assert_string_equal(sum.opened.variant, "avx2, plain stores; others elsewhere");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_is_the_same_in_any_order),
        cmocka_unit_test(ranks_that_sit_out_change_nothing),
        cmocka_unit_test(the_worst_error_is_told_and_of_equals_the_first),
        cmocka_unit_test(other_variants_are_mentioned_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
