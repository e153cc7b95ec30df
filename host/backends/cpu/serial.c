// serial: one worker, the thread that calls.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

static const struct pool_kind alone = {
    .caller_works = true,
    .start = NULL,
    .check = NULL,
    .end = NULL,
};

static const struct backend_kind kind = {
    .pool = &alone,
    .started = NULL,
    .sharing = LISTS_PRIVATE,
};

const struct backend backend_serial = {
    .name = "serial",
    .summary = "one thread of the CPU",
    .kind = &kind,
    .traits = TRAIT_SINGLE,
    .probe = host_probe,
    .open = host_open,
    .fill = host_fill,
    .stand_by = NULL, // nobody waits
    .deliver = NULL,  // the values are in host memory
    .view = host_view,
    .poison = host_poison,
    .ceiling = host_ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = host_close,
};
