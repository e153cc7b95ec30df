// pthread: one thread a worker, in this process. The thread that calls is worker 0: it would only
// wait otherwise, and is awake already.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

#include <string.h>

static void *serve(void *worker) {
    pool_serve(worker);
    return NULL;
}

static enum status start(struct pool_worker *worker, struct error *error) {
    const int refusal = pthread_create(&worker->thread, NULL, serve, worker);
    if (refusal == 0)
        return STATUS_OK;
    return fail(error, STATUS_SYSTEM,
                "thread %u of %u could not be started (%s); ask for fewer workers",
                worker->index + 1, pool_size(worker->pool), strerror(refusal));
}

static void end(struct pool_worker *worker) {
    pthread_join(worker->thread, NULL);
}

static const struct pool_kind threads = {
    .caller_works = true,
    .start = start,
    .check = NULL, // a thread that dies takes this process with it
    .end = end,
};

static const struct backend_kind kind = {
    .pool = &threads,
    .started = "threads started",
    .sharing = LISTS_PRIVATE,
};

const struct backend backend_pthread = {
    .name = "pthread",
    .summary = "threads of one process, pinned",
    .kind = &kind,
    .traits = 0,
    .probe = host_probe,
    .open = host_open,
    .fill = host_fill,
    .stand_by = host_stand_by,
    .deliver = NULL, // the values are in host memory
    .view = host_view,
    .poison = host_poison,
    .ceiling = host_ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = host_close,
};
