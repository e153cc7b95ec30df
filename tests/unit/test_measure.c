// Whole runs of scripted backends: what is sampled, when it ends, what it says. No time passes.
// SPDX-License-Identifier: MIT
#include "measure/measure.h"

#include "fake_backend.h"
#include "leftovers.h"
#include "measure/rounds.h"
#include "platform/clock.h"

#include <math.h>
#include <stdlib.h>

static struct plan plan;
static struct results results;
static struct error error;

static int begin(void **state) {
    (void)state;
    fake_begin();
    measure_interrupted = 0;
    error = (struct error){0};
    plan = (struct plan){.stream = &fake_stream,
                         .type = ELEMENT_F64,
                         .seed = 42,
                         .size = 500,
                         .lists = 4,
                         .cpus = {.workers = 2},
                         .precision = 0.01,
                         .time_s = 15,
                         .patience_s = 100,
                         .shuffle_seed = 1,
                         .command_line = "test"};
    return 0;
}

static int end(void **state) {
    (void)state;
    results_free(&results);
    fake_end();
    return 0;
}

static void add_row(const struct backend *backend, const char *script) {
    struct plan_row *row = &plan.rows[plan.row_count++];
    *row = (struct plan_row){.backend = backend, .device = script};
    snprintf(row->name, sizeof row->name, "%s", script);
}

static void run(const struct observer *observer) {
    assert_int_equal(measure_run(&plan, observer, &results, &error), STATUS_OK);
    assert_int_equal(results.row_count, plan.row_count);
}

static void assert_near(double value, double wanted) {
    if (!(fabs(value - wanted) <= 1e-6 * fabs(wanted)))
        fail_msg("%.9g is not %.9g", value, wanted);
}

static void assert_says(const struct row *row, const char *words) {
    if (strstr(row->reason, words) == NULL)
        fail_msg("'%s' does not say '%s'", row->reason, words);
}

static size_t calls_of(const char *script, enum fake_call call) {
    size_t count = 0;
    for (size_t i = 0; i < fake_world->call_count; i++)
        count +=
            fake_world->calls[i].call == call && strcmp(fake_world->calls[i].script, script) == 0;
    return count;
}

static bool has_flag(const struct series *series, const char *name) {
    for (size_t i = 0; i < series->flag_count; i++)
        if (strcmp(series->flags[i].name, name) == 0)
            return true;
    return false;
}

// --- Numbers -------------------------------------------------------------------------------------

static void constant_times_give_exact_estimates(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_backend, "twice");
    run(NULL);
    const struct row *steady = &results.rows[0], *twice = &results.rows[1];
    assert_int_equal(steady->status, ROW_OK);
    assert_true(steady->verified && steady->has_digest && steady->digest == twice->digest);
    assert_int_equal(steady->resident.stop, STOP_PRECISION);
    assert_int_equal(steady->resident.count, 7); // six to be precise, and the closing round
    assert_int_equal(results.round_count, 7);
    assert_near(steady->resident.median_ns.value, 1e8);
    assert_near(steady->resident.numbers_per_s.value, 2000 / 0.1);
    assert_near(steady->resident.bytes_per_s.high, 16000 / 0.1);
    assert_near(steady->ceiling_bytes_per_s.value, 16000 / 0.025);
    assert_string_equal(steady->ceiling_stores, "streaming");
    assert_near(steady->resident.ceiling_share.value, 0.25);
    assert_near(twice->resident.ceiling_share.low, 0.5);
    assert_ptr_equal(results.base, steady);
    assert_near(twice->resident.speedup.value, 2);
    assert_true(steady->resident.speedup.value == 1 && steady->resident.speedup.low == 1);
    assert_near(steady->phases.open_ns, 3e6);
    assert_near(steady->phases.first_run_ns, 1e8);
    assert_near(steady->phases.close_ns, 2e6);
    assert_true(steady->delivered_is_resident);
    assert_near(steady->delivered.median_ns.value, 1e8);
    assert_ptr_not_equal(steady->delivered.samples_ns, steady->resident.samples_ns);
    assert_int_equal(results.ceiling_workers, 2);
    assert_near(results.ceiling_bytes_per_s.value, 16000 / 0.025);
    assert_in_range(steady->peak_memory_bytes, 100000, 64000000);
    assert_int_equal(steady->resident.flag_count, 0);
}

static void the_baseline_is_the_one_asked_for(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_backend, "twice");
    plan.baseline = "twice";
    run(NULL);
    assert_true(results.base_asked);
    assert_ptr_equal(results.base, &results.rows[1]);
    assert_near(results.rows[0].resident.speedup.value, 0.5);
}

static void a_base_that_fails_is_no_base(void **state) {
    (void)state;
    add_row(&fake_backend, "wrong");
    add_row(&fake_backend, "steady");
    plan.baseline = "wrong";
    run(NULL);
    assert_null(results.base);
    assert_false(results.rows[1].resident.speedup.present);
    results_free(&results);
    plan.baseline = NULL;
    run(NULL);
    assert_ptr_equal(results.base, &results.rows[1]);
}

static void offload_has_two_places_and_a_clock(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_offload_backend, "twice");
    run(NULL);
    const struct row *row = &results.rows[1];
    assert_true(row->verified && !row->delivered_is_resident);
    assert_near(row->resident.median_ns.value, 5e7);
    assert_near(row->delivered.median_ns.value, 1e8);
    assert_near(row->resident.speedup.value, 2);
    assert_near(row->delivered.speedup.value, 1);
    assert_near(row->resident.device_ns.value, 4.5e7);
    assert_false(row->delivered.device_ns.present);
    assert_false(row->ceiling_bytes_per_s.present || row->resident.ceiling_share.present);
}

static void a_device_clock_beyond_the_wall_is_flagged(void **state) {
    (void)state;
    add_row(&fake_offload_backend, "lying-clock");
    run(NULL);
    assert_true(has_flag(&results.rows[0].resident, "device-clock"));
    assert_near(results.rows[0].resident.median_ns.value, 1e8);
}

static void harness_rows_give_the_floor_and_no_rates(void **state) {
    (void)state;
    add_row(&fake_harness_backend, "short");
    add_row(&fake_backend, "steady");
    run(NULL);
    const struct row *row = &results.rows[0];
    assert_int_equal(row->status, ROW_OK);
    assert_false(row->verified || row->has_digest || row->resident.numbers_per_s.present);
    assert_near(results.floor_ns.value, 500);
    assert_ptr_equal(results.base, &results.rows[1]);
}

// 500 ns are 40 times too short for a clock of 20 ns a reading; a tenth is added.
static void short_runs_are_repeated_within_a_sample(void **state) {
    (void)state;
    add_row(&fake_backend, "short");
    run(NULL);
    const struct series *series = &results.rows[0].resident;
    assert_int_equal(series->repeats, 44);
    assert_near(series->median_ns.value, 500);
    assert_int_equal(results.rows[0].status, ROW_OK);
    assert_near(results.clock_cost_ns, FAKE_COST_NS);
}

static void a_run_that_takes_no_time_ends_too(void **state) {
    (void)state;
    add_row(&fake_harness_backend, "instant");
    run(NULL);
    assert_int_equal(results.rows[0].resident.repeats, REPEATS_MOST);
    assert_int_equal(results.rows[0].status, ROW_OK);
}

// Two that take the same times by the same chance: the interval holds 1, and is narrow.
static void two_alike_are_found_alike(void **state) {
    (void)state;
    add_row(&fake_backend, "random");
    add_row(&fake_backend, "random-2");
    run(NULL);
    const struct estimate *speedup = &results.rows[1].resident.speedup;
    assert_true(speedup->has_interval);
    assert_true(speedup->low <= 1 && 1 <= speedup->high);
    assert_true(speedup->high - speedup->low < 0.06);
}

static void fresh_memory_is_proved_and_sampled_too(void **state) {
    (void)state;
    plan.memory = MEMORY_FRESH;
    add_row(&fake_backend, "steady");
    run(NULL);
    assert_true(results.rows[0].verified);
    assert_true(results.first_touch_ns < 0);
    assert_near(results.rows[0].resident.median_ns.value, 1e8);
}

// --- Rounds --------------------------------------------------------------------------------------

static void each_round_samples_each_series_once(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_backend, "random");
    add_row(&fake_offload_backend, "twice");
    run(NULL);
    assert_in_range(results.round_count, 7, 1000);
    for (size_t i = 0; i < results.row_count; i++) {
        const struct series *both[] = {&results.rows[i].resident, &results.rows[i].delivered};
        for (int place = 0; place < 2; place++) {
            assert_int_equal(both[place]->count, results.round_count);
            for (unsigned round = 0; round < results.round_count; round++)
                assert_int_equal(both[place]->rounds[round], round + 1);
        }
    }
    // First run, one warm-up, rounds; delivery apart.
    assert_int_equal(calls_of("steady", FAKE_FILL), results.round_count + 2);
    assert_int_equal(calls_of("twice", FAKE_DELIVER), results.round_count + 2);
    // A warm-up and three trials each; then the faster kind only, and none in the closing round.
    assert_int_equal(calls_of("steady", FAKE_CEILING_PLAIN), 1 + CEILING_TRIALS);
    assert_int_equal(calls_of("steady", FAKE_CEILING_STREAMING), results.round_count);
}

static void the_order_within_rounds_changes(void **state) {
    (void)state;
    add_row(&fake_backend, "random");
    add_row(&fake_backend, "random-2");
    run(NULL);
    unsigned swaps = 0;
    const char *last = "";
    for (size_t i = 0; i < fake_world->call_count; i++) {
        if (fake_world->calls[i].call != FAKE_FILL)
            continue;
        swaps += strcmp(fake_world->calls[i].script, last) == 0; // twice in a row: order turned
        last = fake_world->calls[i].script;
    }
    assert_in_range(swaps, results.round_count / 4, results.round_count * 3 / 4);
}

static void one_kind_of_stores_is_enough(void **state) {
    (void)state;
    add_row(&fake_backend, "one-kind");
    run(NULL);
    assert_int_equal(results.rows[0].status, ROW_OK);
    assert_string_equal(results.rows[0].ceiling_stores, "plain");
    assert_near(results.rows[0].ceiling_bytes_per_s.value, 16000 / 0.04);
}

static void the_budget_ends_what_never_settles(void **state) {
    (void)state;
    plan.precision = 1e-9;
    plan.time_s = 30;
    add_row(&fake_backend, "random");
    run(NULL);
    assert_int_equal(results.rows[0].resident.stop, STOP_BUDGET);
    assert_in_range(results.round_count, 200, 300); // 125 ms a round
    assert_in_range(fake_world->now_ns, 29000000000, 31000000000);
}

static void slow_runs_get_at_least_two_samples(void **state) {
    (void)state;
    add_row(&fake_backend, "long");
    run(NULL);
    const struct series *series = &results.rows[0].resident;
    assert_int_equal(series->count, 2);
    assert_int_equal(series->stop, STOP_BUDGET);
    assert_true(series->median_ns.present && !series->median_ns.has_interval);
    assert_true(has_flag(series, "few-samples"));
    assert_int_equal(results.rows[0].status, ROW_OK);
}

static void drift_and_a_slow_first_run_are_flagged(void **state) {
    (void)state;
    plan.precision = 1e-9;
    add_row(&fake_backend, "drift");
    add_row(&fake_backend, "slow-first");
    run(NULL);
    assert_true(has_flag(&results.rows[0].resident, "drift"));
    assert_true(has_flag(&results.rows[1].resident, "slow-first-run"));
    assert_false(has_flag(&results.rows[1].resident, "drift"));
    assert_near(results.rows[1].phases.first_run_ns, 5e8);
}

// --- Refusals ------------------------------------------------------------------------------------

static void what_does_not_fit_is_refused_first(void **state) {
    (void)state;
    plan.size = UINT64_C(1) << 50;
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
    assert_int_equal(results.rows[1].status, ROW_FAILED);
    assert_int_equal(results.rows[2].status, ROW_FAILED);
    assert_int_equal(results.rows[3].status, ROW_OK);
    assert_says(&results.rows[0], "script unavailable refuses");
    assert_says(&results.rows[1], "script no-memory refuses");
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
    assert_says(&results.rows[1], "element 7 of stream fake is 0.5");
    assert_says(&results.rows[2], "element 7 of stream fake was never written");
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
    assert_nothing_left(before, 16);
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
        TEST(constant_times_give_exact_estimates),
        TEST(the_baseline_is_the_one_asked_for),
        TEST(a_base_that_fails_is_no_base),
        TEST(offload_has_two_places_and_a_clock),
        TEST(a_device_clock_beyond_the_wall_is_flagged),
        TEST(harness_rows_give_the_floor_and_no_rates),
        TEST(short_runs_are_repeated_within_a_sample),
        TEST(a_run_that_takes_no_time_ends_too),
        TEST(two_alike_are_found_alike),
        TEST(fresh_memory_is_proved_and_sampled_too),
        TEST(each_round_samples_each_series_once),
        TEST(the_order_within_rounds_changes),
        TEST(one_kind_of_stores_is_enough),
        TEST(the_budget_ends_what_never_settles),
        TEST(slow_runs_get_at_least_two_samples),
        TEST(drift_and_a_slow_first_run_are_flagged),
        TEST(what_does_not_fit_is_refused_first),
        TEST(what_can_not_open_says_why),
        TEST(a_wrong_list_is_never_timed),
        TEST(a_list_that_turns_wrong_gives_no_rate),
        TEST(interruption_keeps_what_was_measured),
        TEST(interruption_before_the_first_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
