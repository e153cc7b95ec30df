// Sentences about the program, its commands and its options.
// SPDX-License-Identifier: MIT
#include "cli/manual/describe.h"

#include <stdio.h>
#include <string.h>

const char program_description[] =
    "Makes identical lists of random numbers on every backend, proves that they are identical bit "
    "for bit, and times all backends the same way. Alone it runs every backend that is ready on "
    "ten lists of ten million doubles, in under half a minute.";

const char value_notation[] =
    "A value follows behind a blank or '='. Numbers can be written as 10M, 1e7, 10_000_000, 2^20; "
    "K M G T are powers of 1000, Ki Mi Gi Ti of 1024. An option that takes one value is given "
    "once: a second one is refused, not preferred.";

const char *program_name(void) {
    return options_over_ranks ? "gpubench-mpi" : "gpubench";
}

const char *program_usage(void) {
    return options_over_ranks ? "mpirun -n RANKS gpubench-mpi" : "gpubench";
}

void describe_usage(const struct command *command, char *text, size_t size) {
    const bool implied = command->id == COMMAND_RUN;
    snprintf(text, size, "%s %s%s%s [options]%s%s", program_usage(), implied ? "[" : "",
             command->name, implied ? "]" : "", command->files ? " " : "",
             command->files ? command->files : "");
}

void describe_examples(const struct command *command, const char *indent, char *text, size_t size) {
    static const char own[] = "gpubench";
    const bool other = options_over_ranks && command->examples_over_ranks != NULL;
    const char *line = other ? command->examples_over_ranks : command->examples;
    const char *called = command->id == COMMAND_MANUAL ? program_name() : program_usage();
    size_t length = 0;
    while (*line != '\0') {
        const bool is_call = strncmp(line, own, strlen(own)) == 0;
        line += is_call ? strlen(own) : 0;
        const size_t rest = strcspn(line, "\n");
        const char *end = line[rest] == '\n' ? "\n" : "";
        length += (size_t)snprintf(text + length, size - length, "%s%s%.*s%s", indent,
                                   is_call ? called : "", (int)rest, line, end);
        line += rest + strlen(end);
    }
}

void describe_option(const struct option_row *row, char *text, size_t size) {
    size_t length = (size_t)snprintf(text, size, "%s", row->help);
    for (size_t i = 0; row->value.names && row->value.names(i); i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : " One of ",
                                   row->value.names(i));
    if (row->value.names)
        snprintf(text + length, size - length, ".");
}
