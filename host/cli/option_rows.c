// The table of options, and how each value gets into struct options.
// SPDX-License-Identifier: MIT
#include "backends/cpu/transport.h"
#include "cli/backend_options.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/study_options.h"
#include "measure/results.h"
#include "platform/program.h"
#include "report/data/names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t elements_max = UINT64_C(1) << 60;

// --- The names to choose from ---

static const char *delivery_at(size_t index) {
    return delivery_name((enum delivery)index);
}

static const char *transport_at(size_t index) {
    return transport_name((enum transport_name)index);
}

static const char *format_at(size_t index) {
    return emit_formats[index].name;
}

// --- The list ---

static enum status parse_stream(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("stream", text, stream_at, &index, error);
    options->stream = streams[index];
    return status;
}

static enum status parse_type(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("type", text, type_at, &index, error);
    options->type = (enum element_type)index;
    return status;
}

static enum status parse_size(const char *text, struct options *options, struct error *error) {
    return number_parse(text, 1, elements_max, &options->size, error);
}

static enum status parse_lists(const char *text, struct options *options, struct error *error) {
    return number_parse(text, 1, elements_max, &options->lists, error);
}

static enum status parse_seed(const char *text, struct options *options, struct error *error) {
    return number_parse_seed(text, &options->seed, error);
}

static enum status parse_first(const char *text, struct options *options, struct error *error) {
    return number_parse(text, 0, elements_max, &options->first, error);
}

static enum status parse_count(const char *text, struct options *options, struct error *error) {
    return number_parse(text, 0, elements_max, &options->count, error);
}

// --- How it is made and measured ---

static enum status parse_workers(const char *text, struct options *options, struct error *error) {
    options->workers = 0;
    if (strcmp(text, "auto") == 0)
        return STATUS_OK;
    return number_parse(text, 1, WORKERS_MAX, &options->workers, error);
}

static enum status parse_gather(const char *text, struct options *options, struct error *error) {
    (void)text, (void)error;
    options->gather = true;
    return STATUS_OK;
}

static enum status parse_memory(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("mode", text, memory_at, &index, error);
    options->memory = (enum memory_mode)index;
    return status;
}

static enum status parse_delivery(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("kind of memory", text, delivery_at, &index, error);
    options->delivery = (enum delivery)index;
    return status;
}

static enum status parse_transport(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("transport", text, transport_at, &index, error);
    options->transport = (enum transport_name)index;
    return status;
}

static enum status parse_python(const char *text, struct options *options, struct error *error) {
    options->python = text;
    return program_exists(text)
               ? STATUS_OK
               : fail(error, STATUS_USAGE, "no such program; write an interpreter's name or path");
}

static enum status parse_kernel(const char *text, struct options *options, struct error *error) {
    // Which kernels there are is known to the device's backend alone.
    options->kernel = strcmp(text, "auto") == 0 ? "" : text;
    const bool is_name = islower((unsigned char)*text) &&
                         text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    return is_name ? STATUS_OK
                   : fail(error, STATUS_USAGE,
                          "no kernel's name; write one in small letters, as a report's \"kernel\" "
                          "shows it");
}

static enum status parse_isa(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("vector level", text, isa_at, &index, error);
    options->isa = (enum isa)index;
    return status;
}

static enum status parse_stores(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("kind of store", text, stores_at, &index, error);
    options->stores = (enum stores)index;
    return status;
}

static enum status parse_precision(const char *text, struct options *options, struct error *error) {
    double percent;
    const enum status status = number_parse_decimal(text, "%", 0.01, 50, &percent, error);
    options->precision = percent / 100;
    return status;
}

// A millisecond to a week.
static enum status parse_time(const char *text, struct options *options, struct error *error) {
    return number_parse_decimal(text, "s", 1e-3, 604800, &options->time_s, error);
}

static enum status parse_patience(const char *text, struct options *options, struct error *error) {
    return number_parse_decimal(text, "s", 1e-3, 604800, &options->patience_s, error);
}

// --- Where it goes ---

static enum status parse_output(const char *text, struct options *options, struct error *error) {
    if (*text == '\0' || strcmp(text, "-") == 0)
        return fail(error, STATUS_USAGE,
                    "not a file's name; leave --output out to write to standard output only");
    if (options->output_count == OUTPUTS)
        return fail(error, STATUS_USAGE, "too many files; %d can be written", OUTPUTS);
    options->outputs[options->output_count++] = text;
    return STATUS_OK;
}

static enum status parse_format(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("format", text, format_at, &index, error);
    options->format = &emit_formats[index];
    return status;
}

static const char *manual_at(size_t index) {
    return manual_formats[index].name;
}

static enum status parse_manual(const char *text, struct options *options, struct error *error) {
    size_t index;
    const enum status status = choose("format", text, manual_at, &index, error);
    options->manual = &manual_formats[index];
    return status;
}

static enum status parse_help(const char *text, struct options *options, struct error *error) {
    (void)text, (void)error;
    options->help = true;
    return STATUS_OK;
}

static enum status parse_version(const char *text, struct options *options, struct error *error) {
    (void)text, (void)error;
    options->version = true;
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

// In the order of help. The defaults are the original experiment: ten lists of ten million doubles.
const struct option_row option_rows[] = {
    {"backend", 'b', "all|BACKEND,…", "all",
     "Backends, in the order of the report: names from `gpubench list`; NAME:SELECTOR is one "
     "device of several, by number, type (gpu, cpu), or a part of its name or platform; NAME alone "
     "is a row for each. NAME:all and NAME:0+1 split one list over several devices, opencl:0/2 "
     "over two halves of one. A name given twice has two rows, NAME and NAME#2, which should "
     "agree.",
     RUN | VERIFY | SWEEP, false, parse_backends, NULL},
    {"backend", 'b', "BACKEND,…", "pthread,process", "Backends that take several workers.",
     SCALE | OPTION_ALONE, false, parse_backends, NULL},
    {"backend", 'b', "BACKEND,…", "serial", "Backends, each on every rank.",
     SCALE | OPTION_OVER_RANKS, false, parse_backends, NULL},
    {"backend", 'b', "BACKEND,…", "serial,pthread",
     "Backends, each measured against itself: one is enough.", SELFTEST, false, parse_backends,
     NULL},
    {"backend", 'b', "BACKEND", "serial", "The backend that makes the list.", EMIT, false,
     parse_backend, NULL},
    {"stream", 0, "NAME", "curand",
     "The sequence of values, which stream, type and seed alone decide.", MEASURED | VERIFY | EMIT,
     false, parse_stream, stream_at},
    {"type", 0, "TYPE", "f64", "Type of the elements: double or single precision.",
     MEASURED | VERIFY | EMIT, false, parse_type, type_at},
    {"size", 0, "N", "10M", "Elements of one list.", RUN | VERIFY | SCALE, false, parse_size, NULL},
    {"size", 0, "N", "1M", "Elements of one list.", SELFTEST, false, parse_size, NULL},
    {"size", 0, "A..B|N,…", "1K..100M",
     "Elements of one list, from A to B in equal steps of the logarithm, or the sizes named.",
     SWEEP, false, parse_sizes, NULL},
    {"steps", 0, "N", "2", "Sizes from one power of ten to the next, where --size is a range.",
     SWEEP, false, parse_steps, NULL},
    {"between", 0, "A,B", NULL,
     "Two rows of --backend: the size from which on B is faster than A. Without it: each GPU row "
     "against the fastest CPU row of each size.",
     SWEEP, false, parse_between, NULL},
    {"lists", 0, "N", "10", "Lists of one run, made back to back.", RUN | VERIFY, false,
     parse_lists, NULL},
    {"lists", 0, "N", "1", "Lists of one run, made back to back.", STUDIES | SELFTEST, false,
     parse_lists, NULL},
    {"seed", 0, "N", "1234", "Any 64-bit number, decimal or 0x…", MEASURED | VERIFY | EMIT, false,
     parse_seed, NULL},
    {"first", 0, "N", "0", "Index of the first element, up to 2^60.", EMIT, false, parse_first,
     NULL},
    {"count", 0, "N", "10M", "Elements to write, up to 2^60.", EMIT, false, parse_count, NULL},
    {"workers", 0, "N", "auto",
     "Threads or children of the parallel backends, 1 to 4096; auto is one for each processor "
     "that this process may use.",
     RUN | SWEEP | SELFTEST | VERIFY | EMIT | OPTION_ALONE, false, parse_workers, NULL},
    {"workers", 0, "N", "auto",
     "Threads or children of the parallel backends on each rank, 1 to 4096; auto is one for each "
     "processor that the rank has to itself.",
     RUN | SWEEP | SCALE | VERIFY | OPTION_OVER_RANKS, false, parse_workers, NULL},
    {"ranks", 0, "A..B|N,…", "auto",
     "Numbers of ranks, the first of which is the base; the others wait meanwhile. auto is 1 to "
     "all "
     "ranks, each number up to 8 and then each power of two.",
     SCALE | OPTION_OVER_RANKS, false, parse_rank_list, NULL},
    {"gather", 0, NULL, NULL,
     "Delivered means gathered in the memory of rank 0, with its own time. Without it, each rank's "
     "slice is in the memory of its own machine.",
     RUN | OPTION_OVER_RANKS, false, parse_gather, NULL},
    {"workers", 0, "A..B|N,…", "auto",
     "Numbers of workers, the first of which is the base; auto is 1 to the processors that this "
     "process may use, each number up to 8 and then each power of two.",
     SCALE | OPTION_ALONE, false, parse_worker_list, NULL},
    {"memory", 0, "MODE", "reuse",
     "reuse makes the lists' memory once; fresh makes it anew inside every sample, as the "
     "original program does.",
     MEASURED | VERIFY, false, parse_memory, memory_at},
    {"delivery", 0, "MEMORY", "pinned",
     "Host memory that the CUDA backends deliver lists to: pinned, which the card writes by "
     "itself, "
     "or pageable, which is ordinary memory, by way of pinned buffers.",
     MEASURED | VERIFY, false, parse_delivery, delivery_at},
    {"transport", 0, "KIND", "shm",
     "How the children of process hand over their lists: shm, in shared memory that this program "
     "reads too; pipe, socket, fifo, mqueue: the kernel copies them.",
     MEASURED | VERIFY | EMIT, false, parse_transport, transport_at},
    {"python", 0, "PATH", NULL,
     "The interpreter of the backends python-serial, python-thread and python-process, which run "
     "the original experiment: --backend python means all three, all none of them. Without it: "
     "python3.",
     MEASURED | VERIFY, false, parse_python, NULL},
    {"kernel", 0, "NAME", "auto",
     "The kernel of backends that have several (opencl); auto tries them all when the device is "
     "opened and keeps the fastest that is exact. Other backends are not concerned.",
     MEASURED | VERIFY | EMIT, false, parse_kernel, NULL},
    {"isa", 0, "LEVEL", "auto",
     "Vector level of the CPU backends; auto is the fastest that this processor runs.",
     MEASURED | VERIFY | EMIT, false, parse_isa, isa_at},
    {"stores", 0, "KIND", "auto",
     "How the CPU backends store: plain leaves values in the caches, streaming goes past them; "
     "auto tries both and keeps the faster.",
     MEASURED | VERIFY | EMIT, false, parse_stores, stores_at},
    {"baseline", 0, "BACKEND", NULL,
     "The row that speed-ups are against. Without it: serial, or else the first row that is fine.",
     RUN, false, parse_baseline, NULL},
    {"precision", 0, "PCT", "1",
     "Sampling stops when the 95 % interval of every median is within this many per cent of it, "
     "0.01 to 50.",
     MEASURED, false, parse_precision, NULL},
    {"time", 0, "SECONDS", "15", "Sampling stops after this time at the latest.", RUN, false,
     parse_time, NULL},
    {"time", 0, "SECONDS", "8", "Sampling of each point stops after this time at the latest.",
     STUDIES, false, parse_time, NULL},
    {"time", 0, "SECONDS", "1", "Sampling of each trial stops after this time at the latest.",
     SELFTEST, false, parse_time, NULL},
    {"trials", 0, "N", "20", "Runs, each of which measures every backend twice, alternating.",
     SELFTEST, false, parse_trials, NULL},
    {"effect", 0, "PCT", "5",
     "The smallest difference that matters, in per cent: faster and slower are said of larger ones "
     "only.",
     COMPARE | SELFTEST, false, parse_effect, NULL},
    {"fail-on-regression", 0, "PCT", NULL,
     "Exit with 6 if a row is for certain slower by more than this many per cent.", COMPARE, false,
     parse_regression, NULL},
    {"patience", 0, "SECONDS", "60", "A backend silent for longer in one call is hung, and ended.",
     MEASURED | VERIFY, false, parse_patience, NULL},
    {"statistics", 0, NULL, NULL,
     "Also tests a sample of the list: equidistribution, serial correlation, runs, gaps and "
     "birthday spacings. A good list fails one of them once in a thousand seeds.",
     VERIFY, false, parse_statistics, NULL},
    {"patience", 0, "SECONDS", "10", "A backend silent for longer is hung, and ended.", LIST, false,
     parse_patience, NULL},
    {"format", 0, "FORMAT", "raw",
     "raw: little-endian values and nothing else; txt: one value a line, with the digits that "
     "bring back its exact bits; npy: what numpy.load reads; words: the 32 most significant bits "
     "of each f64 value as a 32-bit word, for test suites of random bits.",
     EMIT, false, parse_format, format_at},
    {"format", 0, "FORMAT", "roff",
     "roff: the manual page, for man; bash, zsh, fish: what completes command lines in that shell.",
     MANUAL, false, parse_manual, manual_at},
    {"output", 'o', "FILE", NULL,
     "Also writes the report to FILE, by its extension: .txt, .json, .csv, .md, .html, .svg, .png "
     "or .gp. Can be given several times; a file is written whole or not at all.",
     RUN | VERIFY | REPORT, true, parse_output, NULL},
    {"output", 'o', "FILE", NULL,
     "Also writes the report to FILE, by its extension: .txt, .json, .csv, .md, .html, .svg, .png "
     "or .gp. A .json file is written after each point, so that --resume can go on from it.",
     STUDIES, true, parse_output, NULL},
    {"output", 'o', "FILE", NULL, "Also writes the comparison to FILE: .txt or .md.", COMPARE, true,
     parse_output, NULL},
    {"resume", 0, "FILE", NULL,
     "Goes on from a JSON report of the same command that was stopped, after checking that plan, "
     "machine and build are the same, and writes to it.",
     STUDIES, false, parse_resume, NULL},
    {"output", 'o', "FILE", NULL,
     "Writes to FILE, whole or not at all, instead of standard output.", EMIT, false, parse_output,
     NULL},
    {"help", 'h', NULL, NULL, "Shows this help.", EVERY, false, parse_help, NULL},
    {"version", 'V', NULL, NULL, "Shows the version and the revision it was built from.", EVERY,
     false, parse_version, NULL},
};

const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
