// Runners that crash, hang or are killed cost one row, and leave nothing behind; probing and
// checking without timing.
// SPDX-License-Identifier: MIT
#include "scripted_run.h"
#include "verify/verify.h"

#include <errno.h>
#include <signal.h>

// --- Faults --------------------------------------------------------------------------------------

static const struct fault {
    const char *script, *first, *second;
} faults[] = {
    {"crash-in-open", "died of SIGABRT", "while opening"},
    {"crash-in-fill", "died of SIGABRT", "while verifying"},
    {"crash-late", "died of SIGABRT", "while sampling"},
    {"exit-in-fill", "ended with exit status 3", "while verifying"},
    {"killed", "was killed (SIGKILL; where memory is short", "smaller --size"},
    {"hang-in-open", "no answer for 1 s", "while opening"},
    {"hang-in-fill", "no answer for 1 s", "while verifying"},
    {"hang-late", "no answer for 1 s", "while sampling"},
    {"hang-in-close", "no answer for 1 s", "while closing"},
    {"orphan", "died of SIGABRT", "while verifying"},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

// Beside a good row, which must not notice.
static void suffer(const struct fault *fault) {
    plan.rows[0].device = fault->script;
    snprintf(plan.rows[0].name, sizeof plan.rows[0].name, "%s", fault->script);
    assert_int_equal(measure_run(&plan, NULL, &results, &error), STATUS_OK);
    const struct row *row = &results.rows[0];
    assert_int_equal(row->status, ROW_FAILED);
    assert_says(row->reason, fault->first);
    assert_says(row->reason, fault->second);
    assert_false(row->resident.numbers_per_s.present);
    assert_int_equal(results.rows[1].status, ROW_OK);
    assert_ptr_equal(results.base, &results.rows[1]);
    results_free(&results);
}

static void a_fault_costs_one_row(void **state) {
    (void)state;
    plan.patience_s = 1;
    plan.time_s = 1e6; // a hang takes 1.5 s
    add_row(&fake_backend, "crash-in-open");
    add_row(&fake_backend, "steady");
    for (size_t i = 0; i < FAULTS; i++)
        suffer(&faults[i]);
    // Counted the second time: the C library and the sanitizers keep what they needed once.
    const struct leftovers before = leftovers_now();
    for (size_t i = 0; i < FAULTS; i++)
        suffer(&faults[i]);
    assert_nothing_left(before, 0);
}

// A child that a dead runner leaves holds its socket open: its end is seen all the same, and the
// child ends with it.
static void children_end_with_their_runner(void **state) {
    (void)state;
    add_row(&fake_backend, "orphan");
    assert_int_equal(measure_run(&plan, NULL, &results, &error), STATUS_OK);
    assert_int_equal(results.rows[0].status, ROW_FAILED);
    assert_true(fake_world->orphan > 0);
    for (int i = 0; kill(fake_world->orphan, 0) == 0 && i < 5000; i++)
        usleep(1000);
    assert_int_equal(kill(fake_world->orphan, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void a_hundred_runners_leave_nothing(void **state) {
    enum { RUNS = 33 }; // of three runners each, after ten that aren't counted
    (void)state;
    add_row(&fake_backend, "unavailable");
    add_row(&fake_harness_backend, "steady");
    add_row(&fake_offload_backend, "steady");
    plan.time_s = 0.1;
    struct leftovers before = leftovers_now();
    for (int i = -10; i < RUNS; i++) {
        assert_int_equal(measure_run(&plan, NULL, &results, &error), STATUS_OK);
        assert_int_equal(results.rows[2].status, ROW_OK);
        results_free(&results);
        if (i < 0)
            before = leftovers_now();
    }
    assert_nothing_left(before, 0);
}

// --- Interruption of a busy runner ---------------------------------------------------------------

static void note_interruption(int number) {
    (void)number;
    measure_interrupted = 1;
}

static void interruption_ends_a_busy_runner(void **state) {
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_backend, "interrupted-in-fill");
    const struct leftovers before = leftovers_now();
    signal(SIGUSR1, note_interruption);
    assert_int_equal(measure_run(&plan, NULL, &results, &error), STATUS_OK);
    signal(SIGUSR1, SIG_DFL);
    assert_true(results.interrupted);
    assert_int_equal(results.rows[0].status, ROW_INTERRUPTED);
    assert_int_equal(results.rows[1].status, ROW_INTERRUPTED);
    assert_says(results.rows[1].reason, "interrupted while verifying");
    results_free(&results);
    assert_nothing_left(before, 0);
}

// --- Probing -------------------------------------------------------------------------------------

static void probes_are_answered_or_explained(void **state) {
    struct probe probe;
    (void)state;
    const struct leftovers before = leftovers_now();
    measure_probe(&fake_backend, "steady", 10, &probe);
    assert_true(probe.ready);
    measure_probe(&fake_backend, "no such script", 10, &probe);
    assert_false(probe.ready);
    assert_string_equal(probe.reason, "there is no script 'no such script'");
    measure_probe(&fake_backend, "crash-in-probe", 10, &probe);
    assert_false(probe.ready);
    assert_says(probe.reason, "its process died of SIGABRT (Aborted) while probing");
    measure_probe(&fake_backend, "hang-in-probe", 1, &probe);
    assert_false(probe.ready);
    assert_says(probe.reason, "no answer for 1 s while probing");
    assert_nothing_left(before, 0);
}

// Standard output belongs to the results.
static void chatter_goes_to_standard_error(void **state) {
    struct probe probe;
    int ends[2];
    (void)state;
    fflush(stdout);
    assert_int_equal(pipe(ends), 0);
    const int kept = dup(STDOUT_FILENO), kept_error = dup(STDERR_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    FILE *silent = fopen("/dev/null", "w");
    dup2(fileno(silent), STDERR_FILENO);
    measure_probe(&fake_backend, "chatter", 10, &probe);
    dup2(kept, STDOUT_FILENO);
    dup2(kept_error, STDERR_FILENO);
    close(ends[1]);
    char text[100];
    const ssize_t length = read(ends[0], text, sizeof text);
    close(ends[0]);
    close(kept);
    close(kept_error);
    fclose(silent);
    assert_true(probe.ready);
    assert_int_equal(length, 0);
}

// --- Checking ------------------------------------------------------------------------------------

static void checking_finds_right_lists_right(void **state) {
    static double whole[2000];
    (void)state;
    add_row(&fake_backend, "steady");
    add_row(&fake_offload_backend, "steady");
    add_row(&fake_harness_backend, "steady");
    const struct leftovers before = leftovers_now();
    assert_int_equal(measure_verify(&plan, NULL, &results, &error), STATUS_OK);
    fake_stream.reference[ELEMENT_F64](42, 0, 2000, whole);
    for (size_t i = 0; i < 2; i++) {
        const struct row *row = &results.rows[i];
        assert_int_equal(row->status, ROW_OK);
        assert_true(row->verified && row->has_digest);
        assert_true(row->digest == digest_values(ELEMENT_F64, 0, 2000, whole));
        assert_false(row->resident.present);
    }
    assert_false(results.rows[2].verified);
    results_free(&results);
    assert_nothing_left(before, 0);
}

static void checking_finds_wrong_ones_wrong(void **state) {
    (void)state;
    add_row(&fake_backend, "wrong");
    add_row(&fake_backend, "crash-late");
    add_row(&fake_backend, "wrong-late"); // right in the whole list, wrong at a seam
    add_row(&fake_backend, "unavailable");
    assert_int_equal(measure_verify(&plan, NULL, &results, &error), STATUS_OK);
    assert_int_equal(results.rows[0].status, ROW_WRONG);
    assert_true(results.rows[0].has_digest);
    assert_int_equal(results.rows[1].status, ROW_FAILED);
    assert_int_equal(results.rows[2].status, ROW_WRONG);
    assert_int_equal(results.rows[3].status, ROW_UNAVAILABLE);
    for (size_t i = 0; i < 4; i++)
        assert_false(results.rows[i].verified);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_fault_costs_one_row),
        TEST(children_end_with_their_runner),
        TEST(a_hundred_runners_leave_nothing),
        TEST(interruption_ends_a_busy_runner),
        TEST(probes_are_answered_or_explained),
        TEST(chatter_goes_to_standard_error),
        TEST(checking_finds_right_lists_right),
        TEST(checking_finds_wrong_ones_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
