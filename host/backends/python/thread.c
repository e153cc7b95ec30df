// python-thread: the original experiment in as many threads as lists.
//
// The threads share one generator and draw from it in turns, as the system and the interpreter let
// them. So which list an element is in differs from run to run, but together the lists are the
// stream, each element once: they are compared after they were put back into its order.
// SPDX-License-Identifier: MIT
#include "backends/python/session.h"

static const struct python_kind kind = {
    .script_kind = "thread",
    .variant = "append loop in threads; compared in the order of drawing",
    .one_worker = false,
    .interleaved = true,
};

static enum status open_python(const struct job *job, struct opened *opened,
                               struct session **session, struct error *error) {
    return python_open(&kind, job, opened, session, error);
}

const struct backend backend_python_thread = {
    .name = "python-thread",
    .summary = "CPython builds the lists in as many threads: the original experiment",
    .family = "python",
    .traits = TRAIT_ON_REQUEST | TRAIT_WHOLE_RUN,
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
