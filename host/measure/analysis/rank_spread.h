// From the spreads of samples to what a series says of its ranks.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ANALYSIS_RANK_SPREAD_H
#define GPUBENCH_MEASURE_ANALYSIS_RANK_SPREAD_H

#include "measure/lane.h"

// set: samples with spreads, at least one; alone: those of rank 0 by itself, or none.
void rank_spread_fill(const struct sample_set *set, const struct sample_set *alone,
                      struct rank_spread *rank_spread);

#endif
