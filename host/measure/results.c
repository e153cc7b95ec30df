// Names of results' enums, and freeing what results own.
// SPDX-License-Identifier: MIT
#include "measure/results.h"

#include <stdlib.h>

const char *row_status_name(enum row_status status) {
    static const char *const names[] = {
        [ROW_OK] = "ok",       [ROW_UNAVAILABLE] = "unavailable", [ROW_FAILED] = "failed",
        [ROW_WRONG] = "wrong", [ROW_INTERRUPTED] = "interrupted",
    };
    return names[status];
}

const char *stop_reason_name(enum stop_reason reason) {
    static const char *const names[] = {
        [STOP_NONE] = "none",     [STOP_PRECISION] = "precision",
        [STOP_BUDGET] = "budget", [STOP_INTERRUPTED] = "interrupted",
        [STOP_FAILED] = "failed",
    };
    return names[reason];
}

const char *memory_mode_name(enum memory_mode mode) {
    return mode == MEMORY_FRESH ? "fresh" : "reuse";
}

static void series_free(struct series *series) {
    free(series->samples_ns);
    free(series->rounds);
}

void results_free(struct results *results) {
    for (size_t i = 0; i < results->row_count; i++) {
        series_free(&results->rows[i].resident);
        series_free(&results->rows[i].delivered);
    }
    free(results->rows);
    free(results->run.command_line);
    facts_free(&results->machine);
    facts_free(&results->build);
    facts_free(&results->environment);
    *results = (struct results){0};
}
