// The rules of sampling: order, warm-up, repeats, the end.
// SPDX-License-Identifier: MIT
#include "measure/rounds.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// 24 orders of 4 items in 24,000 shuffles: each some 1,000 times (standard deviation 31).
static void every_order_occurs_as_often(void **state) {
    unsigned seen[4 * 4 * 4 * 4] = {0};
    struct random random = {.seed = 7};
    (void)state;
    for (int i = 0; i < 24000; i++) {
        size_t items[4];
        shuffle(items, 4, &random);
        seen[((items[0] * 4 + items[1]) * 4 + items[2]) * 4 + items[3]]++;
    }
    unsigned orders = 0;
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        if (seen[i] == 0)
            continue;
        orders++;
        assert_in_range(seen[i], 850, 1150);
    }
    assert_int_equal(orders, 24);
}

static void a_seed_fixes_the_order(void **state) {
    size_t a[20], b[20], c[20];
    (void)state;
    shuffle(a, 20, &(struct random){.seed = 1});
    shuffle(b, 20, &(struct random){.seed = 1});
    shuffle(c, 20, &(struct random){.seed = 2});
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
}

static void settled_within_two_percent(void **state) {
    (void)state;
    assert_true(settled(100, 101.9));
    assert_true(settled(100, 98.1));
    assert_false(settled(100, 102.1));
    assert_false(settled(100, 97.9));
    assert_true(settled(0, 0));
}

static void repeats_make_a_sample_long_enough(void **state) {
    (void)state;
    assert_int_equal(repeats_needed(20000, 1, 20), 1); // 1,000 readings of 20 ns
    assert_int_equal(repeats_needed(19999, 1, 20), 2);
    assert_int_equal(repeats_needed(500, 1, 20), 44); // 40 and a tenth
    assert_int_equal(repeats_needed(19000, 40, 20), 47);
    assert_int_equal(repeats_needed(0, 1, 20), 1000); // not at once to a number out of nothing
    assert_int_equal(repeats_needed(0, REPEATS_MOST, 20), REPEATS_MOST);
}

static void precise_within_target_or_clock(void **state) {
    const struct estimate one_percent = {true, true, 100, 99, 101}, none = {true, false, 100, 0, 0};
    (void)state;
    assert_true(precise(&one_percent, 0.01, 0));
    assert_false(precise(&one_percent, 0.0099, 0));
    assert_true(precise(&one_percent, 0.0001, 1));
    assert_false(precise(&none, 1, 1000));
}

static void looks_become_rarer(void **state) {
    unsigned looks = 0;
    (void)state;
    for (size_t count = 0; count < 6; count++)
        assert_false(worth_a_look(count));
    for (size_t count = 6; count <= 64; count++)
        assert_true(worth_a_look(count));
    size_t last = 64;
    for (size_t count = 65; count < ROUNDS_MOST; count++) {
        if (!worth_a_look(count))
            continue;
        assert_true(count - last <= last / 8); // never far beyond what was needed
        last = count;
        looks++;
    }
    assert_in_range(looks, 50, 250);
}

static void a_round_must_fit_the_budget(void **state) {
    (void)state;
    assert_true(round_fits(10, 5, 15));
    assert_false(round_fits(10.1, 5, 15));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_occurs_as_often),
        cmocka_unit_test(a_seed_fixes_the_order),
        cmocka_unit_test(settled_within_two_percent),
        cmocka_unit_test(repeats_make_a_sample_long_enough),
        cmocka_unit_test(precise_within_target_or_clock),
        cmocka_unit_test(looks_become_rarer),
        cmocka_unit_test(a_round_must_fit_the_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
