// The table of commands.
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/help.h"
#include "platform/facts.h"

#include <stdio.h>

const struct command commands[COMMAND_COUNT] = {
    [COMMAND_RUN] =
        {COMMAND_RUN, "run", "times backends against each other on the same list (the default)",
         "Every backend makes the same lists, is compared bit for bit with the plain reference, "
         "and "
         "is then timed in rounds that call each backend once, in shuffled order. The report has "
         "the median time of a run with its 95 % interval, rates, the share of what the memory "
         "takes at most, and the speed-up against one named row.\n"
         "Ctrl-C ends the run early: what was measured is reported and marked as interrupted; a "
         "second one ends it at once.",
         "gpubench\n"
         "gpubench --backend serial,pthread --size 1M --time 5\n"
         "gpubench run --type f32 --memory fresh --output run.json --output run.md\n"
         "gpubench run --backend serial,serial --precision 0.5",
         command_run},
    [COMMAND_LIST] =
        {COMMAND_LIST, "list", "says which backends are ready, and how to mend the others",
         "Each backend is asked in a process of its own whether it could run here. Nothing is "
         "made or timed, and an answer of \"unavailable\" is no error.",
         "gpubench list", command_list},
    [COMMAND_VERIFY] =
        {COMMAND_VERIFY, "verify", "compares every list with the reference; times nothing",
         "Each backend's whole output is compared bit for bit with the plain scalar reference, "
         "and so are its seams: odd counts, offsets past 2^32, a list made in parts. The digest "
         "is the same on every backend and machine for the same stream, type, seed and count.",
         "gpubench verify\n"
         "gpubench verify --backend pthread --workers 3 --type f32 --seed 0xfeed",
         command_verify},
    [COMMAND_EMIT] =
        {COMMAND_EMIT, "emit", "writes the list itself, made by one backend",
         "Writes elements FIRST to FIRST + COUNT of the stream to a file or to standard output, "
         "with nothing else among them. Memory for one slice is enough for any count, so it can "
         "feed a pipe for as long as the other end reads.",
         "gpubench emit --count 5 --format txt\n"
         "gpubench emit --first 2^40 --count 1G --output list.f64\n"
         "gpubench emit --backend pthread --count 2^60 | other-program\n"
         "gpubench emit --type f32 --format npy --output list.npy",
         command_emit},
};

const char *command_at(size_t index) {
    return index < COMMAND_COUNT ? commands[index].name : NULL;
}

enum status command_perform(const struct options *options, struct error *error) {
    if (options->version) {
        printf("gpubench %s (%s)\n", build_version(), build_revision());
        return STATUS_OK;
    }
    if (options->help) {
        help_print(options, stdout);
        return STATUS_OK;
    }
    return commands[options->command].run(options, error);
}
