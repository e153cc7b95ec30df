// Reading the report of one run.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_READ_RESULTS_H
#define GPUBENCH_STUDY_READ_RESULTS_H

#include "report/data/fields.h"

// Fills *results, zeroed by the caller, who frees it with results_free after a failure as well.
void read_results(struct reader *reader, const json_t *report, struct results *results);

#endif
