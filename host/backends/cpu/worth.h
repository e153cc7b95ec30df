// How many of a pool's workers a list is worth: starting one takes time too.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_WORTH_H
#define GPUBENCH_BACKENDS_WORTH_H

#include <stdint.h>

// Plain data, measured at open. Numbers of workers between the steps are never chosen.
enum { WORTH_STEPS = 16 };
struct worth {
    double element_ns; // of one worker, in its caches
    unsigned steps;
    struct worth_step {
        unsigned workers; // 1, 2, 4, …, all but one, all
        double start_ns;  // to start them and to hear that they are done, with nothing to make
    } step[WORTH_STEPS];
};

// The numbers of workers to be measured for a pool of so many; their times are 0.
struct worth worth_of(unsigned workers);

// The number of workers that makes so many elements in the least time; more only where they win for
// certain.
unsigned worth_workers(const struct worth *worth, uint64_t count);

#endif
