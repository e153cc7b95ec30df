// The processors this process may use, in the order in which workers are pinned to them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_TOPOLOGY_H
#define GPUBENCH_PLATFORM_TOPOLOGY_H

#include "status.h"

#include <stdbool.h>

enum { WORKERS_MAX = 4096 };

// Which processor each worker is pinned to. Plain data: it travels through fork unchanged.
struct cpu_plan {
    unsigned workers;     // 1 .. WORKERS_MAX
    unsigned processors;  // that may be used at once: in the affinity mask, and whole ones of the
                          // cgroup's CPU quota
    int beside;           // for a thread that waits for the workers: a free one, or the last one's
    int cpu[WORKERS_MAX]; // operating-system index for worker w; repeats where workers outnumber
                          // CPUs
};

// Processors in the affinity mask, cut to the cgroup's CPU quota (rounded up); at least 1.
unsigned topology_default_workers(void);

// Fills the plan: one worker a core before any second hardware thread, near cores first.
// workers = 0 asks for topology_default_workers().
MUST_CHECK enum status topology_plan(unsigned workers, struct cpu_plan *plan, struct error *error);

// Leaves the calling process its share of the processors that it may use: the cores in their order
// cut into so many parts, or single processors by turns where there are more parts than cores.
void topology_share(unsigned part, unsigned parts);

// For tests: a described machine in place of this one, until it is set back to NULL.
struct topology_source {
    const char *root;      // folder with recorded proc/ and sys/, for the control groups
    const char *synthetic; // hwloc's description of the processors: "numa:2 core:4 pu:2"
    const char *allowed;   // the affinity mask: "0-3,8"
};
void topology_replace(const struct topology_source *source);

// Pins the calling thread; false (and no change) where the system refuses: pinning is a help, not
// a condition.
bool topology_pin(int cpu);

#endif
