// A run in the making: all its lanes, from setting up to cleaning up, whatever happened.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RUN_H
#define GPUBENCH_MEASURE_RUN_H

#include "measure/lane.h"
#include "measure/observer.h"
#include "measure/rounds.h"

struct run {
    const struct plan *plan;
    const struct observer *observer;
    struct results *results;
    struct shared_pages pages; // base is NULL where there is none
    size_t lane_count;
    struct lane lanes[PLAN_ROWS];
    uint64_t start_ns;
    uint64_t sampling_start_ns; // warm-up counts against the budget too
    struct random random;
    bool all_precise; // why the rounds ended
};

// Facts of the plan, rows, lanes; the shared pages for `capacity` elements, touched; all runners
// forked, then all backends opened. On failure run_end has been called.
MUST_CHECK enum status run_begin(struct run *run, const struct plan *plan,
                                 const struct observer *observer, uint64_t capacity,
                                 struct results *results, struct error *error);

// Marks what an interruption left unfinished, closes what is still open, frees the lanes and the
// shared pages, and notes the facts of machine, build and environment.
void run_end(struct run *run);

#endif
