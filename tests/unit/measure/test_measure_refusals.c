// Whole runs of scripted backends that don't go well: refusals, wrong lists, interruptions.
// SPDX-License-Identifier: MIT
#include "scripted_run.h"

// --- Refusals ------------------------------------------------------------------------------------

static void what_does_not_fit_is_refused_first(void **state) {
    (void)state;
    plan.spec.size = UINT64_C(1) << 50;
    add_row(&fake_backend, "steady");
    assert_int_equal(measure_run(&plan, NULL, &results, &error), STATUS_MEMORY);
    assert_non_null(strstr(error.message, "4 lists of 1125899906842624 f64 need 3.6e+07 GB"));
    assert_non_null(strstr(error.message, "--size"));
    assert_int_equal(fake_world->call_count, 0);
}

static void what_can_not_open_says_why(void **state) {
    (void)state;
    add_row(&fake_backend, "unavailable");
    add_row(&fake_backend, "no-memory");
    add_row(&fake_backend, "driver-error");
    add_row(&fake_backend, "steady");
    run(NULL);
    assert_int_equal(results.rows[0].status, ROW_UNAVAILABLE);
    assert_int_equal(results.rows[1].status, ROW_UNAVAILABLE); // too much for it: nothing broke
    assert_int_equal(results.rows[2].status, ROW_FAILED);
    assert_int_equal(results.rows[3].status, ROW_OK);
    assert_says(results.rows[0].reason, "script unavailable refuses");
    assert_says(results.rows[1].reason, "script no-memory refuses");
    assert_false(results.rows[2].resident.present);
    assert_int_equal(results.rows[2].resident.stop, STOP_NONE);
}

// --- Wrong lists ---------------------------------------------------------------------------------

static void a_wrong_list_is_never_timed(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_backend, "wrong");
    add_row(&fake_backend, "unwritten");
    run(NULL);
    assert_int_equal(calls_of("wrong", FAKE_FILL), 1);
    assert_int_equal(calls_of("wrong", FAKE_CEILING_PLAIN), 0);
    for (size_t i = 1; i < 3; i++) {
        const struct row *row = &results.rows[i];
        assert_int_equal(row->status, ROW_WRONG);
        assert_false(row->verified || row->resident.present || row->ceiling_bytes_per_s.present);
        assert_true(row->has_digest && row->digest != results.rows[0].digest);
    }
    assert_says(results.rows[1].reason, "element 7 of stream fake is 0.5");
    assert_says(results.rows[2].reason, "element 7 of stream fake was never written");
}

static void a_list_that_turns_wrong_gives_no_rate(void **state) {
    (void)state;
    add_row(&fake_backend, "wrong-late");
    add_row(&fake_backend, "steady");
    run(NULL);
    const struct row *row = &results.rows[0];
    assert_int_equal(row->status, ROW_WRONG);
    assert_false(row->verified);
    assert_int_equal(row->resident.count, 7); // nothing is deleted
    assert_int_equal(row->resident.stop, STOP_FAILED);
    assert_false(row->resident.median_ns.present || row->resident.numbers_per_s.present ||
                 row->resident.speedup.present || row->ceiling_bytes_per_s.present);
    assert_int_equal(results.rows[1].status, ROW_OK);
}

// --- Interruption --------------------------------------------------------------------------------

static const char *interrupt_activity;
static unsigned interrupt_round;

static void interrupt(const struct observer *self, const struct progress *progress) {
    (void)self;
    if (strcmp(progress->activity, interrupt_activity) == 0 && progress->round >= interrupt_round)
        measure_interrupted = 1;
}

static void interruption_keeps_what_was_measured(void **state) {
    static const struct observer observer = {.progress = interrupt};
    (void)state;
    const struct leftovers before = leftovers_now();
    interrupt_activity = "sampling";
    interrupt_round = 8;
    plan.precision = 1e-9;
    add_row(&fake_backend, "random");
    add_row(&fake_backend, "random-2");
    add_row(&fake_backend, "unavailable");
    run(&observer);
    assert_true(results.interrupted);
    for (size_t i = 0; i < 2; i++) {
        const struct row *row = &results.rows[i];
        assert_int_equal(row->status, ROW_INTERRUPTED);
        assert_false(row->verified);
        assert_in_range(row->resident.count, 7, 8);
        assert_int_equal(row->resident.stop, STOP_INTERRUPTED);
        assert_true(row->resident.numbers_per_s.has_interval);
    }
    assert_int_equal(results.rows[2].status, ROW_UNAVAILABLE);
    results_free(&results);
    assert_nothing_left(before, 0);
}

static void interruption_before_the_first_sample(void **state) {
    static const char *const activities[] = {"opening", "verifying", "warming up"};
    static const struct observer observer = {.progress = interrupt};
    (void)state;
    interrupt_round = 0;
    add_row(&fake_backend, "steady");
    for (size_t i = 0; i < 3; i++) {
        measure_interrupted = 0;
        interrupt_activity = activities[i];
        run(&observer);
        assert_int_equal(results.rows[0].status, ROW_INTERRUPTED);
        assert_false(results.rows[0].resident.present);
        results_free(&results);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(what_does_not_fit_is_refused_first),   TEST(what_can_not_open_says_why),
        TEST(a_wrong_list_is_never_timed),          TEST(a_list_that_turns_wrong_gives_no_rate),
        TEST(interruption_keeps_what_was_measured), TEST(interruption_before_the_first_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
