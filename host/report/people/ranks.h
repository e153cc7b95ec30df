// What reports of gpubench-mpi have beside those of gpubench: the ranks.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_RANKS_H
#define GPUBENCH_REPORT_RANKS_H

#include "report/people/lines.h"
#include "report/people/page.h"

// The table of how each row's samples lay among the ranks.
extern const struct columns columns_ranks;

// "3 ranks" of a study over ranks, "3 workers" of any other.
void text_size(const struct study *study, unsigned size, struct cell *cell);
const char *size_heading(const struct study *study); // "ranks", "workers"

// The ranks among the conditions; nothing without them.
void ranks_write_conditions(const struct results *results, const struct page *page);

#endif
