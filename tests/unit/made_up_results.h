// Made-up results that show every kind of row: fine, harness, device with two places, too few
// samples, interrupted with and without samples, failed, unavailable, wrong.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_MADE_UP_RESULTS_H
#define GPUBENCH_TESTS_MADE_UP_RESULTS_H

#include "measure/results.h"
#include "measure/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Each fills *results, on a machine of tests/recorded/; freed by results_free.

enum { MADE_UP_ROWS = 16 };

static const struct backend made_up_cpu = {.name = "cpu"};
static const struct backend made_up_gpu = {.name = "gpu", .traits = TRAIT_OFFLOAD};
static const struct backend made_up_harness = {.name = "null", .traits = TRAIT_HARNESS};

static const double made_up_numbers = 1e8; // 10 lists of 10,000,000
static const double made_up_ns_per_s = 1e9;

// Samples that swing around `ns`, in each series in another way; one for each round.
static void made_up_samples(struct series *series, double ns, size_t count) {
    static const int swing[] = {0, 3, -2, 5, -4, 1, -1, 7, -3, 2, -5, 4};
    series->present = true;
    series->count = count;
    series->repeats = 1;
    series->samples_ns = malloc((count + 1) * sizeof *series->samples_ns);
    series->rounds = malloc((count + 1) * sizeof *series->rounds);
    if (!series->samples_ns || !series->rounds)
        abort();
    for (size_t i = 0; i < count; i++) {
        series->samples_ns[i] = ns + 0.001 * ns * swing[(i + (size_t)ns) % 12];
        series->rounds[i] = (unsigned)i + 1;
    }
    series->median_ns = estimate_median(series->samples_ns, count);
    series->stop = STOP_PRECISION;
}

static void made_up_rates(struct series *series, double ceiling_bytes_per_s) {
    series->numbers_per_s = estimate_rate(made_up_ns_per_s * made_up_numbers, &series->median_ns);
    series->bytes_per_s = estimate_rate(8 * made_up_ns_per_s * made_up_numbers, &series->median_ns);
    series->ceiling_share = series->bytes_per_s;
    series->ceiling_share.value /= ceiling_bytes_per_s;
    series->ceiling_share.low /= ceiling_bytes_per_s;
    series->ceiling_share.high /= ceiling_bytes_per_s;
}

static struct row *made_up_row(struct results *results, const struct backend *backend,
                               const char *name, unsigned workers) {
    struct row *row = &results->rows[results->row_count++];
    *row = (struct row){.backend = backend, .status = ROW_OK, .asked = false};
    snprintf(row->name, sizeof row->name, "%s", name);
    row->delivered_is_resident = (backend->traits & TRAIT_OFFLOAD) == 0;
    row->opened.workers = workers;
    row->phases = (struct phases){-1, -1, -1, -1};
    return row;
}

// A row that is verified and sampled, on the host unless it is a GPU's.
static struct row *made_up_sampled(struct results *results, const struct backend *backend,
                                   const char *name, unsigned workers, double ns, size_t count) {
    struct row *row = made_up_row(results, backend, name, workers);
    row->verified = true;
    row->has_digest = true;
    row->digest = 0x00a1b2c3d4e5f607;
    row->phases = (struct phases){3.2e6, ns * 1.07, 410e6, 45e3};
    row->ceiling_bytes_per_s = (struct estimate){true, false, 10.5e9 * workers, 0, 0};
    row->ceiling_stores = "streaming";
    row->peak_memory_bytes = 2500000;
    snprintf(row->opened.variant, sizeof row->opened.variant, "avx2, streaming stores");
    made_up_samples(&row->resident, ns, count);
    made_up_rates(&row->resident, row->ceiling_bytes_per_s.value);
    return row;
}

static struct in_rounds made_up_in_rounds(const struct series *series) {
    return (struct in_rounds){series->samples_ns, series->rounds, series->count};
}

static double *made_up_copy(const double *values, size_t count) {
    double *copy = malloc((count + 1) * sizeof *copy);
    if (!copy)
        abort();
    memcpy(copy, values, count * sizeof *copy);
    return copy;
}

// The delivered series of CPU rows, and everybody's speed-up over the base.
static void made_up_finish(struct results *results, size_t base) {
    results->base = &results->rows[base];
    for (size_t i = 0; i < results->row_count; i++) {
        struct row *row = &results->rows[i];
        if (row->resident.count == 0)
            continue;
        if (!(row->backend->traits & TRAIT_HARNESS)) {
            const struct in_rounds below = made_up_in_rounds(&results->base->resident);
            row->resident.speedup = estimate_ratio(below, made_up_in_rounds(&row->resident));
            row->delivered.speedup = estimate_ratio(below, made_up_in_rounds(&row->delivered));
        }
        if (row->delivered.count == 0) {
            const size_t count = row->resident.count;
            row->delivered = row->resident;
            row->delivered.samples_ns = made_up_copy(row->resident.samples_ns, count);
            row->delivered.rounds = calloc(count + 1, sizeof *row->delivered.rounds);
            if (!row->delivered.rounds)
                abort();
            memcpy(row->delivered.rounds, row->resident.rounds,
                   count * sizeof *row->delivered.rounds);
        }
    }
}

static void made_up_flag(struct flag *flags, size_t *count, const char *name, const char *text) {
    snprintf(flags[*count].name, sizeof flags[*count].name, "%s", name);
    snprintf(flags[*count].text, sizeof flags[*count].text, "%s", text);
    ++*count;
}

static void made_up_facts(struct results *results, const char *machine) {
    facts_machine(machine, &results->machine);
    facts_add(&results->build, "name", false, "gpubench", NULL);
    facts_add(&results->build, "version", false, "0.1.0", NULL);
    facts_add(&results->build, "revision", false, "0123456789ab", NULL);
    facts_add(&results->build, "compiler", false, "GNU 12.2.0", NULL);
    facts_add(&results->build, "flags", false, "-O2", NULL);
    facts_add(&results->build, "build_type", false, "Release", NULL);
    facts_add(&results->build, "target", false, "x86_64-Linux", NULL);
    facts_add(&results->environment, "OMP_NUM_THREADS", false, "2", NULL);
}

// What every run has; the rows are still to come.
static void made_up_run(struct results *results, const char *machine) {
    *results = (struct results){
        .run = {.spec = {.stream = streams[0],
                         .type = ELEMENT_F64,
                         .seed = UINT64_MAX,
                         .size = 10000000,
                         .lists = 10,
                         .workers = 2},
                .precision = 0.01,
                .time_s = 20,
                .shuffle_seed = 42,
                .command_line = strdup("gpubench --output report.json")},
        .started_utc = "2026-11-22T18:00:00Z",
        .elapsed_s = 24.6,
        .round_count = 12,
        .rows = calloc(MADE_UP_ROWS, sizeof *results->rows),
        .ceiling_bytes_per_s = {true, true, 21e9, 20.5e9, 21.2e9},
        .ceiling_stores = "streaming",
        .ceiling_workers = 2,
        .floor_ns = {true, true, 312, 305.5, 330},
        .clock_cost_ns = 24.5,
        .first_touch_ns = 1.25e9,
    };
    if (!results->rows || !results->run.command_line)
        abort();
    made_up_facts(results, machine);
}

static void made_up_null(struct results *results) {
    struct row *row = made_up_row(results, &made_up_harness, "null", 2);
    row->phases = (struct phases){12e3, 420, -1, 3e3};
    made_up_samples(&row->resident, 312, 12);
    row->resident.repeats = 1000;
}

static void made_up_reason(struct results *results, enum row_status status, const char *name,
                           const char *reason) {
    struct row *row = made_up_row(results, &made_up_cpu, name, 2);
    row->status = status;
    row->asked = true;
    snprintf(row->reason, sizeof row->reason, "%s", reason);
}

static void made_up_device_row(struct results *results) {
    struct row *row = made_up_sampled(results, &made_up_gpu, "cuda", 1, 2.31e6, 12);
    snprintf(row->opened.device, sizeof row->opened.device, "Made-up GPU, 80 GB");
    snprintf(row->opened.library, sizeof row->opened.library, "CUDA driver 13.0");
    snprintf(row->opened.variant, sizeof row->opened.variant, "kernel wide");
    row->opened.phases[0] = (struct opened_phase){"context", 210000000};
    row->opened.phases[1] = (struct opened_phase){"kernel build", 95000000};
    row->opened.phase_count = 2;
    row->phases.open_ns = 320e6;
    row->ceiling_bytes_per_s.value = 400e9;
    row->ceiling_stores = "plain";
    made_up_rates(&row->resident, 400e9);
    static const double device_ns[] = {2.279e6, 2.26e6,  2.283e6, 2.272e6, 2.285e6, 2.27e6,
                                       2.3e6,   2.281e6, 2.265e6, 2.282e6, 2.29e6,  2.278e6};
    row->resident.device_samples_ns = made_up_copy(device_ns, 12);
    row->resident.device_ns = estimate_median(device_ns, 12);
    made_up_samples(&row->delivered, 61e6, 12);
    made_up_rates(&row->delivered, 400e9);
}

// As from a machine with a GPU, on which much went wrong.
static void made_up_everything(struct results *results) {
    made_up_run(results, TESTS_FOLDER "/recorded/desktop");
    results->interrupted = true;
    results->base_asked = true;
    made_up_flag(results->notes, &results->note_count, "oversubscribed",
                 "2 workers share one core: give --workers 1, or more cores.");
    made_up_null(results);
    made_up_sampled(results, &made_up_cpu, "serial", 1, 136e6, 12);
    struct row *pthread = made_up_sampled(results, &made_up_cpu, "pthread", 2, 70.1e6, 12);
    made_up_flag(pthread->resident.flags, &pthread->resident.flag_count, "outliers",
                 "2 of 12 samples lie far above the rest; close other programs.");
    made_up_device_row(results);
    struct row *few = made_up_sampled(results, &made_up_gpu, "opencl:0", 1, 4.2e6, 3);
    few->ceiling_bytes_per_s.value = 200e9;
    made_up_rates(&few->resident, 200e9);
    made_up_samples(&few->delivered, 66e6, 3);
    few->delivered.stop = few->resident.stop = STOP_BUDGET;
    made_up_rates(&few->delivered, 200e9);
    struct row *cut = made_up_sampled(
        results, &made_up_cpu, "a-backend-with-a-very-long-name:with-a-selector", 2, 71e6, 8);
    cut->status = ROW_INTERRUPTED;
    cut->verified = false;
    cut->resident.stop = STOP_INTERRUPTED;
    snprintf(cut->reason, sizeof cut->reason, "Interrupted after 8 samples; not verified again.");
    made_up_reason(results, ROW_INTERRUPTED, "late", "Interrupted before its first sample.");
    made_up_reason(results, ROW_FAILED, "process", "Child 1 of 2 was ended by signal 9 (Killed).");
    made_up_reason(results, ROW_UNAVAILABLE, "curand-cpu",
                   "NVIDIA's cuRAND was not found: install libcurand.so.10, or say where it is: "
                   "LD_LIBRARY_PATH=\"/a, b\".");
    made_up_reason(results, ROW_WRONG, "broken",
                   "Element 4711 is 0.5, but the reference has 0.25; 12 values differ.");
    made_up_finish(results, 1);
}

// As from a machine without a GPU, on which all went well.
static void made_up_without_gpu(struct results *results) {
    made_up_run(results, TESTS_FOLDER "/recorded/guest");
    made_up_null(results);
    made_up_sampled(results, &made_up_cpu, "serial", 1, 136e6, 12);
    made_up_sampled(results, &made_up_cpu, "pthread", 2, 70.1e6, 12);
    made_up_sampled(results, &made_up_cpu, "process", 2, 70.9e6, 12);
    made_up_finish(results, 1);
}

// As from `gpubench verify`, which times nothing.
static void made_up_checked(struct results *results) {
    made_up_run(results, TESTS_FOLDER "/recorded/arm");
    static const char *const names[] = {"serial", "pthread"};
    for (unsigned i = 0; i < 2; i++) {
        struct row *row = made_up_row(results, &made_up_cpu, names[i], i + 1);
        row->verified = row->has_digest = true;
        row->digest = 0x00a1b2c3d4e5f607;
        row->phases.verify_ns = 1.5e9;
    }
    made_up_reason(results, ROW_WRONG, "broken", "Element 0 is 1, but the reference has 0.25.");
}

// A run of which nothing came, with nothing known of it.
static void made_up_nothing(struct results *results) {
    made_up_run(results, TESTS_FOLDER "/recorded/broken");
    results->ceiling_bytes_per_s = results->floor_ns = (struct estimate){0};
    results->ceiling_stores = NULL;
    results->first_touch_ns = -1;
    results->round_count = 0;
    made_up_reason(results, ROW_UNAVAILABLE, "cuda", "There is no NVIDIA driver on this machine.");
}

#endif
