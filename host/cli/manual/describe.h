// What is said of the program, a command and an option: in help and in the manual alike.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_DESCRIBE_H
#define GPUBENCH_CLI_DESCRIBE_H

#include "cli/commands/commands.h"

#include <stddef.h>

extern const char program_description[];
extern const char value_notation[]; // how an option's value is written

enum { DESCRIPTION_SIZE = 768 };

const char *program_name(void); // "gpubench", "gpubench-mpi"

// How the program is called: "gpubench", or gpubench-mpi behind mpirun.
const char *program_usage(void);

// "gpubench [run] [options]"
void describe_usage(const struct command *command, char *text, size_t size);

enum { EXAMPLES_SIZE = 1024 };

// How the command is called, a line each behind `indent`, as this program is called.
void describe_examples(const struct command *command, const char *indent, char *text, size_t size);

// What the option does, and the words that its value can be.
void describe_option(const struct option_row *row, char *text, size_t size);

#endif
