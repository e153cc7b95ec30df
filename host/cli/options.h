// The command line, parsed: one table of options gives parsing, defaults, checks and help.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_OPTIONS_H
#define GPUBENCH_CLI_OPTIONS_H

#include "cli/choose.h"
#include "cli/commands/emit_format.h"
#include "cli/manual/format.h"
#include "measure/plan.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command_name {
    COMMAND_RUN,
    COMMAND_SWEEP,
    COMMAND_SCALE,
    COMMAND_COMPARE,
    COMMAND_REPORT,
    COMMAND_SELFTEST,
    COMMAND_LIST,
    COMMAND_VERIFY,
    COMMAND_EMIT,
    COMMAND_MANUAL,
    COMMAND_COUNT
};

enum { OUTPUTS = 16, FILES = 64 };

struct options {
    enum command_name command;
    bool command_given; // false: `gpubench` alone means run
    bool help, version;
    const struct rank_group *group; // gpubench-mpi, in its harness: the ranks; NULL: none
    bool gather;                    // gpubench-mpi: lists end in the memory of rank 0
    const char *rank_text;          // gpubench-mpi scale: "1..8", a list, or "auto"
    char *backend_names;            // owned; rows point into it
    size_t row_count;
    struct plan_row rows[PLAN_ROWS];
    const char *baseline; // NULL: the harness decides
    struct list_spec spec;
    uint64_t first, count; // emit
    double precision;      // 0.01 = 1 %
    double time_s;
    double patience_s;
    size_t output_count;
    const char *outputs[OUTPUTS];
    unsigned format;         // emit: of emit_formats
    unsigned manual;         // enum manual_format
    bool statistics;         // verify: the list's statistical quality too
    const char *size_text;   // sweep: "1K..1G" or a list
    uint64_t steps;          // sweep: sizes a decade
    const char *worker_text; // scale: "1..8", a list, or "auto"
    char between[2][64];     // sweep: two rows; "" the default
    const char *resume;      // sweep, scale: the JSON file to go on from; NULL: none
    double effect;           // compare, selftest: the smallest that matters, 0.05 = 5 %
    double regression;       // compare: a row slower by more fails; negative: none does
    bool inconclusive;       // compare: a row that can't be judged fails
    uint64_t trials;         // selftest
    size_t file_count;       // compare, report: the files behind the options
    const char *files[FILES];
    char *command_line; // as typed, for the report; owned
};

// Beside an option's commands: which of the two programs has it, if not both.
enum option_program { OPTION_ALONE = 1 << 30, OPTION_OVER_RANKS = 1 << 29 };

// One option of one or more commands. Two rows may share a name where the commands differ.
struct option_row {
    const char *name; // behind "--"
    char letter;      // behind "-"; 0: none
    // How help calls the value; NULL: takes none. Shells complete a FILE, a PATH (of a program)
    // and what has BACKEND in it.
    const char *argument;
    const char *fallback; // the default, parsed like any value; NULL: none
    const char *help;
    unsigned commands; // bit 1 << COMMAND_X for each command that takes it; enum option_program
    bool repeatable;
    struct setting value; // of struct options: what the value is put into, where that is all
    // Else this puts it into the options.
    MUST_CHECK enum status (*parse)(const char *text, struct options *options, struct error *error);
    // Of a row without a name, which stands for the list's facts (list/spec.c) that come before
    // this one and not earlier; NULL: for the rest.
    const char *before;
};

// In the order of help; one without a name is behind the last.
enum { OPTION_ROWS_MOST = 96 };
const struct option_row *option_rows(void);

// Puts a value into the options; NULL for a row without an argument. Its sentence carries on from
// "--name 'value': ".
MUST_CHECK enum status option_put(const struct option_row *row, const char *text,
                                  struct options *options, struct error *error);

// Whether this program is gpubench-mpi, which has some commands less and options more. Set before
// parsing.
extern bool options_over_ranks;

bool option_is_of(const struct option_row *row, enum command_name command);

// Whether any command of this program takes it.
bool option_is_used(const struct option_row *row);

// Fills *options from defaults and arguments (argv may be reordered). --help and --version end the
// parsing. Free with options_free, after a failure as well.
MUST_CHECK enum status options_parse(int argc, char **argv, struct options *options,
                                     struct error *error);

// Takes a zeroed struct.
void options_free(struct options *options);

#endif
