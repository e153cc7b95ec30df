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
    size_t files, mappings, mapped_bytes, threads, children;
};

// How often something is done before its mappings are looked at: the C library keeps a few for
// itself, stacks and pools of threads, and when is a matter of chance.
enum { REPEATS = 16 };

// The sanitizers' own mappings come and go by the dozen; they are not looked at under one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
enum { SANITIZED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) };
#else
enum { SANITIZED = 0 };
#endif

static inline size_t entries_in(const char *folder) {
    size_t count = 0;
    DIR *opened = opendir(folder);
    while (opened && readdir(opened))
        count++;
    if (opened)
        closedir(opened);
    return count;
}

// Writable mappings. The kernel merges neighbours, so their bytes are counted as well.
static inline void count_mappings(struct leftovers *leftovers) {
    size_t from, to;
    char line[4200], access[5];
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%zx-%zx %4s", &from, &to, access) == 3 && access[1] == 'w' &&
            !strstr(line, "[heap]") && !strstr(line, "[stack]")) {
            leftovers->mappings++;
            leftovers->mapped_bytes += to - from;
        }
    }
    if (file)
        fclose(file);
}

// Children of this process, zombies too.
static inline size_t children(void) {
    size_t count = 0;
    int child;
    FILE *file = fopen("/proc/thread-self/children", "r");
    while (file && fscanf(file, "%d", &child) == 1)
        count++;
    if (file)
        fclose(file);
    return count;
}

static inline struct leftovers leftovers_now(void) {
    struct leftovers now = {
        .files = entries_in("/proc/self/fd"),
        .threads = entries_in("/proc/self/task"),
        .children = children(),
    };
    count_mappings(&now);
    return now;
}

// Ends a test as skipped on an emulated processor, for the reason that stands beside the call.
static inline void skip_emulated(void) {
#ifdef EMULATED
    skip();
#endif
}

// Nothing is left of something done REPEATS times since `before`: no file, thread or child, and not
// a mapping each, nor `bytes` each where memory of that size was at stake (0: it wasn't).
static inline void assert_nothing_left(struct leftovers before, size_t bytes) {
#ifdef EMULATED // what is seen are the emulator's files, threads and mappings
    (void)before, (void)bytes;
    return;
#endif
    struct leftovers now = leftovers_now();
    // A thread that was joined may be seen for a moment longer.
    for (int i = 0; now.threads > before.threads && i < 1000; i++) {
        usleep(1000);
        now = leftovers_now();
    }
    assert_int_equal(now.files, before.files);
    assert_int_equal(now.threads, before.threads);
    assert_int_equal(now.children, before.children);
    if (!SANITIZED) {
        assert_true(now.mappings < before.mappings + REPEATS);
        assert_true(bytes == 0 || now.mapped_bytes < before.mapped_bytes + REPEATS * bytes);
    }
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
