// Made-up studies: rows whose samples are noise around times that a law gives, so that the right
// answer is known.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_MADE_UP_STUDY_H
#define GPUBENCH_TESTS_MADE_UP_STUDY_H

#include "measure/statistics.h"
#include "study/study.h"
#include "verify/verify.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct backend study_cpu = {.name = "cpu"};
static const struct backend study_gpu = {.name = "gpu", .traits = TRAIT_OFFLOAD};

// A generator of its own, so that a test is the same everywhere and each time.
struct noise {
    uint64_t seed, drawn;
};

static double noise_uniform(struct noise *noise) {
    return (double)((digest_mix(noise->seed, noise->drawn++) >> 11) + 1) * 0x1p-53;
}

static double noise_normal(struct noise *noise) {
    const double radius = sqrt(-2 * log(noise_uniform(noise)));
    return radius * cos(6.283185307179586 * noise_uniform(noise));
}

// How samples differ from run to run of a machine.
struct disorder {
    double spread;    // of one sample, relative
    double memory;    // how much of a sample's deviation the next one keeps, 0 .. 1
    double outliers;  // share of samples that an interruption makes longer, by half
    double wandering; // of a whole run, relative: no two runs have the same median
};

static void study_samples(struct series *series, double ns, size_t count,
                          const struct disorder *disorder, struct noise *noise) {
    const double middle = ns * exp(disorder->wandering * noise_normal(noise));
    double deviation = noise_normal(noise);
    *series = (struct series){.present = true,
                              .count = count,
                              .repeats = 1,
                              .samples_ns = calloc(count + 1, sizeof *series->samples_ns),
                              .rounds = calloc(count + 1, sizeof *series->rounds),
                              .stop = STOP_PRECISION};
    if (series->samples_ns == NULL || series->rounds == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        const double fresh = sqrt(1 - disorder->memory * disorder->memory);
        deviation = disorder->memory * deviation + fresh * noise_normal(noise);
        series->samples_ns[i] = middle * exp(disorder->spread * deviation);
        if (noise_uniform(noise) < disorder->outliers)
            series->samples_ns[i] *= 1.5;
        series->rounds[i] = (unsigned)i + 1;
    }
    series->median_ns = estimate_median(series->samples_ns, count);
}

// Adds a row to the point; delivered_ns 0: on the host, where both places are one.
static inline struct row *study_row(struct point *point, const char *name, double resident_ns,
                                    double delivered_ns, size_t count,
                                    const struct disorder *disorder, struct noise *noise) {
    struct results *results = &point->results;
    struct row *row = &results->rows[results->row_count++];
    const bool offload = delivered_ns > 0;
    *row = (struct row){.backend = offload ? &study_gpu : &study_cpu,
                        .status = ROW_OK,
                        .verified = true,
                        .phases = {-1, -1, -1, -1},
                        .delivered_is_resident = !offload};
    snprintf(row->name, sizeof row->name, "%s", name);
    row->opened.workers = point->workers;
    study_samples(&row->resident, resident_ns, count, disorder, noise);
    struct noise again = *noise; // a host row's places are the same samples
    if (offload)
        study_samples(&row->delivered, delivered_ns, count, disorder, &again);
    else {
        row->delivered = row->resident;
        row->delivered.samples_ns = calloc(count + 1, sizeof *row->delivered.samples_ns);
        row->delivered.rounds = calloc(count + 1, sizeof *row->delivered.rounds);
        if (row->delivered.samples_ns == NULL || row->delivered.rounds == NULL)
            abort();
        memcpy(row->delivered.samples_ns, row->resident.samples_ns,
               count * sizeof *row->delivered.samples_ns);
        memcpy(row->delivered.rounds, row->resident.rounds, count * sizeof *row->delivered.rounds);
    }
    noise->drawn += again.drawn;
    const double elements = 1e9 * (double)point->size;
    row->resident.numbers_per_s = estimate_rate(elements, &row->resident.median_ns);
    row->resident.bytes_per_s = estimate_rate(8 * elements, &row->resident.median_ns);
    row->delivered.numbers_per_s = estimate_rate(elements, &row->delivered.median_ns);
    row->delivered.bytes_per_s = estimate_rate(8 * elements, &row->delivered.median_ns);
    return row;
}

// A point that was measured, with room for eight rows.
static inline void study_point(struct point *point, uint64_t size, unsigned workers,
                               enum scaling scaling) {
    *point = (struct point){.size = size, .workers = workers, .scaling = scaling, .measured = true};
    point->results.run = (struct run_facts){.spec = {.stream = streams[0],
                                                     .type = ELEMENT_F64,
                                                     .size = size,
                                                     .lists = 1,
                                                     .workers = workers},
                                            .precision = 0.01,
                                            .time_s = 8};
    snprintf(point->results.started_utc, sizeof point->results.started_utc, "2026-11-22T18:00:00Z");
    point->results.first_touch_ns = -1;
    point->results.rows = calloc(8, sizeof *point->results.rows);
    if (point->results.rows == NULL)
        abort();
}

static void study_make(enum study_kind kind, size_t points, struct study *study) {
    struct error error;
    if (study_create(kind, points, study, &error) != STATUS_OK)
        abort();
}

#endif
