// A list on one OpenCL device or several: what `opencl` does with them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_SESSION_H
#define GPUBENCH_BACKENDS_OPENCL_SESSION_H

#include "backends/lists.h"
#include "backends/opencl/part.h"

// Which memory holds the last list.
enum holder { HELD_NOWHERE, HELD_BY_DEVICE, HELD_BY_HOST };

struct session {
    struct opencl_api api;
    struct lists lists; // the host's pages
    size_t part_count;
    struct opencl_part parts[OPENCL_DEVICES];
    double rates[OPENCL_DEVICES]; // elements a second
    bool any_shared;
    enum element_type type;
    uint64_t positions; // of the memory: capacity, and a line more
    uint64_t first, count;
    enum holder holder;
};

// The slots of these names. --- opencl_open.c
MUST_CHECK enum status opencl_session_open(const struct backend *backend, const struct job *job,
                                           struct opened *opened, struct session **session,
                                           struct error *error);
void opencl_session_close(struct session *session);

// Gives each part its share of the memory, in proportion to its speed.
MUST_CHECK enum status opencl_session_place(struct session *session, struct error *error);

// --- opencl_session.c
MUST_CHECK enum status opencl_session_fill(struct session *session, uint64_t first, uint64_t count,
                                           struct error *error);
MUST_CHECK enum status opencl_session_deliver(struct session *session, uint64_t first,
                                              uint64_t count, struct error *error);
MUST_CHECK enum status opencl_session_view(struct session *session, const void **values,
                                           struct error *error);
MUST_CHECK enum status opencl_session_poison(struct session *session, struct error *error);
MUST_CHECK enum status opencl_session_ceiling(struct session *session, enum stores stores,
                                              uint64_t count, struct error *error);
MUST_CHECK enum status opencl_session_copy_ceiling(struct session *session, uint64_t count,
                                                   struct error *error);
MUST_CHECK enum status opencl_session_device_ns(struct session *session, uint64_t *ns,
                                                struct error *error);

#endif
