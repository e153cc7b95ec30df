// Whole runs of scripted backends that go well: what is sampled, when it ends, what it gives.
// SPDX-License-Identifier: MIT
#include "measure/rounds.h"
#include "scripted_run.h"

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

static void what_a_device_does_not_say_stays_unknown(void **state) {
    (void)state;
    add_row(&fake_offload_backend, "twice");
    run(NULL);
    const struct device_condition *condition = &results.rows[0].resident.condition;
    assert_true(condition->present);
    assert_near(condition->clock_mhz, 1400);
    assert_true(condition->memory_clock_mhz < 0);
    assert_true(condition->temperature_c < 0);
    assert_true(condition->power_w < 0);
    assert_near(condition->joules_per_1e9, 0.05 / 2000 * 1e9);
    assert_int_equal(condition->slowed_samples, 0);
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
    plan.spec.memory = MEMORY_FRESH;
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

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(constant_times_give_exact_estimates),
        TEST(the_baseline_is_the_one_asked_for),
        TEST(a_base_that_fails_is_no_base),
        TEST(offload_has_two_places_and_a_clock),
        TEST(what_a_device_does_not_say_stays_unknown),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
