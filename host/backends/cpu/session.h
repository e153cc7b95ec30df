// What serial, pthread and process share: everything but how their workers live. Each of them is a
// crew_kind and a table of these functions.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_HOST_SESSION_H
#define GPUBENCH_BACKENDS_HOST_SESSION_H

#include "backend.h"
#include "backends/cpu/crew.h"
#include "backends/lists.h"

// How a backend makes its lists with the CPU fills of the streams.
struct host_kind {
    const struct crew_kind *crew;
    const char *started; // the phase of starting the crew, for the report; NULL: nothing to report
    enum lists_sharing sharing;
    unsigned workers_most; // 0: as many as the job plans
    bool transports;       // the job's transport counts: the caller works nothing, and takes lists
};

// Fills *probe for a backend of up to workers_most workers (0: as many as there are processors).
void host_probe(const char *device, unsigned workers_most, struct probe *probe);

MUST_CHECK enum status host_open(const struct host_kind *kind, const struct job *job,
                                 struct opened *opened, struct session **session,
                                 struct error *error);

// The slots of these names.
MUST_CHECK enum status host_fill(struct session *session, uint64_t first, uint64_t count,
                                 struct error *error);
MUST_CHECK enum status host_view(struct session *session, const void **values, struct error *error);
MUST_CHECK enum status host_poison(struct session *session, struct error *error);
MUST_CHECK enum status host_ceiling(struct session *session, enum stores stores, uint64_t count,
                                    struct error *error);
void host_close(struct session *session);

// STATUS_UNAVAILABLE if the name asked for has a selector: a CPU backend has no devices to choose
// from.
MUST_CHECK enum status host_refuse_device(const char *device, struct error *error);

// Adds a phase that began at start_ns and ends now.
void host_record_phase(struct opened *opened, const char *name, uint64_t start_ns);

// The write that belongs to PLAIN or STREAMING stores.
write_function *host_write(enum stores stores);

#endif
