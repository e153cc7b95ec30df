// serial: one worker, the thread that calls.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

static const struct crew_kind alone = {
    .caller_works = true,
    .start = NULL,
    .check = NULL,
    .end = NULL,
};

static const struct host_kind kind = {
    .crew = &alone,
    .started = NULL,
    .sharing = LISTS_PRIVATE,
    .workers_most = 1,
};

static void probe(const char *device, struct probe *found) {
    host_probe(device, 1, found);
}

static enum status open_serial(const struct job *job, struct opened *opened,
                               struct session **session, struct error *error) {
    return host_open(&kind, job, opened, session, error);
}

const struct backend backend_serial = {
    .name = "serial",
    .summary = "one thread of the CPU",
    .traits = TRAIT_SINGLE,
    .probe = probe,
    .open = open_serial,
    .fill = host_fill,
    .deliver = NULL, // the values are in host memory
    .view = host_view,
    .poison = host_poison,
    .ceiling = host_ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = host_close,
};
