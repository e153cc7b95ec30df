// A crew: workers that are started once, parked at a gate between fills, and work at a word.
//
// The gate lies in shared memory and is the same for threads and for children, so that pthread and
// process differ in nothing but how their workers live: struct crew_kind.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CREW_H
#define GPUBENCH_BACKENDS_CREW_H

#include "backends/cpu/work.h"
#include "platform/topology.h"
#include "status.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

struct crew;

struct crew_worker {
    struct crew *crew;
    unsigned index;
    int channel; // the file that a child keeps open; -1: none
    union {      // by kind
        pthread_t thread;
        pid_t child; // 0 once it is reaped
    };
};

// How a crew's workers live.
struct crew_kind {
    bool caller_works; // the thread that calls crew_run is worker 0, and is never started
    // Starts a worker, which calls crew_serve. NULL for a crew of the caller alone.
    enum status (*start)(struct crew_worker *worker, struct error *error);
    // STATUS_LOST where the worker has died, with how; NULL where it can't die alone.
    enum status (*check)(struct crew_worker *worker, struct error *error);
    // Ends a started worker, in whatever state it is, and frees what the system holds for it.
    void (*end)(struct crew_worker *worker);
};

// Starts workers 0 .. workers - 1, pinned as cpus says; cpus must live until crew_close. Children
// keep their channels of the transport; NULL: there is none. Pins the caller where it works. On
// failure those already started are ended.
MUST_CHECK enum status crew_open(const struct crew_kind *kind, const struct cpu_plan *cpus,
                                 unsigned workers, const struct transport *transport,
                                 struct crew **crew, struct error *error);

// Has every worker do its slice, and takes what comes through the work's transport; returns when
// all are done, or STATUS_LOST when one has died: then the crew is good only for crew_close.
MUST_CHECK enum status crew_run(struct crew *crew, const struct work *work, struct error *error);

// A started worker's life: returns when it is to end.
void crew_serve(const struct crew_worker *worker);

// How many workers share each piece of work, for sentences: "worker 2 of 4".
unsigned crew_size(const struct crew *crew);

// How many of them were started: all but the caller, where it works.
unsigned crew_started(const struct crew *crew);

// Takes NULL; can't fail.
void crew_close(struct crew *crew);

#endif
