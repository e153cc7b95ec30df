// Help, made from the tables of commands, options and exit codes.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_HELP_H
#define GPUBENCH_CLI_HELP_H

#include "cli/options.h"

#include <stdio.h>

// The program's help, or the command's where one was given.
void help_print(const struct options *options, FILE *stream);

#endif
