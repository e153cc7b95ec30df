// python-serial: the original experiment, one list after the other. Its lists are the stream.
// SPDX-License-Identifier: MIT
#include "backends/python/session.h"

static const struct python_kind kind = {
    .script_kind = "serial",
    .variant = "append loop, one list after the other",
    .one_worker = true,
    .interleaved = false,
};

static enum status open_python(const struct job *job, struct opened *opened,
                               struct session **session, struct error *error) {
    return python_open(&kind, job, opened, session, error);
}

const struct backend backend_python_serial = {
    .name = "python-serial",
    .summary = "CPython builds the lists one after the other: the original experiment",
    .family = "python",
    .traits = TRAIT_ON_REQUEST | TRAIT_WHOLE_RUN | TRAIT_SINGLE,
    .overhead_bytes = PYTHON_OVERHEAD_BYTES,
    .probe = python_probe,
    .open = open_python,
    .fill = python_fill,
    .deliver = NULL, // the values are in host memory
    .view = python_view,
    .poison = python_poison,
    .ceiling = NULL, // an interpreter has no loop without arithmetic
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = python_close,
};
