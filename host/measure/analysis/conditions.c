// Reads the topology of the workers' cores, /proc/stat, the control group's files, what waits for
// processors, and the cores' throttle counters.
// SPDX-License-Identifier: MIT
#include "measure/analysis/conditions.h"

#include "platform/cgroup.h"
#include "platform/clock.h"

#include <glob.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

// Whether the system keeps a thread there, tried with this one.
static bool takes_pinned(int cpu, const cpu_set_t *usual) {
    const bool pinned = topology_pin(cpu);
    if (pinned)
        (void)sched_setaffinity(0, sizeof *usual, usual);
    return pinned;
}

void conditions_read(const char *root, const struct cpu_plan *cpus, struct conditions *conditions) {
    static struct core cores[WORKERS_MAX];
    conditions->workers = cpus->workers;
    conditions->processors = 0;
    conditions->core_sharers = 0;
    conditions->unpinned = 0;
    cpu_set_t usual; // a larger machine's mask doesn't fit: then it is not tried
    const bool tried = root[0] == '\0' && sched_getaffinity(0, sizeof usual, &usual) == 0;
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
        conditions->unpinned += tried && !repeated && !takes_pinned(cpus->cpu[w], &usual);
        conditions->core_sharers += shares && !repeated;
    }
}

enum { STOLEN_COLUMN = 7, BUSY_COLUMNS = 8 }; // later columns repeat time of guests

static void read_processor_ticks(const char *root, struct watch *watch) {
    char path[512];
    snprintf(path, sizeof path, "%s/proc/stat", root);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    unsigned long long ticks;
    (void)!fscanf(file, "cpu");
    for (int column = 0; column < BUSY_COLUMNS && fscanf(file, "%llu", &ticks) == 1; column++) {
        watch->processor_ticks += ticks;
        if (column == STOLEN_COLUMN)
            watch->stolen_ticks = ticks;
    }
    fclose(file);
}

// Time in which some process wanted a processor and had none, in microseconds ("total=").
static void read_pressure(const char *root, struct watch *watch) {
    char path[512];
    snprintf(path, sizeof path, "%s/proc/pressure/cpu", root);
    FILE *file = fopen(path, "re");
    unsigned long long total;
    if (file != NULL && fscanf(file, "some %*s %*s %*s total=%llu", &total) == 1)
        watch->pressure_us = total;
    if (file != NULL)
        fclose(file);
}

// Of the last minute.
static void read_load(const char *root, struct watch *watch) {
    char path[512];
    snprintf(path, sizeof path, "%s/proc/loadavg", root);
    FILE *file = fopen(path, "re");
    if (file != NULL && fscanf(file, "%lf", &watch->load) != 1)
        watch->load = 0;
    if (file != NULL)
        fclose(file);
}

static void read_thermal_throttles(const char *root, struct watch *watch) {
    char pattern[512];
    snprintf(pattern, sizeof pattern,
             "%s/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count", root);
    glob_t found;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "re");
        unsigned long long count;
        if (file != NULL && fscanf(file, "%llu", &count) == 1)
            watch->thermal_throttles += count;
        if (file != NULL)
            fclose(file);
    }
    globfree(&found);
}

void watch_read(const char *root, struct watch *watch) {
    *watch = (struct watch){.at_ns = clock_now_ns()};
    read_processor_ticks(root, watch);
    watch->quota_periods = cgroup_throttled(root);
    read_pressure(root, watch);
    read_load(root, watch);
    read_thermal_throttles(root, watch);
}
