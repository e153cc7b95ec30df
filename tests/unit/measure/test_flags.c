// Flags: each raised by what it is for, none by a quiet series; the counters of recorded machines.
// SPDX-License-Identifier: MIT
#include "measure/analysis/flags.h"

#include "verify/verify.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { COUNT = 60 };
static double samples[COUNT], device[COUNT];
static struct series series;
static struct series_facts facts;

// A quiet machine: 100 ms and half a per cent of noise.
static int begin(void **state) {
    (void)state;
    for (uint64_t i = 0; i < COUNT; i++) {
        const double random = (double)(digest_mix(3, i) >> 11) * 0x1p-53;
        samples[i] = 1e8 * (1 + 0.005 * (2 * random - 1));
        device[i] = 0.95 * samples[i];
    }
    series = (struct series){.present = true, .count = COUNT, .samples_ns = samples};
    facts =
        (struct series_facts){.first_run_ns = 1.1e8, .time_s = 15, .switches = 20, .total_ns = 6e9};
    return 0;
}

static const char *flag_text(const char *name) {
    for (size_t i = 0; i < series.flag_count; i++)
        if (strcmp(series.flags[i].name, name) == 0)
            return series.flags[i].text;
    return NULL;
}

static void assert_only_flag(const char *name, const char *words) {
    flags_series(&series, &facts);
    assert_int_equal(series.flag_count, name != NULL);
    if (name == NULL)
        return;
    assert_string_equal(series.flags[0].name, name);
    if (strstr(flag_text(name), words) == NULL)
        fail_msg("'%s' does not say '%s'", flag_text(name), words);
    assert_true(strlen(flag_text(name)) < sizeof series.flags[0].text - 1); // not cut
}

static void a_quiet_series_has_none(void **state) {
    (void)state;
    facts.device_ns = device;
    assert_only_flag(NULL, "");
}

static void few_samples(void **state) {
    (void)state;
    series.count = 5;
    assert_only_flag("few-samples", "only 5 of the 6 samples");
}

static void samples_under_way_while_nothing_ran(void **state) {
    (void)state;
    facts.suspended = 2;
    assert_only_flag("suspended", "2 of 60 samples");
}

static void more_than_the_ceiling(void **state) {
    (void)state;
    series.ceiling_share = (struct estimate){.present = true, .value = 1.25};
    assert_only_flag("above-ceiling", "80 % of the time of only writing the list, measured");
}

static void short_lists_are_bound_by_the_workers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        samples[i] *= 1e-4; // 10 µs
    facts.first_run_ns = -1;
    facts.total_ns *= 1e-4;
    facts.switches = 0;
    series.ceiling_share = (struct estimate){.present = true, .value = 1.25};
    assert_only_flag("above-ceiling", "starting and waiting for the workers");
}

static void outliers(void **state) {
    (void)state;
    samples[10] = 1.5e8;
    samples[40] = 1.2e8;
    assert_only_flag("outliers", "2 of 60 samples");
    assert_true(strstr(flag_text("outliers"), "slowest 1.5 times") != NULL);
}

// Where all are the same, the smallest step is no outlier.
static void a_step_of_the_clock_is_no_outlier(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        samples[i] = 1e8;
    samples[5] = 1.01e8;
    assert_only_flag(NULL, "");
}

static void drift_either_way(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        samples[i] *= 1 + 0.001 * (double)i;
    assert_only_flag("drift", "slower during the run");
    begin(NULL);
    for (size_t i = 0; i < COUNT; i++)
        samples[i] *= 1 - 0.001 * (double)i;
    assert_only_flag("drift", "faster during the run");
}

static void two_modes(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT; i += 3)
        samples[i] *= 1.2;
    assert_only_flag("bimodal", "40 around 100 ms and 20 around 120");
}

static void a_slow_first_run(void **state) {
    (void)state;
    facts.first_run_ns = 3e8;
    assert_only_flag("slow-first-run", "the first run took 3 times the median (300 ms)");
    begin(NULL);
    facts.first_run_ns = -1; // not measured
    assert_only_flag(NULL, "");
}

static void forced_switches(void **state) {
    (void)state;
    facts.switches = 1200;
    assert_only_flag("context-switches", "200 times a second (1200 times in all)");
}

static void a_device_clock_that_disagrees(void **state) {
    (void)state;
    static const struct {
        double share;
        const char *words;
    } cases[] = {{0, "shows no time"}, {2, "2 times the wall time"}, {0.3, "works for 30 %"}};
    for (size_t i = 0; i < 3; i++) {
        begin(NULL);
        for (size_t k = 0; k < COUNT; k++)
            device[k] = cases[i].share * samples[k];
        facts.device_ns = device;
        assert_only_flag("device-clock", cases[i].words);
    }
}

static void a_device_that_was_slowed(void **state) {
    (void)state;
    static const struct {
        unsigned slowed;
        const char *words;
    } cases[] = {
        {SLOWED_BY_POWER, "after 7 of 60 samples, because of its power limit (down to 1200"},
        {SLOWED_BY_HEAT, "because of heat"},
        {SLOWED_BY_POWER | SLOWED_BY_HEAT, "its power limit and heat"},
        {SLOWED_BY_HARDWARE | SLOWED_BY_HEAT, "a brake of the board"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(NULL);
        series.condition = (struct device_condition){
            .present = true, .clock_mhz = 1200, .slowed_samples = 7, .slowed = cases[i].slowed};
        assert_only_flag("slowed-device", cases[i].words);
    }
    begin(NULL);
    series.condition = (struct device_condition){.present = true, .clock_mhz = 1200};
    assert_only_flag(NULL, "");
}

// --- The whole run -------------------------------------------------------------------------------

static void assert_only_note(const struct conditions *here, const char *name, const char *words) {
    struct results results = {0};
    flags_run(&results, here);
    assert_int_equal(results.note_count, name != NULL);
    if (name == NULL)
        return;
    assert_string_equal(results.notes[0].name, name);
    if (strstr(results.notes[0].text, words) == NULL)
        fail_msg("'%s' does not say '%s'", results.notes[0].text, words);
}

static void notes_on_the_machine(void **state) {
    const struct conditions quiet = {
        .workers = 4, .processors = 4, .quota = INFINITY, .after = {.processor_ticks = 6000}};
    (void)state;
    assert_only_note(&quiet, NULL, "");
    struct conditions here = quiet;
    here.workers = 8;
    assert_only_note(&here, "oversubscribed", "8 workers share 4 processors");
    here = quiet;
    here.core_sharers = 2;
    assert_only_note(&here, "shared-cores", "2 of 4 workers");
    here = quiet;
    here.unpinned = 1;
    assert_only_note(&here, "unpinned", "1 of 4 processors");
    here = quiet;
    here.quota = 1.5;
    assert_only_note(&here, "quota", "1.5 processors' time for 4 workers");
    here = quiet;
    here.after.stolen_ticks = 600;
    assert_only_note(&here, "steal", "10 % of the processors' time");
    here = quiet;
    here.after.quota_periods = 12;
    assert_only_note(&here, "throttled", "12 times");
    here = quiet;
    here.after.thermal_throttles = 3;
    assert_only_note(&here, "thermal", "3 times");
}

// A busy machine, with two rows of which one had to wait.
static void waiting_for_a_processor(void **state) {
    static const struct backend cpu = {.name = "cpu"};
    struct row rows[2] = {
        {.name = "serial", .backend = &cpu, .ran_ns = 4000000000, .waited_ns = 1000},
        {.name = "process", .backend = &cpu, .ran_ns = 4000000000, .waited_ns = 1000}};
    struct results results = {.rows = rows, .row_count = 2};
    struct conditions here = {
        .workers = 2,
        .processors = 2,
        .quota = INFINITY,
        .before = {.load = 9.6},
        .after = {.processor_ticks = 6000, .at_ns = 1000000000, .pressure_us = 500000}};
    (void)state;
    flags_run(&results, &here);
    assert_int_equal(results.note_count, 0);
    rows[0].waited_ns = 800000000; // by others of this program
    flags_run(&results, &here);
    assert_int_equal(results.note_count, 0);
    rows[0].waited_ns = 4000000000;
    flags_run(&results, &here);
    assert_int_equal(results.note_count, 1);
    assert_string_equal(results.notes[0].name, "busy");
    assert_non_null(strstr(results.notes[0].text, "for 50 % of the time that serial wanted them"));
    assert_non_null(strstr(results.notes[0].text, "load average 9.6"));
    results.note_count = 0;
    here.workers = 4; // its own threads wait for each other
    flags_run(&results, &here);
    assert_string_equal(results.notes[0].name, "oversubscribed");
    assert_int_equal(results.note_count, 1);
    results.note_count = 0;
    here.workers = 2; // no row says how long it waited
    rows[0].ran_ns = rows[1].ran_ns = rows[0].waited_ns = rows[1].waited_ns = 0;
    flags_run(&results, &here);
    assert_int_equal(results.note_count, 1);
    assert_non_null(strstr(results.notes[0].text, "50 % of the sampling"));
}

// One worker that writes more than two do: as when it wrote zeros, which some processors are fast
// at.
static void a_ceiling_of_one_above_that_of_two(void **state) {
    static const struct backend cpu = {.name = "cpu"};
    struct row rows[2] = {{.name = "curand-cpu",
                           .backend = &cpu,
                           .opened = {.workers = 1},
                           .ceiling_bytes_per_s = {true, true, 90e9, 89e9, 91e9}},
                          {.name = "pthread",
                           .backend = &cpu,
                           .opened = {.workers = 2},
                           .ceiling_bytes_per_s = {true, true, 43e9, 42e9, 44e9}}};
    struct results results = {.rows = rows, .row_count = 2};
    const struct conditions quiet = {.workers = 2, .processors = 2, .quota = INFINITY};
    (void)state;
    flags_run(&results, &quiet);
    assert_int_equal(results.note_count, 1);
    assert_string_equal(results.notes[0].name, "ceilings");
    assert_non_null(strstr(results.notes[0].text, "curand-cpu with 1 worker (90 GB/s)"));
    results.note_count = 0;
    rows[0].ceiling_bytes_per_s = (struct estimate){true, true, 40e9, 39e9, 41e9};
    flags_run(&results, &quiet);
    assert_int_equal(results.note_count, 0);
}

static char root[] = "/tmp/gpubench-flags-XXXXXX";

static void record(const char *path, const char *text) {
    char full[256];
    snprintf(full, sizeof full, "%s%s", root, path);
    for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int remove_root(void **state) {
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", root);
    return system(command);
}

static void counters_of_a_recorded_machine(void **state) {
    struct watch watch;
    (void)state;
    assert_non_null(mkdtemp(root));
    watch_read(root, &watch); // nothing there
    assert_true(watch.processor_ticks == 0 && watch.quota_periods == 0);
    record("/proc/stat", "cpu  100 1 20 1000 5 6 7 33 400 500\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
    record("/proc/self/cgroup",
           "5:cpuset:/job\n4:memory:/x\n3:cpu,cpuacct:/job\n2:cpuacct:/job\n0::/job/one\n");
    record("/sys/fs/cgroup/job/one/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\n");
    record("/sys/fs/cgroup/job/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 5\n");
    record("/sys/fs/cgroup/cpu/job/cpu.stat", "nr_periods 9\nnr_throttled 3\n");
    record("/sys/fs/cgroup/cpu,cpuacct/job/cpu.stat", "nr_periods 9\nnr_throttled 3\n");
    record("/proc/pressure/cpu", "some avg10=1.00 avg60=2.00 avg300=3.00 total=4567\n"
                                 "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
    record("/proc/loadavg", "9.60 5.00 2.00 3/120 4567\n");
    record("/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5\n");
    record("/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "6\n");
    watch_read(root, &watch);
    assert_int_equal(watch.processor_ticks, 1172);
    assert_int_equal(watch.stolen_ticks, 33);
    assert_int_equal(watch.quota_periods, 9); // of the group and the one around it, each once
    assert_int_equal(watch.pressure_us, 4567);
    assert_true(watch.load > 9.59 && watch.load < 9.61);
    assert_int_equal(watch.thermal_throttles, 11);
}

static void workers_of_a_recorded_machine(void **state) {
    const struct cpu_plan cpus = {.workers = 5, .cpu = {0, 1, 2, 3, 0}};
    struct conditions here = {0};
    (void)state;
    record("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,2\n");
    record("/sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,3\n");
    record("/sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "0,2\n");
    conditions_read(root, &cpus, &here);
    assert_int_equal(here.workers, 5);
    assert_int_equal(here.processors, 4);
    assert_int_equal(here.core_sharers, 1); // 2 shares with 0; of 3 nothing is known
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_quiet_series_has_none, begin),
        cmocka_unit_test_setup(few_samples, begin),
        cmocka_unit_test_setup(samples_under_way_while_nothing_ran, begin),
        cmocka_unit_test_setup(more_than_the_ceiling, begin),
        cmocka_unit_test_setup(short_lists_are_bound_by_the_workers, begin),
        cmocka_unit_test_setup(outliers, begin),
        cmocka_unit_test_setup(a_step_of_the_clock_is_no_outlier, begin),
        cmocka_unit_test_setup(drift_either_way, begin),
        cmocka_unit_test_setup(two_modes, begin),
        cmocka_unit_test_setup(a_slow_first_run, begin),
        cmocka_unit_test_setup(forced_switches, begin),
        cmocka_unit_test_setup(a_device_clock_that_disagrees, begin),
        cmocka_unit_test_setup(a_device_that_was_slowed, begin),
        cmocka_unit_test(notes_on_the_machine),
        cmocka_unit_test(waiting_for_a_processor),
        cmocka_unit_test(a_ceiling_of_one_above_that_of_two),
        cmocka_unit_test(counters_of_a_recorded_machine),
        cmocka_unit_test(workers_of_a_recorded_machine),
    };
    return cmocka_run_group_tests(tests, NULL, remove_root);
}
