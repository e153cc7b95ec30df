// Reads /proc/stat, the control group's cpu.stat and the cores' throttle counters.
// SPDX-License-Identifier: MIT
#include "measure/watch.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

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
