// A runner: one process for one backend, so that a driver's crash or hang costs one row.
//
// It is forked from the harness, which never loads a vendor library, answers one request at a time
// (protocol.h), and reads the clock itself, right around the call that is timed.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RUNNER_H
#define GPUBENCH_MEASURE_RUNNER_H

#include "measure/protocol.h"
#include "measure/rank_group.h"
#include "status.h"

#include <stdbool.h>
#include <sys/types.h>

struct runner {
    const struct rank_group *group; // asked in place of a process; NULL: none
    unsigned row;                   // its number for the group
    double patience_s;              // silent for longer in one call: hung
    pid_t pid;                      // 0: no process
    int socket;
    int said;       // what it and its children write to the standard streams, unread; -1: none
    bool suspended; // this process stood still while it waited: the caller sets it back
};

// Forks the process. backend and job (NULL for a runner that only probes; then device is the
// selector) must live until runner_end.
struct runner_setup {
    const struct backend *backend;
    const struct job *job;
    const char *device;
    double patience_s;
    const struct rank_group *group; // NULL: a process is forked
    unsigned row;                   // number in the plan
};
MUST_CHECK enum status runner_start(const struct runner_setup *setup, struct runner *runner,
                                    struct error *error);

// The sentences of runners don't name the backend: rows and probes say whose reason it is.
//
// Sends the request and waits for its reply; `doing` says what for: "sampling".
// Returns the reply's status. A runner that dies (STATUS_LOST), is silent beyond its patience
// (STATUS_LOST) or is busy when the user interrupts (STATUS_INTERRUPTED) has been ended: pid is 0.
MUST_CHECK enum status runner_call(struct runner *runner, const struct request *request,
                                   const char *doing, struct reply *reply, struct error *error);

// The last line of what it has said since, for a sentence: "; it said: …"; "" where it was silent.
void runner_said(struct runner *runner, char *text, size_t size);

// Kills the runner and its children, reaps it and closes its socket. Takes a runner without a
// process. After an answered REQUEST_CLOSE there is nothing left to lose. What it said that stands
// in no sentence goes to standard error.
void runner_end(struct runner *runner);

#endif
