// The table of commands.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"

#include <string.h>

const struct command commands[COMMAND_COUNT] = {
    [COMMAND_RUN] =
        {COMMAND_RUN, "run", "times backends against each other on the same list (the default)",
         "Every backend makes the same lists, is compared bit for bit with the plain reference, "
         "and "
         "is then timed in rounds that call each backend once, in shuffled order. The report has "
         "the median time of a run with its 95 % interval, rates, the share of what the memory "
         "takes at most, and the speed-up against one named row.\n"
         "Ctrl-C, a closed terminal or any other signal that asks for an end ends the run early: "
         "what "
         "was measured is reported and marked as interrupted; a second Ctrl-C ends it at once.",
         "gpubench\n"
         "gpubench --backend serial,pthread --size 1M --time 5\n"
         "gpubench run --type f32 --memory fresh --output run.json --output run.md\n"
         "gpubench run --backend serial,serial --precision 0.5",
         .over_ranks = true},
    [COMMAND_SWEEP] =
        {.id = COMMAND_SWEEP,
         .name = "sweep",
         .summary = "times backends over sizes: from which size on does it pay?",
         .description =
             "Every size is a run of its own, with verification and interleaved rounds. The answer "
             "is the break-even size of each GPU row against the fastest CPU row, resident and "
             "delivered, with its 95 % interval, or that there is none in this range. A size that "
             "doesn't fit the memory is skipped, and said so.\n"
             "Ctrl-C ends it after what is under way; --output FILE.json is written after each "
             "size, and --resume FILE.json goes on from there.",
         .examples = "gpubench sweep --size 1K..1G --output sweep.json --output sweep.html\n"
                     "gpubench sweep --resume sweep.json --size 1K..1G\n"
                     "gpubench sweep --size 10K,1M,100M --between serial,pthread",
         .over_ranks = true},
    [COMMAND_SCALE] =
        {.id = COMMAND_SCALE,
         .name = "scale",
         .summary = "times backends over workers, or ranks of MPI: how far does it scale?",
         .description =
             "Strong: the same list made by 1 to N workers (of gpubench-mpi: ranks). Weak: a list "
             "that is as many times as "
             "long. The report has speed-up, efficiency, Karp-Flatt's serial fraction and the "
             "share "
             "of the write ceiling, with 95 % intervals from samples that are independent, since "
             "runs with other numbers of them follow each other.",
         .examples = "gpubench scale --output scale.html\n"
                     "gpubench scale --backend pthread --workers 1,2,4 --size 50M",
         .examples_over_ranks = "gpubench scale --ranks 1,2,4 --size 50M --output scale.html",
         .over_ranks = true},
    [COMMAND_COMPARE] =
        {.id = COMMAND_COMPARE,
         .name = "compare",
         .summary = "says of each row of two or more reports: faster, slower, same or inconclusive",
         .description =
             "Every further report is compared with the first: what differs in machine and build, "
             "then each row that both have. Slower means that the whole interval of the ratio of "
             "medians lies beyond --effect; all intervals together hold with 95 %, however many "
             "rows there are. Reports are JSON files of run, sweep and scale.",
         .examples = "gpubench compare before.json after.json\n"
                     "gpubench compare --fail-on-regression 5 main.json branch.json",
         .files_least = 2,
         .files_most = FILES,
         .files = "A.json B.json …"},
    [COMMAND_REPORT] =
        {.id = COMMAND_REPORT,
         .name = "report",
         .summary = "shows a JSON report again, and writes it in other forms",
         .description =
             "Reads what run, sweep or scale wrote with --output FILE.json. Figures that "
             "follow from the samples are computed anew.",
         .examples = "gpubench report sweep.json --output sweep.html",
         .files_least = 1,
         .files_most = 1,
         .files = "FILE.json"},
    [COMMAND_SELFTEST] =
        {.id = COMMAND_SELFTEST,
         .name = "selftest",
         .summary = "compares every backend with itself: how far can this machine be trusted?",
         .description =
             "Each trial measures every backend twice in one run, alternating, and compares the "
             "two; runs are compared with each other as well. Since nothing differs, every "
             "\"faster\" "
             "or \"slower\" is a false alarm. The report has their share, and the smallest "
             "difference "
             "that can be told from noise here.",
         .examples = "gpubench selftest\n"
                     "gpubench selftest --backend pthread --trials 50 --size 10M"},
    [COMMAND_LIST] =
        {COMMAND_LIST, "list", "says which backends are ready, and how to mend the others",
         "Each backend is asked in a process of its own whether it could run here. Nothing is "
         "made or timed, and an answer of \"unavailable\" is no error.",
         "gpubench list", .examples_over_ranks = NULL},
    [COMMAND_VERIFY] =
        {COMMAND_VERIFY, "verify", "compares every list with the reference; times nothing",
         "Each backend's whole output is compared bit for bit with the plain scalar reference, "
         "and so are its seams: odd counts, offsets past 2^32, a list made in parts. The digest "
         "is the same on every backend and machine for the same stream, type, seed and count.",
         "gpubench verify\n"
         "gpubench verify --backend pthread --workers 3 --type f32 --seed 0xfeed",
         .over_ranks = true},
    [COMMAND_EMIT] =
        {COMMAND_EMIT, "emit", "writes the list itself, made by one backend",
         "Writes elements FIRST to FIRST + COUNT of the stream to a file or to standard output, "
         "with nothing else among them. Memory for one slice is enough for any count, so it can "
         "feed a pipe for as long as the other end reads.",
         "gpubench emit --count 5 --format txt\n"
         "gpubench emit --first 2^40 --count 1G --output list.f64\n"
         "gpubench emit --backend pthread --count 2^60 | other-program\n"
         "gpubench emit --type f32 --format npy --output list.npy",
         .examples_over_ranks = NULL},
    [COMMAND_MANUAL] =
        {COMMAND_MANUAL, "manual", "prints the manual page, or completions for a shell",
         "Made from the tables that give --help. Where gpubench was installed, man and the shells "
         "have them already; these are for a program that was only built.",
         "gpubench manual | man -l -\n"
         "source <(gpubench manual --format bash)\n"
         "gpubench manual --format fish >~/.config/fish/completions/gpubench.fish",
         .examples_over_ranks = "gpubench manual | man -l -", .over_ranks = true},
};

bool options_over_ranks;

bool command_is_used(const struct command *command) {
    return !options_over_ranks || command->over_ranks;
}

const struct command *command_named(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const char *command_at(size_t index) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (command_is_used(&commands[i]) && index-- == 0)
            return commands[i].name;
    return NULL;
}
