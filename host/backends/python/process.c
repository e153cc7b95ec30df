// python-process: the original experiment in as many processes as lists.
//
// A forked child of CPython seeds its generator anew from the system, so no two runs have the same
// lists, and none is the stream's: they can only be checked to be pieces of some MT19937. They stay
// in their processes, as the original's do, and die with them.
// SPDX-License-Identifier: MIT
#include "backends/python/session.h"

static const struct python_kind kind = {
    .script_kind = "process",
    .variant = "append loop in processes of own seeds; checked: count, range, kind",
    .one_worker = false,
    .interleaved = false,
};

static enum status open_python(const struct job *job, struct opened *opened,
                               struct session **session, struct error *error) {
    return python_open(&kind, job, opened, session, error);
}

const struct backend backend_python_process = {
    .name = "python-process",
    .summary = "CPython builds the lists in as many processes: the original experiment",
    .family = "python",
    .traits = TRAIT_ON_REQUEST | TRAIT_WHOLE_RUN | TRAIT_OWN_SEEDS,
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
