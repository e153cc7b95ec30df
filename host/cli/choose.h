// Choosing by name, with "did you mean" for a near miss.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_CHOOSE_H
#define GPUBENCH_CLI_CHOOSE_H

#include "names.h"
#include "status.h"

#include <stddef.h>

// *index becomes that of the name. STATUS_USAGE says that there is no such `what` (a noun: "type"),
// the nearest name, and all of them.
MUST_CHECK enum status choose(const char *what, const char *text, name_at *names, size_t *index,
                              struct error *error);

// The name that text may have meant; NULL if none is near.
const char *nearest_name(const char *text, name_at *names);

#endif
