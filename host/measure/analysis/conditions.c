// Reads the topology of the workers' cores, /proc/stat, the control group's files and the cores'
// throttle counters.
// SPDX-License-Identifier: MIT
#include "measure/analysis/conditions.h"

#include "platform/cgroup.h"

#include <glob.h>
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

enum { STOLEN_COLUMN = 7, BUSY_COLUMNS = 8 }; // later columns repeat time of guests

static void read_processor_ticks(const char *root, struct watch *watch) {
    char path[512];
    snprintf(path, sizeof path, "%s/proc/stat", root);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    unsigned long long ticks;
    (void)fscanf(file, "cpu");
    for (int column = 0; column < BUSY_COLUMNS && fscanf(file, "%llu", &ticks) == 1; column++) {
        watch->processor_ticks += ticks;
        if (column == STOLEN_COLUMN)
            watch->stolen_ticks = ticks;
    }
    fclose(file);
}

static uint64_t read_throttled_periods(const char *path) {
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    char line[256];
    unsigned long long periods = 0;
    while (fgets(line, sizeof line, file) != NULL &&
           sscanf(line, "nr_throttled %llu", &periods) != 1)
        ;
    fclose(file);
    return periods;
}

// The group's own file: version 2 has one hierarchy ("0::/path"), version 1 one for "cpu".
static void read_quota_periods(const char *root, struct watch *watch) {
    char path[1024], line[512];
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (group == NULL)
            continue;
        *group++ = '\0';
        const char *hierarchy = strcmp(controllers, ":") == 0        ? ""
                                : strstr(controllers, "cpu") != NULL ? "/cpu"
                                                                     : NULL;
        if (hierarchy == NULL)
            continue;
        snprintf(path, sizeof path, "%s/sys/fs/cgroup%s%s/cpu.stat", root, hierarchy, group);
        watch->quota_periods += read_throttled_periods(path);
    }
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
    *watch = (struct watch){0};
    read_processor_ticks(root, watch);
    read_quota_periods(root, watch);
    read_thermal_throttles(root, watch);
}
