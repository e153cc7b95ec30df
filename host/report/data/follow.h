// What follows from what was read. A file can't claim what its samples don't show: medians and
// rates are computed from them, and whatever contradicts itself is refused.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_FOLLOW_H
#define GPUBENCH_REPORT_DATA_FOLLOW_H

#include "report/data/fields.h"

// Each finishes the reading of one object into the struct of its table.
void follow_samples(struct reader *reader, const json_t *object, void *samples);
void follow_series(struct reader *reader, const json_t *object, void *series);
void follow_row(struct reader *reader, const json_t *object, void *row);
void follow_statistics(struct reader *reader, const json_t *object, void *quality);
void follow_ranks(struct reader *reader, const json_t *object, void *ranks_facts);
void follow_results(struct reader *reader, const json_t *object, void *results);
void follow_point(struct reader *reader, const json_t *object, void *point);
void follow_study(struct reader *reader, const json_t *object, void *study);

#endif
