// The manual page, in the macros of man(7), which every reader of pages knows.
// SPDX-License-Identifier: MIT
#include "cli/exit_codes.h"
#include "cli/manual/describe.h"
#include "platform/environment.h"
#include "platform/facts.h"

#include <stdbool.h>
#include <string.h>

// Columns of a line of the source.
enum { WIDTH = 72 };

struct named_text {
    const char *name, *text;
};

static const struct named_text selectors[] = {
    {"opencl, cuda, cuda-kernel", "every device, a row each"},
    {"opencl:1", "the device of that number in `gpubench list`"},
    {"opencl:gpu, opencl:cpu", "by type"},
    {"opencl:pocl, cuda:h100", "by a part of its name, its platform or its UUID"},
    {"opencl:0+1, cuda:all",
     "one list made by those devices, or by all of them, in proportion to their measured speed"},
    {"opencl:0/2", "one list made by device 0 cut into two sub-devices"},
    {"python", "python-serial, python-thread and python-process, which all leaves out"},
};

static const struct named_text files[] = {
    {"/etc/OpenCL/vendors/*.icd", "OpenCL's drivers, each named by a file."},
    {"~/.cache/pocl", "Kernels that PoCL has compiled."},
    {"/dev/mqueue", "Message queues of --transport mqueue."},
};

// ---- text

// One letter, where roff would take it for its own. Every '-' is an ASCII one, so that options can
// be searched for and copied.
static void put_letter(char letter, bool begins_line, FILE *stream) {
    if (begins_line && letter == '.')
        fputs("\\&", stream);
    switch (letter) {
    case '\\':
        fputs("\\e", stream);
        return;
    case '-':
        fputs("\\-", stream);
        return;
    case '\'':
        fputs("\\(aq", stream);
        return;
    case '^':
        fputs("\\(ha", stream);
        return;
    case '~':
        fputs("\\(ti", stream);
        return;
    default:
        fputc(letter, stream);
    }
}

static void put_words(const char *words, FILE *stream) {
    for (const char *letter = words; *letter; letter++)
        put_letter(*letter, letter == words, stream);
}

// Sentences: broken into lines at blanks; what stands in backquotes is bold; a newline parts
// paragraphs.
static void put_text(const char *text, FILE *stream) {
    int column = 0;
    bool bold = false;
    for (; *text; text++) {
        if (*text == '\n') {
            fputs("\n.PP\n", stream);
        } else if (*text == ' ' && column + 1 + (int)strcspn(text + 1, " \n") > WIDTH) {
            fputc('\n', stream);
        } else if (*text == '`') {
            bold = !bold;
            fputs(bold ? "\\fB" : "\\fR", stream);
        } else {
            put_letter(*text, column == 0, stream);
            column++;
            continue;
        }
        column = *text == '`' ? column : 0;
    }
    fputc('\n', stream);
}

static void put_bold(const char *words, FILE *stream) {
    fputs("\\fB", stream);
    put_words(words, stream);
    fputs("\\fR", stream);
}

static void put_term(const char *name, const char *text, FILE *stream) {
    fputs(".TP\n", stream);
    put_bold(name, stream);
    fputc('\n', stream);
    put_text(text, stream);
}

static void put_terms(const struct named_text *terms, size_t count, FILE *stream) {
    for (size_t i = 0; i < count; i++)
        put_term(terms[i].name, terms[i].text, stream);
}

// ---- commands

// "mpirun -n RANKS gpubench-mpi run|sweep|… [options]"
static void put_synopsis_over_ranks(FILE *stream) {
    const char *bar = "";
    fputs(".br\n\\fBmpirun\\fR \\-n RANKS \\fBgpubench\\-mpi\\fR ", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i].over_ranks)
            continue;
        fprintf(stream, "%s%s", bar, commands[i].name);
        bar = "|";
    }
    fputs(" [options]\n", stream);
}

static void put_synopsis(FILE *stream) {
    fputs(".SH SYNOPSIS\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char usage[80];
        if (!command_is_used(&commands[i]))
            continue;
        describe_usage(&commands[i], usage, sizeof usage);
        fputs(i ? ".br\n" : "", stream);
        put_bold(program_usage(), stream);
        put_words(usage + strlen(program_usage()), stream);
        fputc('\n', stream);
    }
    if (!options_over_ranks)
        put_synopsis_over_ranks(stream);
}

static void put_names_of_options(enum command_name command, FILE *stream) {
    fputs(".PP\nOptions:\n", stream);
    for (const struct option_row *row = option_rows(); row->name; row++) {
        if (!option_is_of(row, command))
            continue;
        fputs("\\fB\\-\\-", stream);
        put_words(row->name, stream);
        fputs(row[1].name ? "\\fR,\n" : "\\fR.\n", stream); // --version is all's last
    }
}

static void put_commands(FILE *stream) {
    fputs(".SH COMMANDS\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!command_is_used(&commands[i]))
            continue;
        fprintf(stream, ".SS %s\n", commands[i].name);
        put_text(commands[i].description, stream);
        put_names_of_options(commands[i].id, stream);
    }
}

static void put_examples(FILE *stream) {
    fputs(".SH EXAMPLES\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char lines[EXAMPLES_SIZE];
        if (!command_is_used(&commands[i]))
            continue;
        fputs(i ? ".PP\n" : "", stream);
        fprintf(stream, "\\fB%s\\fR ", commands[i].name);
        put_text(commands[i].summary, stream);
        fputs(".PP\n.RS 4\n.EX\n", stream);
        describe_examples(&commands[i], "", lines, sizeof lines);
        for (const char *letter = lines; *letter; letter++)
            put_letter(*letter, letter == lines || letter[-1] == '\n', stream);
        fputs("\n.EE\n.RE\n", stream);
    }
}

// ---- options

// Whether the command takes it in the program that has the row.
static bool is_taken(const struct option_row *row, const struct command *command) {
    return command_is_used(command) && row->commands & 1U << command->id;
}

// "Of run, sweep and verify.", "Of gpubench-mpi scale." or "Of every command."
static void put_takers(const struct option_row *row, FILE *stream) {
    const bool is_of_all = row->commands == (1U << COMMAND_COUNT) - 1;
    size_t left = 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        left += is_taken(row, &commands[i]);
    fputs(is_of_all ? "Of every command" : "Of", stream);
    fputs(row->commands & OPTION_OVER_RANKS ? " \\fBgpubench\\-mpi\\fR" : "", stream);
    for (size_t i = 0; !is_of_all && i < COMMAND_COUNT; i++)
        if (is_taken(row, &commands[i])) {
            left--;
            fprintf(stream, "\n\\fI%s\\fR%s", commands[i].name,
                    left > 1    ? ","
                    : left == 1 ? " and"
                                : "");
        }
    fputs(".\n", stream);
}

static void put_option(const struct option_row *row, FILE *stream) {
    char text[DESCRIPTION_SIZE];
    fputs(".TP\n", stream);
    if (row->letter)
        fprintf(stream, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", stream);
    put_words(row->name, stream);
    fputs("\\fR \\fI", stream);
    put_words(row->argument ? row->argument : "", stream);
    fputs("\\fR\n", stream);
    describe_option(row, text, sizeof text);
    put_text(text, stream);
    if (row->fallback) {
        fputs("Default: ", stream);
        put_bold(row->fallback, stream);
        fputs(".\n", stream);
    }
    put_takers(row, stream);
}

static void put_options(FILE *stream) {
    fputs(".SH OPTIONS\n", stream);
    put_text(value_notation, stream);
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (!options_over_ranks || option_is_used(row))
            put_option(row, stream);
}

// ---- what else there is to know

static void put_backends(FILE *stream) {
    fputs(".SH BACKENDS\n", stream);
    for (size_t i = 0; backends[i]; i++)
        put_term(backends[i]->name, backends[i]->summary, stream);
    fputs(".PP\nDevices are named behind a colon:\n", stream);
    put_terms(selectors, sizeof selectors / sizeof *selectors, stream);
}

static void put_streams(FILE *stream) {
    fputs(".SH STREAMS\n", stream);
    put_text("Stream, type and seed alone decide each value: the backend, the number of workers "
             "and how the work is cut up change nothing.",
             stream);
    for (size_t i = 0; streams[i]; i++)
        put_term(streams[i]->name, streams[i]->summary, stream);
}

static void put_exit_codes(FILE *stream) {
    fputs(".SH EXIT STATUS\n", stream);
    for (const struct exit_code *code = exit_codes; code->meaning; code++) {
        fprintf(stream, ".TP\n\\fB%d\\fR\n", code->code);
        put_text(code->meaning, stream);
    }
    fputs(".PP\n", stream);
    put_text(exit_code_precedence, stream);
}

static void put_environment(FILE *stream) {
    fputs(".SH ENVIRONMENT\n", stream);
    for (const struct environment_variable *known = environment_variables; known->name; known++)
        if (known->meaning)
            put_term(known->name, known->meaning, stream);
    fputs(".PP\nReports record, where they are set:\n", stream);
    const char *comma = "";
    for (const struct environment_variable *known = environment_variables; known->name; known++) {
        if (!known->recorded)
            continue;
        fputs(comma, stream);
        put_bold(known->name, stream);
        comma = ",\n";
    }
    fputs(".\n", stream);
}

static void put_heading(FILE *stream) {
    fprintf(stream,
            ".\\\" Made by `gpubench manual` from the tables that give --help: change those.\n"
            ".TH GPUBENCH%s 1 \"%s\" \"gpubench %s\" \"User Commands\"\n"
            ".SH NAME\n"
            "%s \\- makes identical random lists on %s, and times them\n",
            options_over_ranks ? "\\-MPI" : "", build_date(), build_version(),
            options_over_ranks ? "gpubench\\-mpi" : "gpubench",
            options_over_ranks ? "MPI ranks" : "CPU and GPU");
}

void manual_write_page(FILE *stream) {
    put_heading(stream);
    put_synopsis(stream);
    fputs(".SH DESCRIPTION\n", stream);
    put_text(program_description, stream);
    fputs(".PP\n", stream);
    put_text(
        "`gpubench-mpi`, built where there is an MPI, makes one list over its ranks, each rank a "
        "slice with backends and workers of its own.",
        stream);
    put_commands(stream);
    put_options(stream);
    put_backends(stream);
    put_streams(stream);
    put_exit_codes(stream);
    put_environment(stream);
    fputs(".SH FILES\n", stream);
    put_terms(files, sizeof files / sizeof *files, stream);
    put_examples(stream);
    fputs(".SH SEE ALSO\n", stream);
    fputs(options_over_ranks ? "\\fBgpubench\\fR(1),\n\\fBmpirun\\fR(1),\n\\fBsrun\\fR(1),\n" : "",
          stream);
    fputs("\\fBclinfo\\fR(1),\n\\fBnvidia\\-smi\\fR(1),\n\\fBgnuplot\\fR(1),\n"
          "\\fBdieharder\\fR(1)\n",
          stream);
}
