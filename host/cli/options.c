// From arguments to struct options, by getopt_long and the table of options.
// SPDX-License-Identifier: MIT
#include "cli/options.h"
#include "cli/commands/commands.h"
#include "cli/values.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Values that getopt_long returns for row i: above every letter, and clear of '?' and ':'.
enum { FIRST_ROW = 256, ROWS = OPTION_ROWS_MOST };

bool option_is_of(const struct option_row *row, enum command_name command) {
    if (row->commands & (options_over_ranks ? OPTION_ALONE : OPTION_OVER_RANKS))
        return false;
    return command_is_used(&commands[command]) && row->commands & 1U << command;
}

bool option_is_used(const struct option_row *row) {
    bool used = false;
    for (size_t command = 0; command < COMMAND_COUNT; command++)
        used = used || option_is_of(row, (enum command_name)command);
    return used;
}

// --- Sentences about what is not an option ---

static const char *option_at(size_t index) {
    return option_rows()[index].name; // NULL behind the last
}

static bool begins(const char *name, const char *prefix, size_t length) {
    return strncmp(name, prefix, length) == 0;
}

// How many options of the command begin with what was typed.
static unsigned count_beginning(enum command_name command, const char *typed, size_t length) {
    unsigned count = 0;
    for (const struct option_row *row = option_rows(); row->name; row++)
        count += option_is_of(row, command) && begins(row->name, typed, length);
    return count;
}

// The name of a command that takes the option; NULL if none does.
static const char *command_with(const char *option) {
    for (const struct option_row *row = option_rows(); row->name; row++)
        for (size_t command = 0; command < COMMAND_COUNT; command++)
            if (strcmp(row->name, option) == 0 && option_is_of(row, (enum command_name)command))
                return commands[command].name;
    return NULL;
}

static enum status unknown_option(const char *typed, enum command_name command,
                                  struct error *error) {
    const char *program = commands[command].name;
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(typed + 2, "="), typed + 2);
    const unsigned beginning = count_beginning(command, name, strlen(name));
    if (beginning == 1)
        return fail(error, STATUS_USAGE, "--%s takes no value", name);
    if (beginning > 1)
        return fail(error, STATUS_USAGE, "--%s could mean several options of gpubench %s", name,
                    program);
    const char *other = command_with(name);
    if (other)
        return fail(error, STATUS_USAGE, "gpubench %s has no option --%s; gpubench %s has", program,
                    name, other);
    const char *near = nearest_name(name, option_at);
    if (near)
        return fail(error, STATUS_USAGE, "gpubench %s has no option --%s; did you mean --%s?",
                    program, name, near);
    return fail(error, STATUS_USAGE, "gpubench %s has no option --%s; gpubench %s --help has all",
                program, name, program);
}

static enum status not_an_option(int code, const char *typed, enum command_name command,
                                 struct error *error) {
    if (code == ':')
        return fail(error, STATUS_USAGE, "%s needs a value", typed);
    if (begins(typed, "--", 2))
        return unknown_option(typed, command, error);
    return fail(error, STATUS_USAGE, "gpubench %s has no option -%c; gpubench %s --help has all",
                commands[command].name, optopt, commands[command].name);
}

static enum status left_over(const char *argument, struct error *error) {
    if (command_named(argument) != NULL)
        return fail(error, STATUS_USAGE, "'%s': the command stands first, as in gpubench %s …",
                    argument, argument);
    return fail(error, STATUS_USAGE, "'%s' is not an option; options begin with --", argument);
}

// The files that stand behind the options.
static enum status take_files(int count, char **files, struct options *options,
                              struct error *error) {
    const struct command *command = &commands[options->command];
    if (count > 0 && command->files_most == 0)
        return left_over(files[0], error);
    if ((size_t)count < command->files_least)
        return fail(error, STATUS_USAGE, "gpubench %s needs %zu %s behind its options: %s",
                    command->name, command->files_least,
                    command->files_least == 1 ? "file" : "files", command->files);
    if ((size_t)count > command->files_most)
        return fail(error, STATUS_USAGE, "gpubench %s takes %zu %s at most", command->name,
                    command->files_most, command->files_most == 1 ? "file" : "files");
    for (int i = 0; i < count; i++)
        options->files[options->file_count++] = files[i];
    return STATUS_OK;
}

// --- Values ---

enum status option_put(const struct option_row *row, const char *text, struct options *options,
                       struct error *error) {
    return row->parse != NULL ? row->parse(text, options, error)
                              : value_parse(&row->value, text, options, error);
}

static enum status parse_value(const struct option_row *row, const char *text,
                               struct options *options, struct error *error) {
    struct error reason = {0};
    const enum status status = option_put(row, text, options, &reason);
    if (status == STATUS_OK)
        return STATUS_OK;
    return fail(error, status, "--%s '%.100s': %.380s", row->name, text ? text : "",
                reason.message);
}

static enum status set_defaults(struct options *options, struct error *error) {
    for (const struct option_row *row = option_rows(); row->name; row++) {
        if (!row->fallback || !option_is_of(row, options->command))
            continue;
        TRY(parse_value(row, row->fallback, options, error));
    }
    return STATUS_OK;
}

// --- getopt_long from the table ---

struct syntax {
    struct option longs[ROWS + 1];
    char letters[2 * ROWS + 2];
};

static void make_syntax(enum command_name command, struct syntax *syntax) {
    size_t longs = 0, letters = 0;
    *syntax = (struct syntax){0};
    syntax->letters[letters++] = ':'; // tell a missing value from an unknown option
    for (const struct option_row *row = option_rows(); row->name; row++) {
        if (!option_is_of(row, command))
            continue;
        const int takes = row->argument ? required_argument : no_argument;
        syntax->longs[longs++] =
            (struct option){row->name, takes, NULL, FIRST_ROW + (int)(row - option_rows())};
        if (row->letter) {
            syntax->letters[letters++] = row->letter;
            if (row->argument)
                syntax->letters[letters++] = ':';
        }
    }
}

// The row that getopt_long's answer names; NULL for '?' and ':'.
static const struct option_row *row_of(int code, enum command_name command) {
    if (code >= FIRST_ROW)
        return &option_rows()[code - FIRST_ROW];
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (row->letter == code && option_is_of(row, command))
            return row;
    return NULL;
}

// Where an option stands several times the last one counts, so that who calls gpubench by way of a
// script can change what the script says.
static enum status parse_options(int argc, char **argv, struct options *options,
                                 struct error *error) {
    struct syntax syntax;
    make_syntax(options->command, &syntax);
    opterr = 0;
    optind = 0; // 0, not 1: start anew, even after an earlier parse
    while (!options->help && !options->version) {
        const int code = getopt_long(argc, argv, syntax.letters, syntax.longs, NULL);
        if (code == -1)
            break;
        const struct option_row *row = row_of(code, options->command);
        if (!row)
            return not_an_option(code, argv[optind - 1], options->command, error);
        TRY(parse_value(row, optarg, options, error));
    }
    return options->help || options->version
               ? STATUS_OK
               : take_files(argc - optind, argv + optind, options, error);
}

// --- The whole line ---

// The arguments as one line that a shell would take: odd ones in single quotes.
static char *command_line_of(int argc, char **argv) {
    char *line = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&line, &length);
    if (!memory)
        return NULL;
    for (int i = 0; i < argc; i++) {
        const char *odd = strpbrk(argv[i], " \t\n\"'`$\\&|;<>()*?[]#~!");
        fprintf(memory, "%s%s", i ? " " : "", odd || !*argv[i] ? "'" : "");
        for (const char *letter = argv[i]; *letter; letter++)
            fputs(*letter == '\'' ? "'\\''" : (char[]){*letter, '\0'}, memory);
        fputs(odd || !*argv[i] ? "'" : "", memory);
    }
    fclose(memory);
    return line;
}

// The command, where the first argument is none of the options.
static enum status parse_command(int argc, char **argv, struct options *options,
                                 struct error *error) {
    options->command_given = argc > 1 && argv[1][0] != '-';
    if (!options->command_given)
        return STATUS_OK;
    const struct command *command = command_named(argv[1]);
    size_t index;
    struct error reason;
    if (command == NULL && choose("command", argv[1], command_at, &index, &reason) != STATUS_OK)
        return fail(error, STATUS_USAGE, "'%.100s': %.380s", argv[1], reason.message);
    if (!command_is_used(command))
        return fail(error, STATUS_USAGE, "'%s' needs one process only: gpubench %s", argv[1],
                    argv[1]);
    options->command = command->id;
    return STATUS_OK;
}

enum status options_parse(int argc, char **argv, struct options *options, struct error *error) {
    *options = (struct options){.command = COMMAND_RUN, .regression = -1};
    enum status status = parse_command(argc, argv, options, error);
    if (status != STATUS_OK)
        return status;
    options->command_line = command_line_of(argc, argv);
    if (!options->command_line)
        return fail(error, STATUS_MEMORY, "no memory for the command line");
    status = set_defaults(options, error);
    if (status != STATUS_OK)
        return status;
    const int skipped = options->command_given; // getopt_long takes the command for argv[0]
    return parse_options(argc - skipped, argv + skipped, options, error);
}

void options_free(struct options *options) {
    free(options->backend_names);
    free(options->command_line);
    *options = (struct options){0};
}
