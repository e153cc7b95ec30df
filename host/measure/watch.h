// What the machine does to a run: time stolen by a hypervisor, throttling by quota or by heat.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_WATCH_H
#define GPUBENCH_MEASURE_WATCH_H

#include <stdint.h>

// Counters that only rise; 0 where the system has none. The difference of two says what happened
// between.
struct watch {
    uint64_t processor_ticks;   // of all processors, whatever they did
    uint64_t stolen_ticks;      // of them, those that a hypervisor gave to someone else
    uint64_t quota_periods;     // periods in which this process's control group ran into its quota
    uint64_t thermal_throttles; // of all cores
};

// root is "" for this machine; tests name a folder with recorded proc/ and sys/.
void watch_read(const char *root, struct watch *watch);

#endif
