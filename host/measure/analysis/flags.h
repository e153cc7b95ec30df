// Remarks that a reader needs beside the numbers: each one sentence with its figures and advice.
// Nothing is ever deleted because of a flag.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ANALYSIS_FLAGS_H
#define GPUBENCH_MEASURE_ANALYSIS_FLAGS_H

#include "measure/analysis/conditions.h"
#include "measure/results.h"

// What is known of a series beyond its samples.
struct series_facts {
    double first_run_ns;     // negative: not measured
    double time_s;           // the budget it had
    uint64_t switches;       // forced switches during all samples
    double total_ns;         // of all samples, with their repeats
    const double *device_ns; // the device's own clock, one for each sample; NULL without
    size_t suspended;        // samples during which the program stood still
    bool own_seeds;          // its lists are not the stream's
};

// Adds to series->flags what its samples show.
void flags_series(struct series *series, const struct series_facts *facts);

// Adds to results->notes what they mean for every row.
void flags_run(struct results *results, const struct conditions *conditions);

#endif
