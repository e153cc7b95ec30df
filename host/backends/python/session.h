// What python-serial, python-thread and python-process share: everything but what the script makes
// of the experiment, and how its lists are put into the order of the stream.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_PYTHON_SESSION_H
#define GPUBENCH_BACKENDS_PYTHON_SESSION_H

#include "backend.h"

struct backend_kind {
    const char *script_kind; // what the script calls it
    const char *variant;     // what the report says of how lists are made and what was checked
    bool interleaved; // its lists hold the stream's elements in the order that each drew them
};

// The slots of these names.
void python_probe(const struct backend *backend, const char *device, struct probe *probe);
MUST_CHECK enum status python_open(const struct backend *backend, const struct job *job,
                                   struct opened *opened, struct session **session,
                                   struct error *error);
MUST_CHECK enum status python_fill(struct session *session, uint64_t first, uint64_t count,
                                   struct error *error);
MUST_CHECK enum status python_view(struct session *session, const void **values,
                                   struct error *error);
MUST_CHECK enum status python_poison(struct session *session, struct error *error);
void python_close(struct session *session);

#endif
