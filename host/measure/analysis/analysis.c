// Each step fills its part of the results.
// SPDX-License-Identifier: MIT
#include "measure/analysis/analysis.h"

#include "measure/analysis/flags.h"
#include "measure/analysis/rank_spread.h"
#include "measure/statistics.h"
#include "platform/clock.h"

#include <stdlib.h>
#include <string.h>

static struct in_rounds in_rounds(const struct sample_set *set) {
    return (struct in_rounds){set->ns, set->rounds, set->count};
}

static struct in_rounds series_in_rounds(const struct series *series) {
    return (struct in_rounds){series->samples_ns, series->rounds, series->count};
}

static enum stop_reason stop_of(const struct lane *lane, const struct sample_set *set,
                                const struct series *series, bool all_precise) {
    if (lane->row->status == ROW_INTERRUPTED)
        return STOP_INTERRUPTED;
    if (lane->row->status != ROW_OK)
        return STOP_FAILED;
    return all_precise || lane_is_precise(lane, set->repeats, &series->median_ns) ? STOP_PRECISION
                                                                                  : STOP_BUDGET;
}

// The kind of stores whose samples count: the one that was sampled to the end; the faster one where
// the run was too short to choose.
static enum place chosen_ceiling(const struct lane *lane) {
    const struct sample_set *plain = &lane->samples[PLACE_CEILING_PLAIN];
    const struct sample_set *streaming = &lane->samples[PLACE_CEILING_STREAMING];
    bool past_plain = streaming->count > plain->count;
    if (streaming->count == plain->count && plain->count > 0)
        past_plain = estimate_median(streaming->ns, streaming->count).value <
                     estimate_median(plain->ns, plain->count).value;
    return past_plain ? PLACE_CEILING_STREAMING : PLACE_CEILING_PLAIN;
}

// What bounds a place: the writing of the memory, or the copy that delivers.
static const struct sample_set *ceiling_of(const struct lane *lane, enum place place) {
    const struct sample_set *copy = &lane->samples[PLACE_CEILING_COPY];
    return place == PLACE_DELIVERED && copy->count > 0 ? copy
                                                       : &lane->samples[chosen_ceiling(lane)];
}

static void fill_rates(const struct lane *lane, enum place place, struct series *series) {
    const double elements = (double)plan_elements(lane->plan);
    const double bytes = elements * (double)element_bytes(lane->plan->spec.type);
    const struct sample_set *ceiling = ceiling_of(lane, place);
    series->numbers_per_s = estimate_rate(elements * 1e9, &series->median_ns);
    series->bytes_per_s = estimate_rate(bytes * 1e9, &series->median_ns);
    series->ceiling_share = estimate_ratio(in_rounds(ceiling), series_in_rounds(series));
    if (series->rank_spread.present)
        series->rank_spread.numbers_per_s =
            estimate_rate(elements * 1e9 / lane->plan->ranks, &series->rank_spread.rank_ns);
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
static void fill_series(const struct run *run, struct lane *lane, enum place place,
                        struct series *series) {
    struct sample_set *set = &lane->samples[place];
    if (set->count == 0)
        return;
    series->present = true;
    series->count = set->count;
    series->repeats = set->repeats;
    series->empty_ns = set->empty_ns;
    series->samples_ns = set->ns;
    series->rounds = set->rounds;
    if (set->has_state)
        series->condition = condition_of(lane, set);
    if (set->has_spread)
        rank_spread_fill(set, &lane->samples[PLACE_ALONE], &series->rank_spread);
    if (row_counts(lane->row)) {
        series->median_ns = estimate_median(set->ns, set->count);
        if (set->has_device)
            series->device_ns = estimate_median(set->device_ns, set->count);
        if (!lane_is_harness(lane))
            fill_rates(lane, place, series);
    }
    series->stop = stop_of(lane, set, series, run->all_precise);
    flags_series(series,
                 &(struct series_facts){
                     .first_run_ns = place == PLACE_RESIDENT ? lane->row->phases.first_run_ns : -1,
                     .time_s = run->plan->time_s,
                     .switches = set->switches,
                     .suspended = set->suspended,
                     .total_ns = set->total_ns,
                     .device_ns = set->has_device ? set->device_ns : NULL,
                     .own_seeds = lane_has(lane, TRAIT_OWN_SEEDS)});
    set->ns = NULL;
    set->rounds = NULL;
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
    if (row->delivered.samples_ns == NULL || row->delivered.rounds == NULL)
        row->delivered.count = 0;
}

static struct estimate ceiling_rate(const struct lane *lane, enum place place) {
    const struct sample_set *set = &lane->samples[place];
    const double bytes =
        (double)plan_elements(lane->plan) * (double)element_bytes(lane->plan->spec.type);
    if (set->count == 0 || !row_counts(lane->row))
        return (struct estimate){0};
    const struct estimate time = estimate_median(set->ns, set->count);
    return estimate_rate(bytes * 1e9, &time);
}

static void fill_ceiling(struct lane *lane) {
    struct row *row = lane->row;
    const enum place place = chosen_ceiling(lane);
    row->ceiling_bytes_per_s = ceiling_rate(lane, place);
    row->copy_ceiling_bytes_per_s = ceiling_rate(lane, PLACE_CEILING_COPY);
    if (row->ceiling_bytes_per_s.present)
        row->ceiling_stores =
            stores_name(place == PLACE_CEILING_STREAMING ? STORES_STREAMING : STORES_PLAIN);
}

static void fill_rows(struct run *run) {
    for (size_t i = 0; i < run->lane_count; i++) {
        struct lane *lane = &run->lanes[i];
        if (lane->ready) // only an interruption leaves a lane open
            lane_fail(lane, ROW_INTERRUPTED,
                      lane->samples[PLACE_RESIDENT].count > 0
                          ? "interrupted while other rows were sampled; its samples are kept"
                          : "interrupted before its first sample");
        fill_ceiling(lane);
        fill_series(run, lane, PLACE_RESIDENT, &lane->row->resident);
        fill_series(run, lane, PLACE_DELIVERED, &lane->row->delivered);
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

static struct estimate speedup(const struct series *base, const struct series *series) {
    if (base == series)
        return (struct estimate){true, true, 1, 1, 1};
    return estimate_ratio(series_in_rounds(base), series_in_rounds(series));
}

static void fill_speedups(const struct run *run) {
    struct results *results = run->results;
    results->base = find_base(run->plan, results);
    results->base_asked = run->plan->baseline != NULL;
    if (results->base == NULL)
        return;
    for (size_t i = 0; i < results->row_count; i++) {
        struct row *row = &results->rows[i];
        if (row->resident.numbers_per_s.present)
            row->resident.speedup = speedup(&results->base->resident, &row->resident);
        if (row->delivered.numbers_per_s.present)
            row->delivered.speedup = speedup(&results->base->delivered, &row->delivered);
    }
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
