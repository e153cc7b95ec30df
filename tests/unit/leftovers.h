// What a piece of code must not leave behind in this process: open files, memory mappings, threads
// and children; and the affinity mask, which opening a backend does change.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_LEFTOVERS_H
#define GPUBENCH_TESTS_LEFTOVERS_H

#include <dirent.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct leftovers {
    size_t files, mappings, threads, children;
};

static inline size_t entries_in(const char *folder) {
    size_t count = 0;
    DIR *opened = opendir(folder);
    while (opened && readdir(opened)) {
        count++;
    }
    if (opened) {
        closedir(opened);
    }
    return count;
}

// Mappings of over a megabyte count one a megabyte, so that a leaked list shows even where the
// kernel merges it with its neighbour.
static inline size_t mappings(void) {
    size_t count = 0, from, to;
    char line[4200];
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && fgets(line, sizeof line, file)) {
        char access[5];
        if (sscanf(line, "%zx-%zx %4s", &from, &to, access) == 3 && access[1] == 'w' &&
            !strstr(line, "[heap]") && !strstr(line, "[stack]")) {
            count += 1 + ((to - from) >> 20);
        }
    }
    if (file) {
        fclose(file);
    }
    return count;
}

// Children of this process, zombies too.
static inline size_t children(void) {
    size_t count = 0;
    int child;
    FILE *file = fopen("/proc/thread-self/children", "r");
    while (file && fscanf(file, "%d", &child) == 1) {
        count++;
    }
    if (file) {
        fclose(file);
    }
    return count;
}

static inline struct leftovers leftovers_now(void) {
    return (struct leftovers){
        .files = entries_in("/proc/self/fd"),
        .mappings = mappings(),
        .threads = entries_in("/proc/self/task"),
        .children = children(),
    };
}

// Nothing is left of `repeats` of something, begun at `before`: no file, thread or child, and not a
// mapping each (the C library and the sanitizers keep a few for themselves).
static inline void assert_nothing_left(struct leftovers before, size_t repeats) {
    struct leftovers now = leftovers_now();
    // A thread that was joined may be seen for a moment longer.
    for (int i = 0; now.threads > before.threads && i < 1000; i++) {
        usleep(1000);
        now = leftovers_now();
    }
    assert_int_equal(now.files, before.files);
    assert_int_equal(now.threads, before.threads);
    assert_int_equal(now.children, before.children);
    assert_in_range(now.mappings, 0, before.mappings + repeats - 1);
}

static cpu_set_t saved_affinity;

static inline int save_affinity(void **state) {
    (void)state;
    return sched_getaffinity(0, sizeof saved_affinity, &saved_affinity);
}

static inline int restore_affinity(void **state) {
    (void)state;
    return sched_setaffinity(0, sizeof saved_affinity, &saved_affinity);
}

#endif
