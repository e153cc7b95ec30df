// Whole documents as JSON; NULL without memory.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_JSON_REPORT_H
#define GPUBENCH_REPORT_JSON_REPORT_H

#include "study/study.h"

#include <jansson.h>

// The report of one run.
json_t *json_report(const struct results *results);

// A sweep or a scale: its points, each with the report of its run, and what follows from them.
json_t *json_study(const struct study *study);

#endif
