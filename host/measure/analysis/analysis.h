// From samples to results: series, estimates, speed-ups, ceilings, the floor and the flags.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ANALYSIS_ANALYSIS_H
#define GPUBENCH_MEASURE_ANALYSIS_ANALYSIS_H

#include "measure/analysis/conditions.h"
#include "measure/run.h"

// Moves the samples into the rows' series and fills every estimate and flag of the results.
void run_conclude(struct run *run, const struct watch *before, const struct watch *after);

#endif
