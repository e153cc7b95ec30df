// A child process: it ends with this one, has the files that it is given and no others, and is
// waited for with patience. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_CHILD_H
#define GPUBENCH_PLATFORM_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

enum { CHILD_FILES = 4 };

struct child_setup {
    void (*live)(const void *argument); // what it does; it must not come back from there
    const void *argument;
    int files[CHILD_FILES]; // its descriptors 0 to 3; -1: nothing to read there, or to write
    bool leads;             // a process group of its own, in which its children can be ended too
};

// Its process number; -1 with errno where there is none.
pid_t child_start(const struct child_setup *setup);

// Whether it has ended by itself within so many milliseconds, and how; it stays to be reaped.
// how->si_pid is 0 where it has not.
bool child_has_ended(pid_t child, unsigned patience_ms, siginfo_t *how);

// Waits until it is gone, however long that takes.
void child_reap(pid_t child);

#endif
