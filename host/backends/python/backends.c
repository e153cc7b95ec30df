// python-serial, python-thread, python-process: the original experiment in CPython, as its book ran
// it. They differ in what the script makes of it and in what its lists are.
//
// In serial they are the stream. Threads share one generator and draw from it in turns, as the
// system and the interpreter let them: which list an element is in differs from run to run, but
// together the lists are the stream, each element once, and are compared after they were put back
// into its order. A forked child of CPython seeds its generator anew from the system, so processes
// never have the same lists twice, and none is the stream's: they can only be checked to be pieces
// of some MT19937. They stay in their processes, as the original's do, and die with them.
// SPDX-License-Identifier: MIT
#include "backends/python/session.h"

// A double of the interpreter's is an object of 24 bytes, and its list has 8 to 9 more for it; 16
// more hold the values while they are shown and compared.
enum { OVERHEAD_BYTES = 24 + 9 + 16 };

// The values are in host memory: nothing is delivered. An interpreter has no loop without
// arithmetic: no ceiling.
// clang-format off
#define PYTHON_BACKEND(what, how, more_traits, ...)                                                \
    {                                                                                              \
        .name = "python-" what,                                                                    \
        .summary = "CPython builds the lists " how ": the original experiment",                    \
        .family = "python",                                                                        \
        .kind = &(const struct backend_kind){.script_kind = what, __VA_ARGS__},                    \
        .traits = TRAIT_ON_REQUEST | TRAIT_WHOLE_RUN | (more_traits),                              \
        .generators = GENERATOR_MT19937, .seedings = SEEDING_BY_ARRAY,                             \
        .overhead_bytes = OVERHEAD_BYTES,                                                          \
        .probe = python_probe, .open = python_open, .fill = python_fill, .stand_by = NULL,         \
        .deliver = NULL,                                                                           \
        .view = python_view, .poison = python_poison, .ceiling = NULL, .copy_ceiling = NULL,       \
        .device_ns = NULL, .state = NULL, .close = python_close,                                   \
    }
// clang-format on

const struct backend backend_python_serial =
    PYTHON_BACKEND("serial", "one after the other", TRAIT_SINGLE,
                   .variant = "append loop, one list after the other");

const struct backend backend_python_thread = PYTHON_BACKEND(
    "thread", "in as many threads", 0,
    .variant = "append loop in threads; compared in the order of drawing", .interleaved = true);

const struct backend backend_python_process =
    PYTHON_BACKEND("process", "in as many processes", TRAIT_OWN_SEEDS,
                   .variant = "append loop in processes of own seeds; checked: count, range, kind");
