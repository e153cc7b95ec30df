// A lane: one row on its way through a run: its runner, and its samples as they come.
//
// Whatever goes wrong in a lane ends up in its row (status and reason) and ends its runner; the
// other lanes go on. So these functions return nothing, and do nothing in a lane that has ended.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_LANE_H
#define GPUBENCH_MEASURE_LANE_H

#include "measure/observer.h"
#include "measure/plan.h"
#include "measure/results.h"
#include "measure/runner.h"

#include <stdbool.h>

// The samples of one lane in one place.
struct sample_set {
    bool live;         // sampled in every round
    bool refused;      // it can't be had here; the row's other figures stand
    unsigned repeats;  // runs in a sample, fixed before sampling
    double settled_ns; // the last run before sampling began
    size_t count;
    size_t capacity;
    double *ns;       // of one run; owned
    unsigned *rounds; // owned
    double
        *device_ns; // of one run, by the device's clock; as many as count where has_device; owned
    bool has_device;
    struct spread *spreads; // of a group's samples; owned
    bool has_spread;
    bool has_state;
    struct device_state state; // of the device, the worst of all samples; energy of all runs
    size_t slowed_count;       // samples after which it said that it was slowed
    size_t suspended;          // samples during which the harness stood still
    uint64_t switches;         // forced switches in all samples
    double total_ns;           // of all samples
    struct estimate median;    // when last looked at
    double empty_ns;           // the least time of a list of one number; 0: not measured
};

struct lane {
    const struct plan *plan;
    const struct observer *observer; // may be NULL
    const struct plan_row *planned;
    struct row *row;
    struct job job;
    struct runner_setup setup;
    struct runner runner; // its pid is 0 once the lane has ended
    bool ready;           // opened, and good so far
    struct sample_set samples[PLACES];
};

// Forks the runner; opens the backend in it.
void lane_start(struct lane *lane);
void lane_open(struct lane *lane);

// Poison, make elements [first, first + count) in this place, compare all of them with the
// reference, and add them to *digest. The run is a sample of the set's repeats; *sample says what
// it took. True: all were compared, right or wrong; wrong ones end the lane, but for its runner.
// A harness lane only makes the run.
MUST_CHECK bool lane_prove(struct lane *lane, enum place place, uint64_t first, uint64_t count,
                           const char *activity, struct sample *sample, uint64_t *digest);

// One sample. STATUS_UNAVAILABLE of a ceiling takes the place out and leaves the lane in.
MUST_CHECK bool lane_sample(struct lane *lane, enum place place, const char *activity,
                            struct sample *sample);

// Measures what a list costs that has next to no elements: launch, dispatch, wait.
void lane_time_empty(struct lane *lane, enum place place);

// Keeps the sample of a round in the set.
void lane_keep(struct lane *lane, enum place place, unsigned round, const struct sample *sample);

// Closes the backend and ends the runner.
void lane_close(struct lane *lane);

// Ends the lane with this status and reason, unless it ended before.
void lane_fail(struct lane *lane, enum row_status status, const char *reason);

// Ends what is left and frees the samples.
void lane_free(struct lane *lane);

bool lane_has(const struct lane *lane, enum traits trait);
// Whether its lists are delivered by other means than making them.
bool lane_delivers(const struct lane *lane);

bool lane_is_harness(const struct lane *lane);

// Whether its lists are the stream's: they can be compared, and have a digest that others have too.
bool lane_is_comparable(const struct lane *lane);

// Whether the median of a set with these repeats is known well enough to stop. The floor is, once
// it is known to one reading of the clock: the difference is nothing to any backend.
bool lane_is_precise(const struct lane *lane, unsigned repeats, const struct estimate *median);

// A ceiling, or another time that is only taken to compare with.
bool place_is_ceiling(enum place place);

// Tells the observer what the lane is about to do.
void lane_announce(const struct lane *lane, const struct progress *progress);

#endif
