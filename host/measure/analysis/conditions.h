// What the machine does to a run: which processors the workers share and what the control group
// allows; time stolen by a hypervisor or wanted by other programs, throttling by
// quota or by heat.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_ANALYSIS_CONDITIONS_H
#define GPUBENCH_MEASURE_ANALYSIS_CONDITIONS_H

#include "platform/topology.h"

#include <stdint.h>

// Counters that only rise; 0 where the system has none. The difference of two says what happened
// between.
struct watch {
    uint64_t processor_ticks; // of all processors, whatever they did
    uint64_t stolen_ticks;    // of them, those that a hypervisor gave to someone else
    uint64_t quota_periods;   // periods in which a control group of this process ran into its quota
    uint64_t thermal_throttles; // of all cores
    uint64_t at_ns;             // by the clock
    uint64_t pressure_us;       // in which some process had to wait for a processor
    double load;                // average of the last minute: no counter
};

struct conditions {
    unsigned workers;
    unsigned processors;   // different ones that workers are pinned to
    unsigned core_sharers; // workers on a further hardware thread of an earlier one's core
    unsigned unpinned;     // processors that no worker can be kept on
    double quota;          // processors' worth of time that the control group allows; INFINITY: all
    struct watch before, after; // around the sampling
};

// root is "" for this machine; tests name a folder with recorded proc/ and sys/.
void watch_read(const char *root, struct watch *watch);

// All but the watches.
void conditions_read(const char *root, const struct cpu_plan *cpus, struct conditions *conditions);

#endif
