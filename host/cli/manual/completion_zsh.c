// Completion for zsh: a specification of _arguments for each option of each command.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/completion.h"

static void write_action(const struct option_row *row, FILE *stream) {
    switch (completion_kind(row)) {
    case VALUE_NONE:
        return;
    case VALUE_FREE:
        fputs(": ", stream);
        return;
    case VALUE_WORD:
        fputs(":(", stream);
        completion_words(row, stream);
        fputc(')', stream);
        return;
    case VALUE_WORDS: // the words of a list are parted by commas
        fputs(":_sequence compadd - ", stream);
        completion_words(row, stream);
        return;
    case VALUE_FILE:
        fputs(":_files", stream);
        return;
    case VALUE_PROGRAM:
        fputs(":_command_names -e", stream);
        return;
    }
}

// '(-b --backend)'{-b+,--backend=}'[…]:BACKEND:…' — a repeatable one has '*' and excludes nothing.
static void write_option(const struct option_row *row, FILE *stream) {
    char text[COMPLETION_TEXT];
    const char *value = row->argument != NULL ? "=" : "";
    completion_text(row->help, text);
    fputs(" \\\n            ", stream);
    if (row->repeatable)
        fputs("'*'", stream);
    else if (row->letter)
        fprintf(stream, "'(-%c --%s)'", row->letter, row->name);
    if (row->letter)
        fprintf(stream, "{-%c%s,--%s%s}", row->letter, row->argument != NULL ? "+" : "", row->name,
                value);
    else
        fprintf(stream, "--%s%s", row->name, value);
    fprintf(stream, "'[%s]", text);
    if (row->argument != NULL)
        fprintf(stream, ":%s", row->argument);
    write_action(row, stream);
    fputc('\'', stream);
}

static void write_command(const struct command *command, FILE *stream) {
    if (!command_is_used(command))
        return;
    fprintf(stream, "    %s)\n        _arguments -s", command->name);
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (option_is_of(row, command->id))
            write_option(row, stream);
    if (command->files != NULL)
        fprintf(stream, " \\\n            '%s:FILE:_files'", command->files_most > 1 ? "*" : "1");
    fputs(" ;;\n", stream);
}

static void write_names(FILE *stream) {
    fputs("    local -a commands=(", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char text[COMPLETION_TEXT];
        if (!command_is_used(&commands[i]))
            continue;
        completion_text(commands[i].summary, text);
        fprintf(stream, "\n        '%s:%s'", commands[i].name, text);
    }
    fputs(")\n", stream);
}

void manual_write_zsh(FILE *stream) {
    fputs("#compdef gpubench\n"
          "# Completion of gpubench for zsh, made by `gpubench manual --format zsh`.\n"
          "_gpubench() {\n"
          "    local curcontext=$curcontext command=run\n",
          stream);
    write_names(stream);
    fputs("    ((CURRENT == 2)) && _describe command commands\n"
          "    if ((CURRENT > 2)) && [[ $words[2] != -* ]]; then\n"
          "        command=$words[2]\n"
          "        shift words\n"
          "        ((CURRENT--))\n"
          "    fi\n"
          "    case $command in\n",
          stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        write_command(&commands[i], stream);
    fputs("    esac\n"
          "}\n"
          "if [[ $funcstack[1] == _gpubench ]]; then\n"
          "    _gpubench \"$@\" # loaded by compinit\n"
          "else\n"
          "    compdef _gpubench gpubench # sourced\n"
          "fi\n",
          stream);
}
