// The worst of several device states: what is unknown stays so, and never becomes a figure.
// SPDX-License-Identifier: MIT
#include "backends/device_state.h"

// cmocka.h needs these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct device_state mute = {-1, -1, -1, -1, -1, 0};

static void assert_same(const struct device_state *state, const struct device_state *wanted) {
    assert_true(state->clock_mhz == wanted->clock_mhz);
    assert_true(state->memory_clock_mhz == wanted->memory_clock_mhz);
    assert_true(state->temperature_c == wanted->temperature_c);
    assert_true(state->power_w == wanted->power_w);
    assert_true(state->energy_j == wanted->energy_j);
    assert_int_equal(state->slowed, wanted->slowed);
}

static void assert_worst(struct device_state a, struct device_state b, struct device_state wanted) {
    const struct device_state first = a;
    device_state_worst(&a, &b);
    assert_same(&a, &wanted);
    device_state_worst(&b, &first); // in any order
    assert_same(&b, &wanted);
}

static void the_worst_of_each_is_kept(void **state) {
    (void)state;
    assert_worst((struct device_state){1500, 800, 60, 200, 10, SLOWED_BY_HEAT},
                 (struct device_state){1400, 900, 50, 300, 20, SLOWED_BY_POWER},
                 (struct device_state){1400, 800, 60, 300, 30, SLOWED_BY_HEAT | SLOWED_BY_POWER});
}

static void what_one_says_is_kept_but_half_an_energy_is_none(void **state) {
    (void)state;
    assert_worst((struct device_state){1500, 800, 60, 200, 10, SLOWED_BY_HEAT}, mute,
                 (struct device_state){1500, 800, 60, 200, -1, SLOWED_BY_HEAT});
    assert_worst(mute, mute, mute);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_of_each_is_kept),
        cmocka_unit_test(what_one_says_is_kept_but_half_an_energy_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
