// Flags of one series: outliers, drift, two modes, slow first run, forced switches, device clock
// and condition. The thresholds are set so that a quiet machine shows none and each advice is worth
// following. SPDX-License-Identifier: MIT
#include "measure/analysis/flags.h"

#include "measure/statistics.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void add(struct flag *flags, size_t *count, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void add(struct flag *flags, size_t *count, const char *name, const char *format, ...) {
    if (*count == SERIES_FLAGS)
        return;
    struct flag *flag = &flags[(*count)++];
    snprintf(flag->name, sizeof flag->name, "%s", name);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(flag->text, sizeof flag->text, format, arguments);
    va_end(arguments);
}

// A series with what several checks need of it.
struct view {
    struct series *series;
    const struct series_facts *facts;
    const double *sorted;
    size_t count;
    double median;
};

#define FLAG(view, ...) add((view)->series->flags, &(view)->series->flag_count, __VA_ARGS__)

static void own_seeds(const struct view *view) {
    if (view->facts->own_seeds)
        FLAG(view, "own-seeds",
             "it seeds each list itself, so there is nothing to compare and no digest: checked was "
             "that each list is whole, within range and an unbroken piece of the stream's "
             "generator");
}

static void suspended(const struct view *view) {
    if (view->facts->suspended == 0)
        return;
    FLAG(view, "suspended",
         "during %zu of %zu samples the program stood still for seconds (Ctrl-Z, a paused "
         "container, a frozen machine), which is in their times: run again without that",
         view->facts->suspended, view->count);
}

// What takes a worker to start and to be waited for, at most, on a machine with nothing else to do.
static const double dispatch_ns = 1e5;

static void above_ceiling(const struct view *view) {
    if (!view->series->ceiling_share.present || view->series->ceiling_share.value <= 1.02)
        return;
    FLAG(view, "above-ceiling",
         view->median < 10 * dispatch_ns
             ? "it took %.0f %% of the time of only writing the list: lists this short are bound "
               "by starting and waiting for the workers, which both have; use a larger --size"
             : "it took %.0f %% of the time of only writing the list, measured in the same rounds: "
               "it is bound by the memory, and what that takes varied",
         100 / view->series->ceiling_share.value);
}

static void few_samples(const struct view *view) {
    if (view->count >= INTERVAL_SAMPLES)
        return;
    FLAG(view, "few-samples",
         "only %zu of the %d samples that a 95 %% interval needs fit into %.3g s: use a longer "
         "--time or a smaller --size",
         view->count, INTERVAL_SAMPLES, view->facts->time_s);
}

// Beyond three times the interquartile range from the quartiles, and at least 2 % from the median.
static void outliers(const struct view *view) {
    enum { LEAST = 8 };
    if (view->count < LEAST)
        return;
    const double q1 = sorted_quantile(view->sorted, view->count, 0.25);
    const double q3 = sorted_quantile(view->sorted, view->count, 0.75);
    const double low = fmin(q1 - 3 * (q3 - q1), 0.98 * view->median);
    const double high = fmax(q3 + 3 * (q3 - q1), 1.02 * view->median);
    size_t outside = 0;
    for (size_t i = 0; i < view->count; i++)
        outside += view->sorted[i] < low || view->sorted[i] > high;
    if (outside == 0)
        return;
    FLAG(view, "outliers",
         "%zu of %zu samples lie far outside the quartiles (fastest %.3g, slowest %.3g times the "
         "median): close other programs, or leave a processor free with fewer --workers",
         outside, view->count, view->sorted[0] / view->median,
         view->sorted[view->count - 1] / view->median);
}

// The times follow their order (Spearman's correlation beyond what chance gives once in 1,000
// series), by more than 1 % from the first third to the last.
static void drift(const struct view *view) {
    enum { LEAST = 12 };
    const struct series *series = view->series;
    if (view->count < LEAST)
        return;
    const double correlation = order_correlation(series->samples_ns, view->count);
    if (fabs(correlation) * sqrt((double)view->count - 1) < 3.3 || fabs(correlation) < 0.3)
        return;
    const size_t third = view->count / 3;
    const double first = estimate_median(series->samples_ns, third).value;
    const double last = estimate_median(series->samples_ns + view->count - third, third).value;
    const double change = last / first - 1;
    if (!(fabs(change) > 0.01))
        return;
    FLAG(view, "drift", "the samples became %.3g %% %s during the run (rank correlation %.2f): %s",
         100 * fabs(change), change > 0 ? "slower" : "faster", correlation,
         change > 0
             ? "heat or a power limit lowers the clocks; let the machine cool, fix its clocks"
             : "it had not warmed up; give it a longer --time, fix the clocks");
}

// What the device itself says of samples that it ran slower than it could.
static void slowed(const struct view *view) {
    static const char *const reasons[] = {
        [SLOWED_BY_POWER] = "its power limit",
        [SLOWED_BY_HEAT] = "heat",
        [SLOWED_BY_POWER | SLOWED_BY_HEAT] = "its power limit and heat",
        [SLOWED_BY_HARDWARE] = "a brake of the board or its power supply",
    };
    const struct device_condition *condition = &view->series->condition;
    if (!condition->present || condition->slowed_samples == 0)
        return;
    const bool brake = (condition->slowed & SLOWED_BY_HARDWARE) != 0;
    FLAG(view, "slowed-device",
         "the device ran slower than it could after %zu of %zu samples, because of %s (down to "
         "%.0f MHz): let it cool, or read the rates as those under this limit",
         condition->slowed_samples, view->count,
         reasons[brake ? SLOWED_BY_HARDWARE : condition->slowed & 3u], condition->clock_mhz);
}

// The largest gap between neighbours in order, with at least a fifth of the samples on either side:
// two modes if it is over 3 % of the median and over the middle halves of both sides.
static void two_modes(const struct view *view) {
    enum { LEAST = 15 };
    if (view->count < LEAST)
        return;
    const size_t least = (view->count + 4) / 5;
    size_t split = 0;
    double gap = 0;
    for (size_t i = least; i <= view->count - least; i++) {
        if (view->sorted[i] - view->sorted[i - 1] > gap) {
            gap = view->sorted[i] - view->sorted[i - 1];
            split = i;
        }
    }
    if (gap <= 0.03 * view->median)
        return;
    const double *upper = view->sorted + split;
    const size_t above = view->count - split;
    const double lower_spread =
        sorted_quantile(view->sorted, split, 0.75) - sorted_quantile(view->sorted, split, 0.25);
    const double upper_spread =
        sorted_quantile(upper, above, 0.75) - sorted_quantile(upper, above, 0.25);
    if (gap <= lower_spread || gap <= upper_spread)
        return;
    FLAG(view, "bimodal",
         "the samples fall into two groups, %zu around %.4g ms and %zu around %.4g ms: two clock "
         "speeds or places in memory; fix the clocks, and read the median as one of two answers",
         split, sorted_median(view->sorted, split) * 1e-6, above,
         sorted_median(upper, above) * 1e-6);
}

static void slow_first_run(const struct view *view) {
    const double first = view->facts->first_run_ns;
    if (first < 1.5 * view->median || first - view->median < 1e6) // under 1 ms nobody waits for
        return;
    FLAG(view, "slow-first-run",
         "the first run took %.3g times the median (%.4g ms): who runs once waits that long; it "
         "stands under phases and in no sample",
         first / view->median, first * 1e-6);
}

// A quiet machine takes a busy processor away a few times a second, for its own housekeeping.
static void forced_switches(const struct view *view) {
    const double a_second = (double)view->facts->switches / (view->facts->total_ns * 1e-9);
    if (view->facts->switches < view->count || a_second < 50)
        return;
    FLAG(view, "context-switches",
         "its threads were made to give way %.3g times a second (%llu times in all): other "
         "programs want the processors; close them, or use fewer --workers",
         a_second, (unsigned long long)view->facts->switches);
}

static void device_clock(const struct view *view) {
    if (view->facts->device_ns == NULL)
        return;
    const double device = estimate_median(view->facts->device_ns, view->count).value;
    if (device <= 0)
        FLAG(view, "device-clock",
             "the device's own clock shows no time: its driver has profiling "
             "off or broken; only the wall time counts");
    else if (device > 1.02 * view->median)
        FLAG(view, "device-clock",
             "the device's own clock shows %.3g times the wall time: its unit is not what the "
             "driver says; only the wall time counts",
             device / view->median);
    else if (device < 0.8 * view->median)
        FLAG(view, "device-clock",
             "by its own clock the device works for %.0f %% of the wall time only: starting and "
             "waiting take the rest; a larger --size hides them",
             100 * device / view->median);
}

void flags_series(struct series *series, const struct series_facts *facts) {
    static void (*const checks[])(const struct view *view) = {
        own_seeds, above_ceiling,  suspended,       few_samples,  outliers, drift,
        two_modes, slow_first_run, forced_switches, device_clock, slowed,
    };
    double *sorted = sorted_copy(series->samples_ns, series->count);
    if (sorted == NULL)
        return;
    const struct view view = {.series = series,
                              .facts = facts,
                              .sorted = sorted,
                              .count = series->count,
                              .median = sorted_median(sorted, series->count)};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&view);
    free(sorted);
}

// --- Remarks on the whole run --------------------------------------------------------------------

#define NOTE(results, ...) add((results)->notes, &(results)->note_count, __VA_ARGS__)

static void note_workers(struct results *results, const struct conditions *here) {
    if (here->workers > here->processors)
        NOTE(results, "oversubscribed",
             "%u workers share %u processors, so they take turns: use --workers %u", here->workers,
             here->processors, here->processors);
    if (here->core_sharers > 0)
        NOTE(results, "shared-cores",
             "%u of %u workers are a further hardware thread of a core that another worker has: "
             "with fewer --workers each has a core to itself",
             here->core_sharers, here->workers);
    if (here->unpinned > 0)
        NOTE(results, "unpinned",
             "workers can't be kept on %u of %u processors (the system refuses it), so they may "
             "wander: look for a sandbox or a control group that forbids sched_setaffinity",
             here->unpinned, here->processors);
    if (here->quota < (double)here->workers)
        NOTE(results, "quota",
             "the control group allows %.3g processors' time for %u workers, which then stand "
             "still in turns: raise its CPU quota or use fewer --workers",
             here->quota, here->workers);
}

static void note_disturbances(struct results *results, const struct conditions *here) {
    const struct watch *before = &here->before, *after = &here->after;
    const double ticks = (double)(after->processor_ticks - before->processor_ticks);
    const double stolen = (double)(after->stolen_ticks - before->stolen_ticks);
    if (ticks > 0 && stolen > 0.01 * ticks)
        NOTE(results, "steal",
             "the hypervisor gave %.2g %% of the processors' time to other machines during "
             "sampling: run again at a quieter time, or on a machine of your own",
             100 * stolen / ticks);
    if (after->quota_periods > before->quota_periods)
        NOTE(results, "throttled",
             "the CPU quota of a control group stopped this run %llu times during sampling: raise "
             "the quota or use fewer --workers",
             (unsigned long long)(after->quota_periods - before->quota_periods));
    if (after->thermal_throttles > before->thermal_throttles)
        NOTE(results, "thermal",
             "the processors lowered their clocks %llu times because of heat during sampling: let "
             "the machine cool, or see to its cooling",
             (unsigned long long)(after->thermal_throttles - before->thermal_throttles));
}

// The part of its time that a row's threads could have run, but another had the processor.
static double waited_share(const struct row *row) {
    enum { LEAST_NS = 50000000 }; // less says nothing
    const double waited = (double)row->waited_ns;
    if (waited < (double)LEAST_NS || row_is_harness(row))
        return 0;
    return waited / (waited + (double)row->ran_ns);
}

// Rows disturb each other and themselves a little: the runner of `process` beside its two children
// on two processors waits for 6 to 20 % of the time, two busy loops of others make it 50 to 80.
static const double busy_share = 0.25;

// Other programs on the same processors. A disturbance that never changes has no spread, so no
// interval shows it.
static void note_busy(struct results *results, const struct conditions *here) {
    const struct row *worst = NULL;
    for (size_t i = 0; i < results->row_count; i++)
        if (worst == NULL || waited_share(&results->rows[i]) > waited_share(worst))
            worst = &results->rows[i];
    if (here->workers > here->processors || here->quota < (double)here->workers)
        return; // they wait for each other
    const double pressure = (double)(here->after.pressure_us - here->before.pressure_us) /
                            (double)(here->after.at_ns - here->before.at_ns + 1) * 1e3;
    if (worst != NULL && waited_share(worst) > busy_share)
        NOTE(results, "busy",
             "other programs had the processors for %.0f %% of the time that %s wanted them (load "
             "average %.3g before, some program waiting for %.0f %% of the sampling): its rate, "
             "and the order of the rows, may be theirs; close them and run again",
             100 * waited_share(worst), worst->name, here->before.load, 100 * pressure);
    else if (worst != NULL && worst->ran_ns == 0 && pressure > 0.3)
        NOTE(results, "busy",
             "some program was waiting for a processor for %.0f %% of the sampling (load average "
             "%.3g before): rates, and the order of the rows, may come from that; close other "
             "programs and run again",
             100 * pressure, here->before.load);
}

// Whether a row writes the host's memory through these workers' stores.
static bool writes_memory(const struct row *row) {
    return row->ceiling_bytes_per_s.has_interval && !row_is_offload(row);
}

// More workers can write as much as one: an impossible order comes from a disturbance.
static void note_ceilings(struct results *results) {
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *one = &results->rows[i];
        for (size_t j = 0; j < results->row_count; j++) {
            const struct row *more = &results->rows[j];
            if (!writes_memory(one) || !writes_memory(more) || one->opened.workers != 1 ||
                more->opened.workers == 1 ||
                one->ceiling_bytes_per_s.low <= 1.1 * more->ceiling_bytes_per_s.high)
                continue;
            NOTE(results, "ceilings",
                 "the write ceiling of %s with 1 worker (%.3g GB/s) lies above that of %s with %u "
                 "(%.3g GB/s), which can't be: something disturbed it; read \"of ceiling\" with "
                 "care, and run again",
                 one->name, one->ceiling_bytes_per_s.value * 1e-9, more->name, more->opened.workers,
                 more->ceiling_bytes_per_s.value * 1e-9);
            return;
        }
    }
}

void flags_run(struct results *results, const struct conditions *conditions) {
    note_workers(results, conditions);
    note_disturbances(results, conditions);
    note_busy(results, conditions);
    note_ceilings(results);
}
