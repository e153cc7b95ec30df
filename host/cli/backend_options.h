// The options that name backends; their rows stand in option_rows.c.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_BACKEND_OPTIONS_H
#define GPUBENCH_CLI_BACKEND_OPTIONS_H

#include "cli/options.h"

// parse_backends: a list of names, "all", or a family's; parse_backend: one alone.
MUST_CHECK enum status parse_backends(const char *text, struct options *options,
                                      struct error *error);
MUST_CHECK enum status parse_backend(const char *text, struct options *options,
                                     struct error *error);

#endif
