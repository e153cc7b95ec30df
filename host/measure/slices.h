// How much memory a plan takes, and how lists longer than memory are cut.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_SLICES_H
#define GPUBENCH_MEASURE_SLICES_H

#include "measure/plan.h"

enum {
    SLICE_ELEMENTS = 1 << 26,       // 512 MiB of f64: a second or two of comparison on one core
    SLICE_ELEMENTS_LEAST = 1 << 16, // so little is asked for however tight memory is
};

// What a runner may take beyond the lists.
#define RUNNER_BYTES UINT64_C(64000000)

uint64_t plan_runner_bytes(const struct plan *plan); // all of them

// Elements that are made and compared at once where nothing is timed.
uint64_t plan_slice(const struct plan *plan);

// Of them, those that one call compares: so many that no answer is long in coming.
uint64_t plan_piece(const struct plan *plan);

#endif
