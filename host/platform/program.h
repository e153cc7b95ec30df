// Programs that could be run.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_PROGRAM_H
#define GPUBENCH_PLATFORM_PROGRAM_H

#include <stdbool.h>

// Whether this is the path of a program or, without a slash, the name of one on PATH.
bool program_exists(const char *name);

#endif
