// The lines of the reports: one for each row and place that has figures, and the columns that a
// line can be asked for. The terminal's table, Markdown and CSV are made of them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_LINES_H
#define GPUBENCH_REPORT_LINES_H

#include "report/people/text.h"

#include <stdbool.h>
#include <stddef.h>

struct line {
    const struct results *results;
    const struct row *row;
    const struct series *series;
    const char *place; // "resident", "delivered"; "" where the two are the same
};

struct column {
    const char *heading; // NULL: the speed-up, whose heading names its base
    bool right;          // aligned to the right
    void (*text)(const struct line *line, const struct symbols *symbols, struct cell *cell);
};

struct columns {
    const struct column *items;
    size_t count;
};

extern const struct columns columns_rates;    // how fast, and is it right
extern const struct columns columns_phases;   // what a steady run leaves out
extern const struct columns columns_variants; // what ran
extern const struct columns columns_sampling; // how it was measured
extern const struct columns columns_checked;  // of a run without timing: is it right

void column_heading(const struct column *column, const struct results *results, struct cell *cell);

// Whether `verified` says anything: not for the harness nor for lists of seeds that nobody knows,
// and not where the comparing was cut short.
bool row_is_judged(const struct row *row);

// Whether any row was timed; `gpubench verify` times none.
bool results_are_timed(const struct results *results);

// Whether the row belongs into the tables: it is fine, or was interrupted after samples were taken.
bool row_is_shown(const struct row *row);

// The row's name, and the place where it has two.
void text_line_name(const struct line *line, const struct symbols *symbols, struct cell *cell);

// "pthread, 2 workers"
void text_row(const struct results *results, const struct row *row, struct cell *cell);

#endif
