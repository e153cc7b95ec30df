// What follows from the raw samples of a row. Computed after measuring, and again from a report's
// file, which so can't claim what its samples don't show.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_DERIVE_H
#define GPUBENCH_MEASURE_DERIVE_H

#include "measure/results.h"

// Medians, rates, ceilings and shares of the row. What has no samples (files of earlier versions
// lack those of ceilings and of the device's clock) stays as it is.
void row_derive(const struct results *results, struct row *row);

// The speed-ups of all rows over results->base; none without a base.
void results_derive_speedups(struct results *results);

#endif
