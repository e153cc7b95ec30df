// Making, freeing and asking studies.
// SPDX-License-Identifier: MIT
#include "study/study.h"

#include "measure/statistics.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

enum status study_create(enum study_kind kind, size_t point_count, struct study *study,
                         struct error *error) {
    *study = (struct study){.kind = kind};
    study->points = calloc(point_count + 1, sizeof *study->points);
    if (study->points == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the %zu points of a %s", point_count,
                    study_kind_name(kind));
    study->point_count = point_count;
    return STATUS_OK;
}

struct study study_of_run(const struct results *results, struct point *point) {
    *point = (struct point){.size = results->run.spec.size,
                            .workers = (unsigned)results->run.spec.workers,
                            .measured = true,
                            .results = *results};
    return (struct study){.kind = STUDY_RUN,
                          .interrupted = results->interrupted,
                          .elapsed_s = results->elapsed_s,
                          .point_count = 1,
                          .points = point};
}

void study_free(struct study *study) {
    for (size_t i = 0; i < study->point_count; i++)
        results_free(&study->points[i].results);
    free(study->points);
    *study = (struct study){0};
}

NAMES(study_kind_name, [STUDY_RUN] = "run", [STUDY_SWEEP] = "sweep", [STUDY_SCALE] = "scale")

NAMES(scaling_name, [SCALING_NONE] = "none", [SCALING_STRONG] = "strong", [SCALING_WEAK] = "weak")

const struct point *study_first_measured(const struct study *study) {
    for (size_t i = 0; i < study->point_count; i++)
        if (study->points[i].measured)
            return &study->points[i];
    return NULL;
}

const struct series *row_series(const struct row *row, size_t place) {
    return place == 0 ? &row->resident : &row->delivered;
}

NAMES(place_name, "resident", "delivered")

bool row_is_timed(const struct row *row, size_t place) {
    return row_has_rates(row) && row_series(row, place)->median_ns.present;
}

struct in_rounds series_in_rounds(const struct series *series) {
    return (struct in_rounds){series->samples_ns, series->rounds, series->count};
}

const struct row *point_row(const struct point *point, const char *name) {
    for (size_t i = 0; point->measured && i < point->results.row_count; i++)
        if (strcmp(point->results.rows[i].name, name) == 0)
            return &point->results.rows[i];
    return NULL;
}

const char *facts_value(const struct facts *facts, const char *name) {
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return facts->items[i].value;
    return NULL;
}
