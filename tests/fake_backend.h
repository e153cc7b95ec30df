// Scripted backends for tests of the harness: what happens, and how long it takes, is written in a
// table; the device selector names the script ("drift", "crash-in-fill"). No time passes: the clock
// stands in memory that the test shares with its runners, and only scripts move it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_FAKE_BACKEND_H
#define GPUBENCH_TESTS_FAKE_BACKEND_H

#include "backend.h"

#include <stdatomic.h>

extern const struct backend fake_backend;         // makes numbers in host memory, has a ceiling
extern const struct backend fake_offload_backend; // delivers apart, has a device clock, no ceiling
extern const struct backend fake_harness_backend; // makes none

// f64 only.
extern const struct stream fake_stream;

enum fake_call { FAKE_FILL, FAKE_DELIVER, FAKE_CEILING_PLAIN, FAKE_CEILING_STREAMING };

// What all processes of a test see. The log holds the timed calls in the order made.
enum { FAKE_LOG = 1 << 16, FAKE_COST_NS = 20 };
struct fake_world {
    atomic_uint_least64_t now_ns;
    atomic_size_t call_count;
    struct fake_logged {
        char script[24];
        enum fake_call call;
    } calls[FAKE_LOG];
    atomic_int orphan; // process number of the child that script "orphan" leaves behind
};
extern struct fake_world *fake_world;

// Makes the world and replaces the clock; removes both.
void fake_begin(void);
void fake_end(void);

#endif
