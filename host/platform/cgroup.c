// Reading control groups. A limit may stand at any level, so each is read from the process's own
// group upwards, and the strictest wins. In a container the path of /proc/self/cgroup may name
// folders of the host that are not mounted: a level without files is passed over, and the last
// level, the mount itself, is the container's own.
// SPDX-License-Identifier: MIT
#include "platform/cgroup.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// What the group of this folder leaves: processors or bytes; INFINITY where it sets no limit.
typedef double read_limit(const char *folder);

// Where a controller's tree is mounted, under one of the names in use, and how to read it.
struct place {
    const char *controller; // in /proc/self/cgroup; "" is the unified tree of version 2
    const char *mount;
    read_limit *read; // NULL ends a table
};

// The first number behind `key` in folder/name ("" is the start of the file); false if it is not
// there, as with the word "max".
static bool read_number(const char *folder, const char *name, const char *key, int64_t *number) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    char line[256];
    bool found = false;
    const size_t length = strlen(key);
    while (!found && fgets(line, sizeof line, file))
        found = strncmp(line, key, length) == 0 && sscanf(line + length, "%" SCNd64, number) == 1;
    fclose(file);
    return found;
}

static double cpu_version_1(const char *folder) {
    int64_t quota, period;
    if (!read_number(folder, "cpu.cfs_quota_us", "", &quota) || quota <= 0 ||
        !read_number(folder, "cpu.cfs_period_us", "", &period) || period <= 0)
        return INFINITY;
    return (double)quota / (double)period;
}

static double cpu_version_2(const char *folder) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/cpu.max", folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return INFINITY;
    double quota = 0, period = 0;
    const bool limited = fscanf(file, "%lf %lf", &quota, &period) == 2 && period > 0;
    fclose(file);
    return limited ? quota / period : INFINITY;
}

// limit - (used - droppable), and never less than 0.
static double left(int64_t limit, int64_t used, int64_t droppable) {
    const int64_t held = used > droppable ? used - droppable : 0;
    return limit > held ? (double)(limit - held) : 0;
}

static double memory_version_1(const char *folder) {
    // "No limit" is the largest multiple of the page size here, so no machine's memory.
    const int64_t unlimited = INT64_MAX / 2;
    int64_t limit, used, droppable = 0;
    if (!read_number(folder, "memory.limit_in_bytes", "", &limit) || limit > unlimited ||
        !read_number(folder, "memory.usage_in_bytes", "", &used))
        return INFINITY;
    (void)read_number(folder, "memory.stat", "total_inactive_file ", &droppable);
    return left(limit, used, droppable);
}

static double memory_version_2(const char *folder) {
    int64_t limit = INT64_MAX, high = INT64_MAX, used, droppable = 0;
    const bool limited = read_number(folder, "memory.max", "", &limit);
    const bool slowed = read_number(folder, "memory.high", "", &high); // beyond it, no speed
    if ((!limited && !slowed) || !read_number(folder, "memory.current", "", &used))
        return INFINITY;
    (void)read_number(folder, "memory.stat", "inactive_file ", &droppable);
    return left(limit < high ? limit : high, used, droppable);
}

// The process's path within the controller's tree ("/a/b", "" for the root); false if it has none.
static bool find_path(const char *root, const char *controller, char *path, size_t size) {
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s/proc/self/cgroup", root);
    FILE *file = fopen(name, "r");
    if (!file)
        return false;
    char line[PATH_MAX];
    bool found = false;
    while (!found && fgets(line, sizeof line, file)) { // "4:cpu,cpuacct:/a/b"
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *behind = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!behind)
            continue;
        *controllers++ = '\0';
        *behind++ = '\0';
        char wanted[64], listed[PATH_MAX + 2];
        snprintf(wanted, sizeof wanted, ",%s,", controller);
        snprintf(listed, sizeof listed, ",%s,", controllers);
        found = strcmp(controllers, controller) == 0 ||
                (controller[0] != '\0' && strstr(listed, wanted) != NULL);
        if (found)
            snprintf(path, size, "%s", strcmp(behind, "/") == 0 ? "" : behind);
    }
    fclose(file);
    return found;
}

// Cuts the last part off a path: "/a/b" becomes "/a", then "", then there is no more.
static bool go_up(char *path) {
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

// The least that any level of any place leaves.
static double strictest(const char *root, const struct place *places) {
    char path[PATH_MAX / 2], folder[PATH_MAX];
    double least = INFINITY;
    for (const struct place *place = places; place->read; place++) {
        if (!find_path(root, place->controller, path, sizeof path))
            continue;
        do {
            snprintf(folder, sizeof folder, "%s%s%s", root, place->mount, path);
            const double here = place->read(folder);
            least = here < least ? here : least;
        } while (go_up(path));
    }
    return least;
}

// "cpu,cpuacct" is often a link to the one, or the one to it.
static const struct place cpu_places[] = {
    {"cpu", "/sys/fs/cgroup/cpu", cpu_version_1},
    {"cpu", "/sys/fs/cgroup/cpu,cpuacct", cpu_version_1},
    {"", "/sys/fs/cgroup", cpu_version_2},
    {"", "/sys/fs/cgroup/unified", cpu_version_2}, // beside version 1
    {NULL, NULL, NULL},
};

double cgroup_cpu_quota(const char *root) {
    return strictest(root, cpu_places);
}

uint64_t cgroup_throttled(const char *root) {
    char path[PATH_MAX / 2], folder[PATH_MAX];
    int64_t most = 0;
    for (const struct place *place = cpu_places; place->read; place++) {
        int64_t periods = 0, here;
        if (!find_path(root, place->controller, path, sizeof path))
            continue;
        do {
            snprintf(folder, sizeof folder, "%s%s%s", root, place->mount, path);
            if (read_number(folder, "cpu.stat", "nr_throttled ", &here) && here > 0)
                periods += here;
        } while (go_up(path));
        most = periods > most ? periods : most;
    }
    return (uint64_t)most;
}

uint64_t cgroup_memory_left(const char *root) {
    static const struct place places[] = {
        {"memory", "/sys/fs/cgroup/memory", memory_version_1},
        {"", "/sys/fs/cgroup", memory_version_2},
        {"", "/sys/fs/cgroup/unified", memory_version_2},
        {NULL, NULL, NULL},
    };
    const double bytes = strictest(root, places);
    return isinf(bytes) ? UINT64_MAX : (uint64_t)bytes;
}
