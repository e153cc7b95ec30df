// Each step fills its part of the results.
// SPDX-License-Identifier: MIT
#include "measure/analysis/analysis.h"

#include "measure/analysis/flags.h"
#include "measure/analysis/rank_spread.h"
#include "measure/derive.h"
#include "platform/clock.h"

#include <stdlib.h>
#include <string.h>

static enum stop_reason stop_of(const struct lane *lane, const struct sample_set *set,
                                const struct series *series, bool all_precise) {
    if (lane->row->status == ROW_INTERRUPTED)
        return STOP_INTERRUPTED;
    if (lane->row->status != ROW_OK)
        return STOP_FAILED;
    return all_precise || lane_is_precise(lane, set->repeats, &series->median_ns) ? STOP_PRECISION
                                                                                  : STOP_BUDGET;
}

static struct device_condition condition_of(const struct lane *lane, const struct sample_set *set) {
    const struct device_state *worst = &set->state;
    const double numbers = (double)set->count * set->repeats * (double)plan_elements(lane->plan);
    return (struct device_condition){.present = true,
                                     .clock_mhz = worst->clock_mhz,
                                     .memory_clock_mhz = worst->memory_clock_mhz,
                                     .temperature_c = worst->temperature_c,
                                     .power_w = worst->power_w,
                                     .joules_per_1e9 =
                                         worst->energy_j < 0 ? -1 : 1e9 * worst->energy_j / numbers,
                                     .slowed_samples = set->slowed_count,
                                     .slowed = worst->slowed};
}

// The samples change their owner: from the sample set to the series.
static void take_series(struct lane *lane, enum place place, struct series *series) {
    struct sample_set *set = &lane->samples[place];
    if (set->count == 0)
        return;
    if (set->has_state)
        series->condition = condition_of(lane, set);
    if (set->has_spread)
        rank_spread_fill(set, &lane->samples[PLACE_ALONE], &series->rank_spread);
    series->present = true;
    series->count = set->count;
    series->repeats = set->repeats;
    series->empty_ns = set->empty_ns;
    series->samples_ns = set->ns;
    series->rounds = set->rounds;
    set->ns = NULL;
    set->rounds = NULL;
    if (!set->has_device)
        return;
    series->device_samples_ns = set->device_ns;
    set->device_ns = NULL;
}

static void take_samples(struct sample_set *set, struct samples *samples) {
    *samples = (struct samples){set->count, set->repeats, set->ns, set->rounds};
    set->ns = NULL;
    set->rounds = NULL;
}

static void judge_series(const struct run *run, const struct lane *lane, enum place place,
                         struct series *series) {
    const struct sample_set *set = &lane->samples[place];
    if (!series->present)
        return;
    series->stop = stop_of(lane, set, series, run->all_precise);
    flags_series(series, &(struct series_facts){.first_run_ns = place == PLACE_RESIDENT
                                                                    ? lane->row->phases.first_run_ns
                                                                    : -1,
                                                .time_s = run->plan->time_s,
                                                .switches = set->switches,
                                                .suspended = set->suspended,
                                                .total_ns = set->total_ns,
                                                .device_ns = series->device_samples_ns,
                                                .own_seeds = lane_has(lane, TRAIT_OWN_SEEDS)});
}

static void fill_row(const struct run *run, struct lane *lane) {
    struct row *row = lane->row;
    take_series(lane, PLACE_RESIDENT, &row->resident);
    take_series(lane, PLACE_DELIVERED, &row->delivered);
    take_samples(&lane->samples[PLACE_CEILING_PLAIN], &row->ceiling_plain);
    take_samples(&lane->samples[PLACE_CEILING_STREAMING], &row->ceiling_streaming);
    take_samples(&lane->samples[PLACE_CEILING_COPY], &row->ceiling_copy);
    take_samples(&lane->samples[PLACE_ALONE], &row->alone);
    row_derive(run->results, row);
    judge_series(run, lane, PLACE_RESIDENT, &row->resident);
    judge_series(run, lane, PLACE_DELIVERED, &row->delivered);
}

static void *copy(const void *from, size_t bytes) {
    void *to = malloc(bytes);
    if (to != NULL)
        memcpy(to, from, bytes);
    return to;
}

// A backend that fills host memory delivers by filling: one number, shown in both places.
static void copy_delivered(struct row *row) {
    const struct series *resident = &row->resident;
    row->delivered = *resident;
    if (!resident->present)
        return;
    row->delivered.samples_ns =
        copy(resident->samples_ns, resident->count * sizeof *resident->samples_ns);
    row->delivered.rounds = copy(resident->rounds, resident->count * sizeof *resident->rounds);
    row->delivered.device_samples_ns = NULL;
    if (row->delivered.samples_ns == NULL || row->delivered.rounds == NULL)
        row->delivered.count = 0;
}

static void fill_rows(struct run *run) {
    for (size_t i = 0; i < run->lane_count; i++) {
        struct lane *lane = &run->lanes[i];
        if (lane->ready) // only an interruption leaves a lane open
            lane_fail(lane, ROW_INTERRUPTED,
                      lane->samples[PLACE_RESIDENT].count > 0
                          ? "interrupted while other rows were sampled; its samples are kept"
                          : "interrupted before its first sample");
        fill_row(run, lane);
        if (lane->row->delivered_is_resident)
            copy_delivered(lane->row);
    }
}

static bool can_be_base(const struct row *row) {
    return row_counts(row) && row->resident.numbers_per_s.present;
}

// The one that was asked for or none; else the usual one, else the first that made numbers.
static const struct row *find_base(const struct plan *plan, const struct results *results) {
    const char *name = plan->baseline == NULL ? PLAN_USUAL_BASELINE : plan->baseline;
    const struct row *first = NULL;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (can_be_base(row) && strcmp(row->name, name) == 0)
            return row;
        if (can_be_base(row) && first == NULL)
            first = row;
    }
    return plan->baseline == NULL ? first : NULL;
}

static void fill_speedups(const struct run *run) {
    struct results *results = run->results;
    results->base = find_base(run->plan, results);
    results->base_asked = run->plan->baseline != NULL;
    results_derive_speedups(results);
}

// The ceiling of the machine: of the row on the host with most workers, and the faster of equals.
static void fill_machine_ceiling(struct results *results) {
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        const bool more = row->opened.workers > results->ceiling_workers;
        const bool faster = row->opened.workers == results->ceiling_workers &&
                            row->ceiling_bytes_per_s.value > results->ceiling_bytes_per_s.value;
        if (row_is_offload(row) || !row->ceiling_bytes_per_s.present || !(more || faster))
            continue;
        results->ceiling_workers = row->opened.workers;
        results->ceiling_bytes_per_s = row->ceiling_bytes_per_s;
        results->ceiling_stores = row->ceiling_stores;
    }
}

static void fill_floor(struct results *results) {
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (row_is_harness(row) && row->resident.median_ns.present)
            results->floor_ns = row->resident.median_ns;
    }
}

void run_conclude(struct run *run, const struct watch *before, const struct watch *after) {
    struct conditions here = {.before = *before, .after = *after};
    conditions_read("", &run->plan->cpus, &here);
    fill_rows(run);
    fill_speedups(run);
    fill_machine_ceiling(run->results);
    fill_floor(run->results);
    flags_run(run->results, &here);
}
