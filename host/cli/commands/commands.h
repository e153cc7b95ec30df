// The commands: what they are, for help and parsing, and what does them.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_COMMANDS_H
#define GPUBENCH_CLI_COMMANDS_H

#include "cli/options.h"
#include "status.h"

struct command {
    enum command_name id;
    const char *name;
    const char *summary;             // one line
    const char *description;         // paragraphs, parted by newlines
    const char *examples;            // lines
    const char *examples_over_ranks; // NULL: the same, of gpubench-mpi
    // Files that stand behind the options, and how help calls them; 0 and NULL: none.
    size_t files_least, files_most;
    const char *files;
    bool over_ranks; // gpubench-mpi has it too
};

extern const struct command commands[COMMAND_COUNT]; // by enum command_name

// Whether this program has it: gpubench-mpi lacks some.
bool command_is_used(const struct command *command);

// The command of that name, in either program; NULL: none.
const struct command *command_named(const char *name);

// For choosing: the name of this program's command `index`, NULL past the end.
const char *command_at(size_t index);

// perform.c calls these. Results go to standard output; the status decides the exit code.
MUST_CHECK enum status command_run(const struct options *options, struct error *error);
MUST_CHECK enum status command_sweep(const struct options *options, struct error *error);
MUST_CHECK enum status command_scale(const struct options *options, struct error *error);
MUST_CHECK enum status command_compare(const struct options *options, struct error *error);
MUST_CHECK enum status command_report(const struct options *options, struct error *error);
MUST_CHECK enum status command_selftest(const struct options *options, struct error *error);
MUST_CHECK enum status command_list(const struct options *options, struct error *error);
MUST_CHECK enum status command_verify(const struct options *options, struct error *error);
MUST_CHECK enum status command_emit(const struct options *options, struct error *error);
MUST_CHECK enum status command_manual(const struct options *options, struct error *error);

// Does what the options say, and makes sure that standard output took all of it.
MUST_CHECK enum status command_finish(const struct options *options, struct error *error);

// Does what the options say: help, version or the command.
MUST_CHECK enum status command_perform(const struct options *options, struct error *error);

#endif
