// The table of options. Those that say what list, who makes it and where it goes stand in
// list/spec.c.
// SPDX-License-Identifier: MIT
#include "cli/backend_options.h"
#include "cli/options.h"
#include "cli/study_options.h"

#include <string.h>

static const char *format_at(size_t index) {
    return emit_formats[index].name;
}

static enum status check_baseline(const char *text, struct error *error) {
    return *text != '\0' // compared with the rows when the plan is made
               ? STATUS_OK
               : fail(error, STATUS_USAGE, "an empty name; write one that --backend has");
}

static enum status check_resume(const char *text, struct error *error) {
    return *text != '\0' ? STATUS_OK : fail(error, STATUS_USAGE, "not a file's name");
}

static enum status parse_output(const char *text, struct options *options, struct error *error) {
    if (*text == '\0' || strcmp(text, "-") == 0)
        return fail(error, STATUS_USAGE,
                    "not a file's name; leave --output out to write to standard output only");
    if (options->output_count == OUTPUTS)
        return fail(error, STATUS_USAGE, "too many files; %d can be written", OUTPUTS);
    options->outputs[options->output_count++] = text;
    return STATUS_OK;
}

enum {
    RUN = 1 << COMMAND_RUN,
    SWEEP = 1 << COMMAND_SWEEP,
    SCALE = 1 << COMMAND_SCALE,
    COMPARE = 1 << COMMAND_COMPARE,
    REPORT = 1 << COMMAND_REPORT,
    SELFTEST = 1 << COMMAND_SELFTEST,
    LIST = 1 << COMMAND_LIST,
    VERIFY = 1 << COMMAND_VERIFY,
    EMIT = 1 << COMMAND_EMIT,
    MANUAL = 1 << COMMAND_MANUAL,
    STUDIES = SWEEP | SCALE,
    MEASURED = RUN | STUDIES | SELFTEST,
    EVERY = (1 << COMMAND_COUNT) - 1,
};

#define OF_LIST                                                                                    \
    { .kind = SETTING_NONE } // of the list's fact of this name
#define IN(name) .offset = offsetof(struct options, name)
#define NUMBER(name, from, to)                                                                     \
    { .kind = SETTING_NUMBER, IN(name), .least = (from), .most = (to) }
#define PERCENT(name, from, to)                                                                    \
    { .kind = SETTING_PERCENT, IN(name), .least = (from), .most = (to) }
// A millisecond to a week.
#define SECONDS(name)                                                                              \
    { .kind = SETTING_SECONDS, IN(name), .least = 1e-3, .most = 604800 }
#define FLAG(name)                                                                                 \
    { .kind = SETTING_FLAG, IN(name) }
#define CHOICE(name, what, at)                                                                     \
    { .kind = SETTING_CHOICE, IN(name), .noun = (what), .names = (at) }
#define ARGUMENT(name, may_be)                                                                     \
    { .kind = SETTING_ARGUMENT, IN(name), .check = (may_be) }

// In the order of help. The defaults are the original experiment: ten lists of ten million doubles.
static const struct option_row table[] = {
    {"backend", 'b', "all|BACKEND,…", "all",
     "Backends, in the order of the report: names from `gpubench list`; NAME:SELECTOR is one "
     "device of several, by number, type (gpu, cpu), or a part of its name or platform; NAME alone "
     "is a row for each. NAME:all and NAME:0+1 split one list over several devices, opencl:0/2 "
     "over two halves of one. cpu and gpu stand for every backend of that kind that is ready (gpu "
     "for "
     "opencl:gpu, too). A name given twice has two rows, NAME and NAME#2, which should "
     "agree.",
     RUN | VERIFY | SWEEP, .parse = parse_backends},
    {"backend", 'b', "BACKEND,…", "pthread,process", "Backends that take several workers.",
     SCALE | OPTION_ALONE, .parse = parse_backends},
    {"backend", 'b', "BACKEND,…", "serial", "Backends, each on every rank.",
     SCALE | OPTION_OVER_RANKS, .parse = parse_backends},
    {"backend", 'b', "BACKEND,…", "serial,pthread",
     "Backends, each measured against itself: one is enough.", SELFTEST, .parse = parse_backends},
    {"backend", 'b', "BACKEND", "serial", "The backend that makes the list.", EMIT,
     .parse = parse_backend},
    {.before = "size"},
    {"size", 0, "N", "10M", "Elements of one list.", RUN | VERIFY | SCALE, .value = OF_LIST},
    {"size", 0, "N", "1M", "Elements of one list.", SELFTEST, .value = OF_LIST},
    {"size", 0, "A..B|N,…", "1K..100M",
     "Elements of one list, from A to B in equal steps of the logarithm, or the sizes named.",
     SWEEP, .parse = parse_sizes},
    {"steps", 0, "N", "2", "Sizes from one power of ten to the next, where --size is a range.",
     SWEEP, .value = NUMBER(steps, 1, 20)},
    {"between", 0, "A,B", NULL,
     "Two rows of --backend: the size from which on B is faster than A. Without it: each GPU row "
     "against the fastest CPU row of each size.",
     SWEEP, .parse = parse_between},
    {"lists", 0, "N", "10", "Lists of one run, made back to back.", RUN | VERIFY, .value = OF_LIST},
    {"lists", 0, "N", "1", "Lists of one run, made back to back.", STUDIES | SELFTEST,
     .value = OF_LIST},
    {.before = "workers"},
    {"first", 0, "N", "0", "Index of the first element, up to 2^60.", EMIT,
     .value = NUMBER(first, 0, 0x1p60)},
    {"count", 0, "N", "10M", "Elements to write, up to 2^60.", EMIT,
     .value = NUMBER(count, 0, 0x1p60)},
    {"workers", 0, "N", "auto",
     "Threads or children of the parallel backends, 1 to 4096; auto is one for each processor "
     "that this process may use.",
     RUN | SWEEP | SELFTEST | VERIFY | EMIT | OPTION_ALONE, .value = OF_LIST},
    {"workers", 0, "N", "auto",
     "Threads or children of the parallel backends on each rank, 1 to 4096; auto is one for each "
     "processor that the rank has to itself.",
     RUN | SWEEP | SCALE | VERIFY | OPTION_OVER_RANKS, .value = OF_LIST},
    {"ranks", 0, "A..B|N,…", "auto",
     "Numbers of ranks, the first of which is the base; the others wait meanwhile. auto is 1 to "
     "all "
     "ranks, each number up to 8 and then each power of two.",
     SCALE | OPTION_OVER_RANKS, .parse = parse_rank_list},
    {"gather", 0, NULL, NULL,
     "Delivered means gathered in the memory of rank 0, with its own time. Without it, each rank's "
     "slice is in the memory of its own machine.",
     RUN | OPTION_OVER_RANKS, .value = FLAG(gather)},
    {"workers", 0, "A..B|N,…", "auto",
     "Numbers of workers, the first of which is the base; auto is 1 to the processors that this "
     "process may use, each number up to 8 and then each power of two.",
     SCALE | OPTION_ALONE, .parse = parse_worker_list},
    {.before = NULL},
    {"baseline", 0, "BACKEND", NULL,
     "The row that speed-ups are against. Without it: serial, or else the first row that is fine.",
     RUN, .value = ARGUMENT(baseline, check_baseline)},
    {"precision", 0, "PCT", "1",
     "Sampling stops when the 95 % interval of every median is within this many per cent of it, "
     "0.01 to 50.",
     MEASURED, .value = PERCENT(precision, 0.01, 50)},
    {"time", 0, "SECONDS", "15", "Sampling stops after this time at the latest.", RUN,
     .value = SECONDS(time_s)},
    {"time", 0, "SECONDS", "8", "Sampling of each point stops after this time at the latest.",
     STUDIES, .value = SECONDS(time_s)},
    {"time", 0, "SECONDS", "1", "Sampling of each trial stops after this time at the latest.",
     SELFTEST, .value = SECONDS(time_s)},
    {"trials", 0, "N", "20", "Runs, each of which measures every backend twice, alternating.",
     SELFTEST, .value = NUMBER(trials, 2, 1000)},
    {"effect", 0, "PCT", "5",
     "The smallest difference that matters, in per cent: faster and slower are said of larger ones "
     "only.",
     COMPARE | SELFTEST, .value = PERCENT(effect, 0, 1000)},
    {"fail-on-regression", 0, "PCT", NULL,
     "Exit with 6 if a row is for certain slower by more than this many per cent, or has vanished.",
     COMPARE, .value = PERCENT(regression, 0, 1000)},
    {"fail-on-inconclusive", 0, NULL, NULL,
     "Exit with 6 if a row can't be judged, too: its interval spans --effect, or it has too few "
     "samples.",
     COMPARE, .value = FLAG(inconclusive)},
    {"patience", 0, "SECONDS", "60", "A backend silent for longer in one call is hung, and ended.",
     MEASURED | VERIFY, .value = SECONDS(patience_s)},
    {"statistics", 0, NULL, NULL,
     "Also tests a sample of the list: equidistribution, serial correlation, runs, gaps and "
     "birthday spacings. A good list fails one of them once in a thousand seeds.",
     VERIFY, .value = FLAG(statistics)},
    {"patience", 0, "SECONDS", "10", "A backend silent for longer is hung, and ended.", LIST,
     .value = SECONDS(patience_s)},
    {"format", 0, "FORMAT", "auto",
     "auto: as the extension of --output says, else raw; raw: little-endian values and nothing "
     "else; txt: one value a line, with the digits that "
     "bring back its exact bits; npy: what numpy.load reads; words: the 32 most significant bits "
     "of each f64 value as a 32-bit word, for test suites of random bits.",
     EMIT, .value = CHOICE(format, "format", format_at)},
    {"format", 0, "FORMAT", "roff",
     "roff: the manual page, for man; bash, zsh, fish: what completes command lines in that shell.",
     MANUAL, .value = CHOICE(manual, "format", manual_format_name)},
    {"output", 'o', "FILE", NULL,
     "Also writes the report to FILE, by its extension: .txt, .json, .csv, .md, .html, .svg, .png "
     "or .gp. Can be given several times; a file is written whole or not at all.",
     RUN | VERIFY | REPORT, .repeatable = true, .parse = parse_output},
    {"output", 'o', "FILE", NULL,
     "Also writes the report to FILE, by its extension: .txt, .json, .csv, .md, .html, .svg, .png "
     "or .gp. A .json file is written after each point, so that --resume can go on from it.",
     STUDIES, .repeatable = true, .parse = parse_output},
    {"output", 'o', "FILE", NULL, "Also writes the comparison to FILE: .txt or .md.", COMPARE,
     .repeatable = true, .parse = parse_output},
    {"resume", 0, "FILE", NULL,
     "Goes on from a JSON report of the same command that was stopped, after checking that plan, "
     "machine and build are the same, and writes to it.",
     STUDIES, .value = ARGUMENT(resume, check_resume)},
    {"output", 'o', "FILE", NULL,
     "Writes to FILE, whole or not at all, instead of standard output; see --format.", EMIT,
     .parse = parse_output},
    {"help", 'h', NULL, NULL, "Shows this help.", EVERY, .value = FLAG(help)},
    {"version", 'V', NULL, NULL, "Shows the version and the revision it was built from.", EVERY,
     .value = FLAG(version)},
};

static struct option_row rows[OPTION_ROWS_MOST + 1];

static unsigned commands_of(unsigned users) {
    return (users & FACT_MEASURED ? MEASURED : 0U) | (users & FACT_VERIFIED ? VERIFY : 0U) |
           (users & FACT_EMITTED ? EMIT : 0U);
}

static struct setting value_of(const struct list_fact *fact) {
    struct setting value = fact->setting;
    value.offset += offsetof(struct options, spec);
    return value;
}

static struct option_row row_of_fact(const struct list_fact *fact) {
    return (struct option_row){fact->setting.key,      0,          fact->argument,
                               fact->fallback,         fact->help, commands_of(fact->users),
                               .value = value_of(fact)};
}

static struct option_row complete(struct option_row row) {
    if (row.parse == NULL && row.value.kind == SETTING_NONE)
        row.value = value_of(list_fact_of(row.name));
    return row;
}

static size_t add_facts(size_t *fact, const char *before, size_t count) {
    for (; *fact < list_fact_count; ++*fact) {
        if (before != NULL && strcmp(list_facts[*fact].setting.key, before) == 0)
            break;
        if (list_facts[*fact].users != 0)
            rows[count++] = row_of_fact(&list_facts[*fact]);
    }
    return count;
}

static void make_rows(void) {
    size_t count = 0, fact = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].name == NULL)
            count = add_facts(&fact, table[i].before, count);
        else
            rows[count++] = complete(table[i]);
}

const struct option_row *option_rows(void) {
    if (rows[0].name == NULL)
        make_rows();
    return rows;
}
