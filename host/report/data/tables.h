// The tables of gpubench's documents. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_TABLES_H
#define GPUBENCH_REPORT_DATA_TABLES_H

#include "report/data/fields.h"
#include "study/break_even.h"
#include "study/scaling.h"

extern const struct table report_table; // of struct results: the report of one run
extern const struct table study_table;  // of struct study: a sweep or a scale, below findings

// What follows from a study's points, on top of the contexts in which it is written.
struct findings {
    struct break_evens break_evens; // of a sweep
    struct scaling_laws laws;       // of a scale
};
extern const struct table findings_table;

#endif
