// A study: one run, or the runs of a sweep over sizes or a scale over workers. Plain structs, made
// by study/ or read from a file, and shown by report/.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_STUDY_H
#define GPUBENCH_STUDY_STUDY_H

#include "measure/results.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum study_kind { STUDY_RUN, STUDY_SWEEP, STUDY_SCALE, STUDY_KINDS };

// How the work grows with the workers: not at all (strong), or as they do (weak).
enum scaling { SCALING_NONE, SCALING_STRONG, SCALING_WEAK, SCALINGS };

enum { STUDY_POINTS = 512 };

// One run of the study: to be measured, skipped or measured.
struct point {
    uint64_t size; // elements of one list
    unsigned workers;
    enum scaling scaling;
    bool measured;
    char skipped[ERROR_MESSAGE_SIZE]; // why it can't be measured here; else ""
    struct results results;           // where measured; owned
};

struct study {
    enum study_kind kind;
    bool interrupted; // points are missing because the user stopped it
    double elapsed_s; // of all points
    size_t point_count;
    struct point *points; // owned; a sweep's by rising size, a scale's by scaling and workers
    // Of a sweep: the two rows between which the break-even is wanted; "": the best CPU row and
    // each offload row.
    char between[2][64];
};

// A zeroed study with room for the points; STATUS_MEMORY without.
MUST_CHECK enum status study_create(enum study_kind kind, size_t point_count, struct study *study,
                                    struct error *error);

// One run as a study of one point, which the caller provides. Both borrow from the results: free
// neither.
struct study study_of_run(const struct results *results, struct point *point);

// Frees what a study owns; takes a zeroed one.
void study_free(struct study *study);

const char *study_kind_name(size_t kind); // "run", "sweep", "scale"; NULL past the end
const char *scaling_name(size_t scaling); // "none", "strong", "weak"; NULL past the end

// The first measured point; NULL if there is none.
const struct point *study_first_measured(const struct study *study);

// The two places that a row is timed in.
enum { STUDY_PLACES = 2 };
const struct series *row_series(const struct row *row, size_t place);
const char *place_name(size_t place); // "resident", "delivered"

// Whether the series may be compared: the row is right and was sampled there.
bool row_is_timed(const struct row *row, size_t place);

// The samples of a series with their rounds.
struct in_rounds series_in_rounds(const struct series *series);

// The row of this name in a point; NULL if it has none.
const struct row *point_row(const struct point *point, const char *name);

// The value of a fact; NULL where there is none of that name, or it could not be read.
const char *facts_value(const struct facts *facts, const char *name);

#endif
