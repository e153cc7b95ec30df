// What serial, pthread and process share: everything but how their workers live. Each of them is a
// pool_kind, a backend_kind and a table of these functions.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_HOST_SESSION_H
#define GPUBENCH_BACKENDS_HOST_SESSION_H

#include "backend.h"
#include "backends/cpu/pool.h"
#include "backends/lists.h"

// How a backend makes its lists with the CPU fills of the streams.
struct backend_kind {
    const struct pool_kind *pool;
    const char *started; // the phase of starting the pool, for the report; NULL: nothing to report
    enum lists_sharing sharing;
    bool transports; // the job's transport counts: the caller works nothing, and takes lists
};

// The slots of these names.
void host_probe(const struct backend *backend, const char *device, struct probe *probe);
MUST_CHECK enum status host_open(const struct backend *backend, const struct job *job,
                                 struct opened *opened, struct session **session,
                                 struct error *error);
MUST_CHECK enum status host_fill(struct session *session, uint64_t first, uint64_t count,
                                 struct error *error);
MUST_CHECK enum status host_stand_by(struct session *session, uint64_t count, struct error *error);
MUST_CHECK enum status host_view(struct session *session, const void **values, struct error *error);
MUST_CHECK enum status host_poison(struct session *session, struct error *error);
MUST_CHECK enum status host_ceiling(struct session *session, enum stores stores, uint64_t count,
                                    struct error *error);
void host_close(struct session *session);

// The write that belongs to PLAIN or STREAMING stores.
write_function *host_write(enum stores stores);

#endif
