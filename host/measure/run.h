// A run in the making: all its lanes, and the parts that measure_run is made of.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RUN_H
#define GPUBENCH_MEASURE_RUN_H

#include "measure/lane.h"
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

// The first run of each lane, poisoned before and compared after.
void run_prove(struct run *run);

// Warm-up, repeats, rounds, and the closing round, whose samples are compared again.
void run_sample(struct run *run);

// Marks what an interruption left unfinished, closes what is still open, frees the lanes and the
// shared pages, and notes the facts of machine, build and environment.
void run_end(struct run *run);

// Moves the samples into the rows' series and fills every estimate and flag of the results.
struct watch;
void run_conclude(struct run *run, const struct watch *before, const struct watch *after);

#endif
