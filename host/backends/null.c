// null: makes nothing, at once. What the harness measures here is itself.
// SPDX-License-Identifier: MIT
#include "backends/opening.h"

#include <stdio.h>

struct session {
    char unused;
};

static void probe(const struct backend *backend, const char *device, struct probe *found) {
    struct error error;
    found->ready = opening_refuse_device(backend, device, &error) == STATUS_OK;
    snprintf(found->reason, sizeof found->reason, "%s", found->ready ? "" : error.message);
}

static enum status open_null(const struct backend *backend, const struct job *job,
                             struct opened *opened, struct session **session, struct error *error) {
    static struct session only;
    *session = NULL;
    TRY(opening_refuse_device(backend, job->device, error));
    *session = &only;
    opened->workers = 1;
    return STATUS_OK;
}

static enum status fill(struct session *session, uint64_t first, uint64_t count,
                        struct error *error) {
    (void)session;
    (void)first;
    (void)count;
    (void)error;
    return STATUS_OK;
}

static void close_null(struct session *session) {
    (void)session;
}

const struct backend backend_null = {
    .name = "null",
    .summary = "makes no numbers: the cost of the harness itself",
    .traits = TRAIT_HARNESS | TRAIT_SINGLE,
    .probe = probe,
    .open = open_null,
    .fill = fill,
    .stand_by = NULL,
    .deliver = NULL,
    .view = NULL,
    .poison = NULL,
    .ceiling = NULL,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = close_null,
};
