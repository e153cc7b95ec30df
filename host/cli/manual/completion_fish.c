// Completion for fish: a line for each row of the table of options.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/completion.h"

static const char beginning[] =
    "# Completion of gpubench for fish, made by `gpubench manual --format fish`.\n"
    "function __gpubench_at_command\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "function __gpubench_is # whether the line's command is one of those named\n"
    "    set -l words (commandline -opc)\n"
    "    set -l command run\n"
    "    set -q words[2]; and not string match -q -- '-*' $words[2]; and set command $words[2]\n"
    "    contains -- $command $argv\n"
    "end\n"
    "function __gpubench_list # each word, behind what is typed up to the last comma\n"
    "    set -l typed (commandline -ct | string replace -r '^--[a-z-]+=' '' "
    "| string match -r '^.*,')\n"
    "    printf '%s\\n' \"$typed\"$argv\n"
    "end\n"
    "complete -c gpubench -f\n";

static void write_value(const struct option_row *row, FILE *stream) {
    switch (completion_kind(row)) {
    case VALUE_NONE:
        return;
    case VALUE_FREE:
        fputs(" -x", stream);
        return;
    case VALUE_WORD:
        fputs(" -x -a '", stream);
        completion_words(row, stream);
        fputc('\'', stream);
        return;
    case VALUE_WORDS:
        fputs(" -x -a '(__gpubench_list ", stream);
        completion_words(row, stream);
        fputs(")'", stream);
        return;
    case VALUE_FILE:
        fputs(" -r -F", stream);
        return;
    case VALUE_PROGRAM:
        fputs(" -x -a '(__fish_complete_command)'", stream);
        return;
    }
}

static void write_option(const struct option_row *row, FILE *stream) {
    char text[COMPLETION_TEXT];
    completion_text(row->help, text);
    fputs("complete -c gpubench -n '__gpubench_is", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (option_is_of(row, commands[i].id))
            fprintf(stream, " %s", commands[i].name);
    fputs("'", stream);
    if (row->letter)
        fprintf(stream, " -s %c", row->letter);
    fprintf(stream, " -l %s", row->name);
    write_value(row, stream);
    fprintf(stream, " -d '%s'\n", text);
}

static void write_command(const struct command *command, FILE *stream) {
    char text[COMPLETION_TEXT];
    if (!command_is_used(command))
        return;
    completion_text(command->summary, text);
    fprintf(stream, "complete -c gpubench -n __gpubench_at_command -a %s -d '%s'\n", command->name,
            text);
    if (command->files != NULL)
        fprintf(stream, "complete -c gpubench -n '__gpubench_is %s' -F\n", command->name);
}

void manual_write_fish(FILE *stream) {
    fputs(beginning, stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        write_command(&commands[i], stream);
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (option_is_used(row))
            write_option(row, stream);
}
