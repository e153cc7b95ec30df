// Which processors and cores the workers share, and what the control group allows.
// SPDX-License-Identifier: MIT
#include "measure/flags.h"

#include "platform/cgroup.h"

#include <stdio.h>

struct core {
    int cpu;
    int sibling; // the first hardware thread of the same core; -1: unknown
};

// The list starts with the lowest number: "3,67" or "6-7".
static int first_sibling(const char *root, int cpu) {
    char path[512];
    snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
             root, cpu);
    FILE *file = fopen(path, "re");
    int sibling = -1;
    if (file == NULL)
        return sibling;
    if (fscanf(file, "%d", &sibling) != 1)
        sibling = -1;
    fclose(file);
    return sibling;
}

void conditions_read(const char *root, const struct cpu_plan *cpus, struct conditions *conditions) {
    static struct core cores[WORKERS_MAX];
    conditions->workers = cpus->workers;
    conditions->processors = 0;
    conditions->core_sharers = 0;
    conditions->quota = cgroup_cpu_quota(root);
    for (unsigned w = 0; w < cpus->workers; w++) {
        bool repeated = false, shares = false;
        cores[w] = (struct core){.cpu = cpus->cpu[w], .sibling = first_sibling(root, cpus->cpu[w])};
        for (unsigned other = 0; other < w; other++) {
            repeated = repeated || cores[other].cpu == cores[w].cpu;
            shares = shares || (cores[other].cpu != cores[w].cpu && cores[w].sibling >= 0 &&
                                cores[other].sibling == cores[w].sibling);
        }
        conditions->processors += !repeated;
        conditions->core_sharers += shares && !repeated;
    }
}
