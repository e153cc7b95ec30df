// From the first run to the last: proof, warm-up, repeats, rounds in shuffled order, proof again.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_SAMPLING_H
#define GPUBENCH_MEASURE_SAMPLING_H

#include "measure/run.h"

// The first run of each lane, poisoned before and compared after.
void run_prove(struct run *run);

// Warm-up, repeats, rounds, and the closing round, whose samples are compared again.
void run_sample(struct run *run);

#endif
