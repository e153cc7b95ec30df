// What reports of gpubench-mpi have beside those of gpubench: the ranks.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_RANKS_H
#define GPUBENCH_REPORT_RANKS_H

#include "report/people/lines.h"
#include "report/people/page.h"

#include <jansson.h>

// The table of how each row's samples lay among the ranks.
extern const struct columns columns_ranks;

// Numbers a second that a rank makes on its own part, on the mean; absent without ranks.
struct estimate rank_numbers_per_s(const struct results *results, const struct series *series);

// "3 ranks" of a study over ranks, "3 workers" of any other.
void text_size(const struct study *study, unsigned size, struct cell *cell);
const char *size_heading(const struct study *study); // "ranks", "workers"

// The ranks among the conditions; nothing without them.
void ranks_write_conditions(const struct results *results, const struct page *page);

// New references; NULL where there are no ranks.
json_t *json_ranks(const struct results *results);
json_t *json_rank_spread(const struct results *results, const struct series *series);

#endif
