// Writing help.
// SPDX-License-Identifier: MIT
#include "cli/manual/help.h"
#include "cli/commands/commands.h"
#include "cli/exit_codes.h"
#include "cli/manual/describe.h"
#include "platform/environment.h"

#include <string.h>

// Columns of a line, and of the options or names before their descriptions.
enum { WIDTH = 80, OPTIONS = 24, NAMES = 14 };

// Columns of text: bytes that don't continue a UTF-8 character.
static int columns_of(const char *text, size_t length) {
    int columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

// Words from column `at` on, wrapped to lines that begin at `indent`; ends the line.
static void print_wrapped(const char *text, int at, int indent, FILE *stream) {
    fprintf(stream, "%*s", at < indent ? indent - at : 0, "");
    int column = indent;
    while (*text) {
        const size_t length = strcspn(text, " \n");
        const int columns = columns_of(text, length);
        if (column > indent && column + 1 + columns > WIDTH) {
            fprintf(stream, "\n%*s", indent, "");
            column = indent;
        }
        const char *gap = column > indent ? " " : "";
        fprintf(stream, "%s%.*s", gap, (int)length, text);
        column += columns + (int)strlen(gap);
        text += length;
        if (*text == '\n') {
            fprintf(stream, "\n%*s", indent, "");
            column = indent;
        }
        text += *text != '\0';
    }
    fputc('\n', stream);
}

// The term, and its description in a column of its own.
static void print_term(const char *term, const char *text, int indent, FILE *stream) {
    int column = fprintf(stream, "  ") + columns_of(term, strlen(term));
    fputs(term, stream);
    if (column >= indent) {
        fputc('\n', stream);
        column = 0;
    }
    print_wrapped(text, column, indent, stream);
}

static void print_option(const struct option_row *row, FILE *stream) {
    char term[64], text[DESCRIPTION_SIZE];
    const char letter[] = {'-', row->letter, ',', ' ', '\0'};
    snprintf(term, sizeof term, "%s--%s%s%s", row->letter ? letter : "    ", row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    describe_option(row, text, sizeof text);
    const size_t length = strlen(text);
    if (row->fallback)
        snprintf(text + length, sizeof text - length, " [%s]", row->fallback);
    print_term(term, text, OPTIONS, stream);
}

static void print_options(enum command_name command, FILE *stream) {
    fputs("\nOptions, with their defaults in brackets:\n", stream);
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (option_is_of(row, command))
            print_option(row, stream);
    fputc('\n', stream);
    print_wrapped(value_notation, 0, 0, stream);
}

static void print_examples(const struct command *command, FILE *stream) {
    char lines[EXAMPLES_SIZE];
    describe_examples(command, "  ", lines, sizeof lines);
    fprintf(stream, "\nExamples:\n%s\n", lines);
}

static void print_environment(FILE *stream) {
    fputs("\nEnvironment:\n", stream);
    for (const struct environment_variable *known = environment_variables; known->name; known++)
        if (known->meaning)
            print_term(known->name, known->meaning, OPTIONS, stream);
}

static void print_exit_codes(FILE *stream) {
    fputs("\nExit codes:\n", stream);
    for (const struct exit_code *code = exit_codes; code->meaning; code++)
        fprintf(stream, "  %3d  %s\n", code->code, code->meaning);
    fprintf(stream, "%s\n", exit_code_precedence);
}

static void print_command(const struct command *command, FILE *stream) {
    char usage[80];
    describe_usage(command, usage, sizeof usage);
    fprintf(stream, "Usage: %s\n\n", usage);
    print_wrapped(command->description, 0, 0, stream);
    print_options(command->id, stream);
    print_examples(command, stream);
    print_exit_codes(stream);
}

static void print_program(FILE *stream) {
    fprintf(stream, "Usage: %s [command] [options]\n\n", program_usage());
    print_wrapped(program_description, 0, 0, stream);
    fputs("\nCommands:\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (command_is_used(&commands[i]))
            print_term(commands[i].name, commands[i].summary, NAMES, stream);
    fputs("\nBackends:\n", stream);
    for (size_t i = 0; backends[i]; i++)
        print_term(backends[i]->name, backends[i]->summary, NAMES, stream);
    fputs("\nStreams:\n", stream);
    for (size_t i = 0; streams[i]; i++)
        print_term(streams[i]->name, streams[i]->summary, NAMES, stream);
    fputc('\n', stream);
    print_wrapped("`gpubench COMMAND --help` explains a command's options; options without a "
                  "command are those of run. `gpubench manual | man -l -` shows all as one page.",
                  0, 0, stream);
    print_environment(stream);
    print_examples(&commands[COMMAND_RUN], stream);
    print_exit_codes(stream);
}

void help_print(const struct options *options, FILE *stream) {
    if (options->command_given)
        print_command(&commands[options->command], stream);
    else
        print_program(stream);
}
