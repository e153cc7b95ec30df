// A worker pool: workers that are started once, wait between fills, and work at a word.
//
// What they wait at lies in shared memory and is the same for threads and for children, so that
// pthread and process differ in nothing but how their workers live: struct pool_kind.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_POOL_H
#define GPUBENCH_BACKENDS_POOL_H

#include "backends/cpu/transport.h"
#include "backends/cpu/work.h"
#include "platform/topology.h"
#include "status.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

struct pool;

struct pool_worker {
    struct pool *pool;
    unsigned index;
    int channel; // the file that a child keeps open; -1: none
    union {      // by kind
        pthread_t thread;
        pid_t child; // 0 once it is reaped
    };
};

// How a pool's workers live.
struct pool_kind {
    bool caller_works; // the thread that calls pool_run is worker 0, and is never started
    // Starts a worker, which calls pool_serve. NULL for a pool of the caller alone.
    enum status (*start)(struct pool_worker *worker, struct error *error);
    // STATUS_LOST where the worker has died, with how; NULL where it can't die alone.
    enum status (*check)(struct pool_worker *worker, struct error *error);
    // Ends a started worker, in whatever state it is, and frees what the system holds for it.
    void (*end)(struct pool_worker *worker);
};

// Starts workers 0 .. workers - 1, pinned as cpus says; cpus and the transport must live until
// pool_close. Children send the values of their slices through the transport; NULL: they write them
// in place. Pins the caller too, unless it takes lists. On failure those already started are ended.
MUST_CHECK enum status pool_open(const struct pool_kind *kind, const struct cpu_plan *cpus,
                                 unsigned workers, struct transport *transport, struct pool **pool,
                                 struct error *error);

// Has workers 0 .. work->workers - 1 do their slices, and takes what comes through the transport;
// returns when all are done, or STATUS_LOST when one has died: then the pool is good only for
// pool_close.
MUST_CHECK enum status pool_run(struct pool *pool, const struct work *work, struct error *error);

// Has workers 0 .. workers - 1 spin while they wait, where there is a processor for each to spin
// on: so work can follow work without waking anybody. All others sleep.
MUST_CHECK enum status pool_stand_by(struct pool *pool, unsigned workers, struct error *error);

// A started worker's life: returns when it is to end.
void pool_serve(const struct pool_worker *worker);

// How many workers there are, for sentences: "worker 2 of 4".
unsigned pool_size(const struct pool *pool);

// How many of them were started: all but the caller, where it works.
unsigned pool_started(const struct pool *pool);

// Takes NULL; can't fail.
void pool_close(struct pool *pool);

#endif
