// The choice of the number of workers: the start of w workers against an equal share for each.
// SPDX-License-Identifier: MIT
#include "backends/cpu/worth.h"

#include <string.h>

static void add_step(struct worth *worth, unsigned workers) {
    if (worth->steps < WORTH_STEPS &&
        (worth->steps == 0 || workers > worth->step[worth->steps - 1].workers))
        worth->step[worth->steps++].workers = workers;
}

// All but one is a step of its own: beside all workers of `process` the caller has no processor
// left to spin on.
struct worth worth_of(unsigned workers) {
    struct worth worth = {0};
    for (unsigned step = 1; step < workers - 1; step *= 2)
        add_step(&worth, step);
    if (workers > 1)
        add_step(&worth, workers - 1);
    add_step(&worth, workers);
    return worth;
}

// Twice the start, since the best of many was kept, and a worker's first lines and pages cost more
// than nothing to make: so where a second worker is first taken, a quarter is expected to be won.
static double expected_ns(const struct worth *worth, const struct worth_step *step,
                          uint64_t count) {
    return 2 * step->start_ns + (double)count * worth->element_ns / step->workers;
}

unsigned worth_workers(const struct worth *worth, uint64_t count) {
    const struct worth_step *best = &worth->step[0];
    for (unsigned i = 1; i < worth->steps; i++) {
        const struct worth_step *step = &worth->step[i];
        if (expected_ns(worth, step, count) <= expected_ns(worth, best, count))
            best = step;
    }
    return best->workers;
}
