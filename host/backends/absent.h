// The slots of a backend in a build that lacks its vendor's header: listed all the same, with the
// reason. The backend's file defines ABSENT_REASON (a sentence) before it includes this.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_ABSENT_H
#define GPUBENCH_BACKENDS_ABSENT_H

#include "backend.h"

#include <stdio.h>

#ifdef ABSENT_REASON

static void absent_probe(const struct backend *backend, const char *device, struct probe *found) {
    (void)backend;
    (void)device;
    snprintf(found->reason, sizeof found->reason, "%s", ABSENT_REASON);
}

static enum status absent_open(const struct backend *backend, const struct job *job,
                               struct opened *opened, struct session **session,
                               struct error *error) {
    (void)backend;
    (void)job;
    (void)opened;
    *session = NULL;
    return fail(error, STATUS_UNAVAILABLE, "%s", ABSENT_REASON);
}

static enum status absent_fill(struct session *session, uint64_t first, uint64_t count,
                               struct error *error) {
    (void)session;
    (void)first;
    (void)count;
    return fail(error, STATUS_UNAVAILABLE, "%s", ABSENT_REASON);
}

static void absent_close(struct session *session) {
    (void)session;
}

// clang-format off
#define ABSENT_SLOTS                                                                               \
    .probe = absent_probe, .open = absent_open, .fill = absent_fill, .deliver = NULL,              \
    .view = NULL, .poison = NULL, .ceiling = NULL, .copy_ceiling = NULL, .device_ns = NULL, .state = NULL,               \
    .close = absent_close
// clang-format on

#endif

#endif
