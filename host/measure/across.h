// From the spreads of samples to what a series says of its ranks.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ACROSS_H
#define GPUBENCH_MEASURE_ACROSS_H

#include "measure/lane.h"

// track: samples with spreads, at least one; alone: those of rank 0 by itself, or none.
void across_fill(const struct track *track, const struct track *alone, struct across *across);

#endif
