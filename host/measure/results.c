// Names of results' enums, and freeing what results own.
// SPDX-License-Identifier: MIT
#include "measure/results.h"

#include "names.h"

#include <stdlib.h>

NAMES(row_status_name, [ROW_OK] = "ok", [ROW_UNAVAILABLE] = "unavailable", [ROW_FAILED] = "failed",
      [ROW_WRONG] = "wrong", [ROW_INTERRUPTED] = "interrupted")

NAMES(stop_reason_name, [STOP_NONE] = "none", [STOP_PRECISION] = "precision",
      [STOP_BUDGET] = "budget", [STOP_INTERRUPTED] = "interrupted", [STOP_FAILED] = "failed")

bool run_fact_is_unknown(const struct run_facts *run, size_t fact) {
    return run->unknown >> fact & 1;
}

const char *run_fact_text(const struct run_facts *run, const struct list_fact *fact,
                          char buffer[static SETTING_NUMBER_TEXT]) {
    return run_fact_is_unknown(run, (size_t)(fact - list_facts))
               ? NULL
               : setting_text(&fact->setting, &run->spec, buffer);
}

static bool row_has(const struct row *row, enum traits trait) {
    return row->backend != NULL && (row->backend->traits & trait) != 0;
}

bool row_is_harness(const struct row *row) {
    return row_has(row, TRAIT_HARNESS);
}

bool row_is_offload(const struct row *row) {
    return row_has(row, TRAIT_OFFLOAD);
}

bool row_is_gpu(const struct row *row) {
    return row_is_offload(row) && !row->opened.on_cpu;
}

bool row_has_own_seeds(const struct row *row) {
    return row_has(row, TRAIT_OWN_SEEDS);
}

bool row_counts(const struct row *row) {
    return row->status == ROW_OK || row->status == ROW_INTERRUPTED;
}

bool row_has_rates(const struct row *row) {
    return row_counts(row) && !row_is_harness(row);
}

static void series_free(struct series *series) {
    free(series->samples_ns);
    free(series->rounds);
    free(series->device_samples_ns);
}

static void samples_free(struct samples *samples) {
    free(samples->ns);
    free(samples->rounds);
}

static void row_free(struct row *row) {
    series_free(&row->resident);
    series_free(&row->delivered);
    samples_free(&row->ceiling_plain);
    samples_free(&row->ceiling_streaming);
    samples_free(&row->ceiling_copy);
    samples_free(&row->alone);
}

void results_free(struct results *results) {
    for (size_t i = 0; i < results->row_count; i++)
        row_free(&results->rows[i]);
    free(results->rows);
    free(results->run.command_line);
    facts_free(&results->machine);
    facts_free(&results->build);
    facts_free(&results->environment);
    *results = (struct results){0};
}
