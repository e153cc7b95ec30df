// A group: ranks on one machine or several, each of which makes a slice of every run. It takes the
// place of a row's runner: what would be asked of one process is asked of all ranks at once, and
// their answers come back as one.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RANK_GROUP_H
#define GPUBENCH_MEASURE_RANK_GROUP_H

#include "measure/protocol.h"
#include "measure/results.h"
#include "status.h"

struct plan;

struct rank_group {
    unsigned ranks; // all there are; a plan may use fewer
    bool gather;    // delivered: in the memory of rank 0

    // Before any row: memory for `capacity` elements over the plan's ranks, touched, and their
    // clocks compared. Fills the results' facts of the ranks.
    MUST_CHECK enum status (*begin)(const struct rank_group *self, const struct plan *plan,
                                    uint64_t capacity, struct results *results,
                                    struct error *error);
    // As runner_start, runner_call and runner_end, for row number `row` of the plan.
    MUST_CHECK enum status (*start)(const struct rank_group *self, unsigned row,
                                    struct error *error);
    MUST_CHECK enum status (*call)(const struct rank_group *self, unsigned row,
                                   const struct request *request, const char *doing,
                                   struct reply *reply, struct error *error);
    void (*end)(const struct rank_group *self, unsigned row);
    void (*finish)(const struct rank_group *self); // after every row
};

// Slices begin at multiples of this: a line of any cache, whatever the type of the elements.
enum { SLICE_GRAIN = 16 };

// Where the slice of a rank begins in a run of `count` elements over `ranks`; that of rank `ranks`
// is the end. Slices are equal but for the grain, and may be empty.
uint64_t slice_begin(uint64_t count, unsigned rank, unsigned ranks);

// The most elements that any slice of `count` has.
uint64_t slice_most(uint64_t count, unsigned ranks);

#endif
