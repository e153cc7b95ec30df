// Forking, and arranging a child's descriptors.
// SPDX-License-Identifier: MIT
#include "platform/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// First above all numbers that are taken, whatever the files' own numbers are; then in their
// places.
static void arrange_files(const int files[CHILD_FILES]) {
    int kept[CHILD_FILES];
    for (int i = 0; i < CHILD_FILES; i++) {
        const bool none = i <= STDERR_FILENO && files[i] < 0;
        const int file = none ? open("/dev/null", O_RDWR) : files[i];
        kept[i] = file < 0 ? -1 : fcntl(file, F_DUPFD, CHILD_FILES);
    }
    (void)close_range(STDERR_FILENO + 1, CHILD_FILES - 1, 0);
    for (int i = 0; i < CHILD_FILES; i++)
        if (kept[i] >= 0)
            dup2(kept[i], i);
    (void)close_range(CHILD_FILES, ~0U, 0);
}

static _Noreturn void be(const struct child_setup *setup, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // it died before the line above
        _exit(EXIT_FAILURE);
    if (setup->leads)
        setpgid(0, 0);
    arrange_files(setup->files);
    setup->live(setup->argument);
    _exit(EXIT_FAILURE);
}

pid_t child_start(const struct child_setup *setup) {
    const pid_t parent = getpid();
    fflush(NULL); // what stands in stdio's memory must not be written twice
    const pid_t child = fork();
    if (child == 0)
        be(setup, parent);
    if (child > 0 && setup->leads)
        setpgid(child, child); // here too: whoever comes first
    return child;
}

bool child_has_ended(pid_t child, unsigned patience_ms, siginfo_t *how) {
    enum { STEP_MS = 5 };
    for (unsigned waited_ms = 0;; waited_ms += STEP_MS) {
        *how = (siginfo_t){0};
        if (waitid(P_PID, (id_t)child, how, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            how->si_pid == child)
            return true;
        if (waited_ms >= patience_ms)
            return false;
        (void)poll(NULL, 0, STEP_MS);
    }
}

void child_reap(pid_t child) {
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}
