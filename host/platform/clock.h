// The one clock: monotonic wall time in nanoseconds.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_CLOCK_H
#define GPUBENCH_PLATFORM_CLOCK_H

#include <stdint.h>

// CLOCK_MONOTONIC_RAW would not be slewed, but costs a system call on some kernels; CLOCK_MONOTONIC
// is read in user space.
uint64_t clock_now_ns(void);

// Sleeps until the clock reads that, or a little later.
void clock_sleep_until(uint64_t ns);

// The median cost of one reading, in nanoseconds, measured when first asked; at least 1.
uint64_t clock_cost_ns(void);

// For tests: every reading comes from source until it is set back to NULL; the cost is then
// cost_ns.
void clock_replace(uint64_t (*source)(void), uint64_t cost_ns);

#endif
