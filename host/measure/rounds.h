// The rules of sampling, as pure functions: order, warm-up, repeats, the end.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ROUNDS_H
#define GPUBENCH_MEASURE_ROUNDS_H

#include "measure/results.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CLOCK_READINGS = 1000, // a sample is at least this many times the cost of reading the clock
    WARM_UP_MOST = 8,      // runs after the first, for a backend that never settles
    CEILING_TRIALS = 3,    // rounds with both kinds of stores before the faster one is kept
    ROUNDS_MOST = 10000,   // bounds the raw data; thousands of samples gain nothing more
    REPEATS_MOST = 1 << 24,
};

// A generator of random numbers, and how many it has given.
struct random {
    uint64_t seed, drawn;
};

// Puts items 0 .. count - 1 into an order drawn from *random; every order is as likely.
void shuffle(size_t *items, size_t count, struct random *random);

// Whether two runs in a row took the same time within 2 %.
bool settled(double previous_ns, double last_ns);

// Repeats that make a sample long enough for the clock, given that `repeats` took ns. Not less
// than `repeats`; the same number where they were enough.
unsigned repeats_needed(uint64_t ns, unsigned repeats, uint64_t clock_cost_ns);

// Whether the interval of the median is within the relative target, or within resolution_ns on
// either side: finer than the clock can tell.
bool precise(const struct estimate *median, double precision, double resolution_ns);

// Whether to look at the intervals after `count` rounds: each time up to 64, then each time that
// there are 1/16 more, since a look sorts all samples.
bool worth_a_look(size_t count);

// Whether the next round, if it takes as long as the last one, ends within the budget.
bool round_fits(double elapsed_s, double last_round_s, double budget_s);

#endif
