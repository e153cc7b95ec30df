// Statistical quality of a list: a few classic tests on a sample of it. They are no proof of
// randomness, which comparing with the reference makes needless for a known stream; they catch a
// stream that was defined wrongly, or mangled on its way here.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_VERIFY_QUALITY_H
#define GPUBENCH_VERIFY_QUALITY_H

#include "status.h"
#include "streams/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QUALITY_TESTS = 5,
    QUALITY_SAMPLE = 1 << 22, // values looked at: half a second, and enough for all tests
    QUALITY_LEAST = 1 << 17,  // fewer leave cells of the tests too empty
};

// How often a list of true random numbers fails at least one of the tests.
#define QUALITY_FALSE_ALARMS 0.001

struct quality {
    size_t count; // values that were tested; 0: none were
    bool suspect; // some test failed
    struct quality_result {
        const char *name;
        const char *what; // is looked at
        double p;         // how often chance alone is this far off, either way
        bool failed;
    } results[QUALITY_TESTS];
};

// The tests' names, and what they look at.
const char *quality_name(size_t test); // NULL past the last
const char *quality_what(size_t test);

// Tests count values, all in 0 .. 1; STATUS_USAGE where they are fewer than QUALITY_LEAST.
MUST_CHECK enum status quality_test(const double *values, size_t count, struct quality *quality,
                                    struct error *error);

// The same of the first elements of a list, as the reference makes them: every backend that was
// verified made the same.
MUST_CHECK enum status quality_of_list(const struct stream *stream, enum element_type type,
                                       uint64_t seed, uint64_t elements, struct quality *quality,
                                       struct error *error);

#endif
