// Scaling laws of rows.
// SPDX-License-Identifier: MIT
#include "study/scaling.h"

#include "measure/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct estimate times(struct estimate estimate, double factor) {
    estimate.value *= factor;
    estimate.low *= factor;
    estimate.high *= factor;
    return estimate;
}

static double serial_fraction(double speedup, double workers) {
    return (1 / speedup - 1 / workers) / (1 - 1 / workers);
}

struct estimate karp_flatt(const struct estimate *speedup, unsigned workers) {
    struct estimate fraction = {0};
    if (workers < 2 || !speedup->present || speedup->value <= 0)
        return fraction;
    fraction.present = true;
    fraction.value = serial_fraction(speedup->value, workers);
    fraction.has_interval = speedup->has_interval && speedup->low > 0;
    if (fraction.has_interval) {
        fraction.low = serial_fraction(speedup->high, workers);
        fraction.high = serial_fraction(speedup->low, workers);
    }
    return fraction;
}

static void note_ceiling(struct scaling_law *law, const struct scaled *point) {
    const struct estimate *share = &point->ceiling_share;
    if (!share->present)
        return;
    if (!law->greatest_share.present || share->value > law->greatest_share.value)
        law->greatest_share = *share;
    if (law->ceiling_workers == 0 && share->value >= CEILING_MET)
        law->ceiling_workers = point->workers;
}

void scaling_derive(struct scaling_law *law) {
    law->ceiling_workers = 0;
    law->greatest_share = (struct estimate){0};
    for (size_t i = 0; i < law->count; i++) {
        struct scaled *point = &law->points[i];
        const struct scaled *base = &law->points[0];
        const double workers = (double)point->workers / base->workers;
        const struct estimate quotient = estimate_quotient(&base->median_ns, &point->median_ns);
        point->speedup = law->scaling == SCALING_WEAK ? times(quotient, workers) : quotient;
        if (i == 0) // itself: no two samples to compare
            point->speedup = (struct estimate){true, true, 1, 1, 1};
        point->efficiency = times(point->speedup, 1 / workers);
        if (law->scaling == SCALING_STRONG && base->workers == 1)
            point->serial_fraction = karp_flatt(&point->speedup, point->workers);
        note_ceiling(law, point);
    }
}

// ---- from a study

static void add_point(struct scaling_law *law, const struct point *point) {
    const struct row *row = point_row(point, law->row);
    if (row == NULL || !row_is_timed(row, 0))
        return;
    const struct series *series = &row->resident;
    law->points[law->count++] = (struct scaled){
        .workers = point->workers,
        .row = row,
        .median_ns = estimate_median_in_order(series->samples_ns, series->count, 0.05),
        .ceiling_share = series->ceiling_share,
    };
}

// A weak scale starts from the same run as the strong one: one worker, the same work.
static bool belongs(const struct point *point, enum scaling scaling, unsigned base_workers) {
    return point->measured && (point->scaling == scaling ||
                               (scaling == SCALING_WEAK && point->workers == base_workers));
}

static enum status add_law(const struct study *study, const char *row, enum scaling scaling,
                           struct scaling_laws *laws, struct error *error) {
    struct scaling_law *law = &laws->items[laws->count];
    *law = (struct scaling_law){.scaling = scaling};
    snprintf(law->row, sizeof law->row, "%s", row);
    law->points = calloc(study->point_count + 1, sizeof *law->points);
    if (law->points == NULL)
        return fail(error, STATUS_MEMORY, "no memory for a scaling law");
    laws->count++;
    for (size_t i = 0; i < study->point_count; i++)
        if (belongs(&study->points[i], scaling, study->points[0].workers))
            add_point(law, &study->points[i]);
    if (law->count == 0) {
        free(law->points);
        laws->count--;
        return STATUS_OK;
    }
    scaling_derive(law);
    return STATUS_OK;
}

enum status scaling_laws_of(const struct study *study, struct scaling_laws *laws,
                            struct error *error) {
    *laws = (struct scaling_laws){0};
    const struct point *first = study_first_measured(study);
    if (first == NULL)
        return STATUS_OK;
    const struct results *results = &first->results;
    laws->items = calloc(results->row_count * SCALINGS + 1, sizeof *laws->items);
    if (laws->items == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the scaling laws");
    for (size_t i = 0; i < results->row_count; i++)
        for (enum scaling scaling = SCALING_STRONG; scaling < SCALINGS; scaling++)
            TRY(add_law(study, results->rows[i].name, scaling, laws, error));
    return STATUS_OK;
}

void scaling_laws_free(struct scaling_laws *laws) {
    for (size_t i = 0; i < laws->count; i++)
        free(laws->items[i].points);
    free(laws->items);
    *laws = (struct scaling_laws){0};
}
