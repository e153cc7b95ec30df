// Reading the one clock, and what a reading costs.
// SPDX-License-Identifier: MIT
#include "platform/clock.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

enum { COST_READINGS = 1001 }; // some 25 µs where the clock is read in user space

static uint64_t (*replacement)(void);
static uint64_t replacement_cost_ns;

uint64_t clock_now_ns(void) {
    if (replacement)
        return replacement();
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void clock_sleep_until(uint64_t ns) {
    const struct timespec until = {.tv_sec = (time_t)(ns / 1000000000u),
                                   .tv_nsec = (long)(ns % 1000000000u)};
    while (!replacement && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) {
    }
}

static int compare(const void *left, const void *right) {
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static uint64_t measured_cost_ns(void) {
    uint64_t costs[COST_READINGS];
    uint64_t before = clock_now_ns();
    for (size_t i = 0; i < COST_READINGS; i++) {
        const uint64_t now = clock_now_ns();
        costs[i] = now - before;
        before = now;
    }
    qsort(costs, COST_READINGS, sizeof costs[0], compare);
    const uint64_t median = costs[COST_READINGS / 2];
    return median > 0 ? median : 1;
}

uint64_t clock_cost_ns(void) {
    static uint64_t cost_ns; // 0: not measured yet
    if (replacement)
        return replacement_cost_ns;
    if (cost_ns == 0)
        cost_ns = measured_cost_ns();
    return cost_ns;
}

void clock_replace(uint64_t (*source)(void), uint64_t cost_ns) {
    replacement = source;
    replacement_cost_ns = cost_ns;
}
