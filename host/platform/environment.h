// The environment variables that change what gpubench does or measures: one table, from which
// reports record those that are set, and help and the manual explain those that have a meaning
// here. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_ENVIRONMENT_H
#define GPUBENCH_PLATFORM_ENVIRONMENT_H

#include <stdbool.h>

struct environment_variable {
    const char *name;    // or the start of many names, where it ends in '*'
    bool recorded;       // in every report, where it is set
    const char *meaning; // for help; NULL: known to the C library, drivers and runtimes alone
};

// Ends with a NULL name.
extern const struct environment_variable environment_variables[];

#endif
