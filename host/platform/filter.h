// Another program as a filter: text in, text out.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_FILTER_H
#define GPUBENCH_PLATFORM_FILTER_H

#include "status.h"

#include <stddef.h>

struct text {
    char *bytes; // owned, freed by the caller
    size_t length;
};

// Runs arguments[0], looked for on PATH, with the input on its standard input, and takes its
// standard output; both are files in memory, so that neither side waits for the other. A program
// that isn't there is STATUS_UNAVAILABLE; one that fails, or takes longer than FILTER_PATIENCE_S,
// is STATUS_SYSTEM with the first line of what it said.
enum { FILTER_PATIENCE_S = 120 };
MUST_CHECK enum status filter_run(const char *const *arguments, struct text input,
                                  struct text *output, struct error *error);

#endif
