// Completion for bash.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/completion.h"

#include <string.h>

// The line is parted at blanks, since readline also parts it at '=' and ':', which stand within
// values: `parted` is what readline takes to be there already, and does not want in an answer.
static const char beginning[] =
    "# Completion of gpubench for bash, made by `gpubench manual --format bash`.\n"
    "_gpubench() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} command=run option='' options='' values='' kind=''\n"
    "    local -a words\n"
    "    read -ra words <<<\"$line\"\n"
    "    [[ $line == *[[:blank:]] ]] && words+=('')\n"
    "    local last=$((${#words[@]} - 1))\n"
    "    local word=${words[last]} prefix='' own=${COMP_WORDS[COMP_CWORD]}\n"
    "    [[ $own == [=:] ]] && own=''\n"
    "    local parted=${word%\"$own\"}\n"
    "    ((last > 1)) && [[ ${words[1]} != -* ]] && command=${words[1]}\n"
    "    if [[ $word == --*=* ]]; then\n"
    "        option=${word%%=*} prefix=${word%%=*}= word=${word#*=}\n"
    "    elif ((last > 1)); then\n"
    "        option=${words[last - 1]}\n"
    "    fi\n";

static const char end[] =
    "    [[ $kind == words ]] && prefix+=${word%\"${word##*,}\"} word=${word##*,}\n"
    "    [[ $kind == '' ]] && values=$options\n"
    "    COMPREPLY=()\n"
    "    [[ $kind == file ]] && return # readline completes files' names itself\n"
    "    compopt +o default 2>/dev/null\n"
    "    local -a action=(-W \"$values\")\n"
    "    [[ $kind == program ]] && action=(-A command)\n"
    "    mapfile -t COMPREPLY < <(compgen -P \"$prefix\" \"${action[@]}\" -- \"$word\")\n"
    "    COMPREPLY=(\"${COMPREPLY[@]#\"$parted\"}\")\n"
    "} && complete -o default -F _gpubench gpubench\n";

static void write_options(const struct command *command, FILE *stream) {
    if (!command_is_used(command))
        return;
    fprintf(stream, "    %s) kind=%s options='", command->name,
            command->files != NULL ? "file" : "''");
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (option_is_of(row, command->id))
            fprintf(stream, "--%s ", row->name);
    fputs("' ;;\n", stream);
}

static const char *const kinds[] = {
    [VALUE_FREE] = "free", [VALUE_WORD] = "word",       [VALUE_WORDS] = "words",
    [VALUE_FILE] = "file", [VALUE_PROGRAM] = "program",
};

// "    run:--type | verify:--type) kind=word values='f64 f32' ;;"
static void write_values(const struct option_row *row, FILE *stream) {
    const char *between = "    ";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!option_is_of(row, commands[i].id))
            continue;
        fprintf(stream, "%s%s:--%s", between, commands[i].name, row->name);
        if (row->letter)
            fprintf(stream, " | %s:-%c", commands[i].name, row->letter);
        between = " | ";
    }
    fprintf(stream, ") kind=%s values='", kinds[completion_kind(row)]);
    completion_words(row, stream);
    fputs("' ;;\n", stream);
}

void manual_write_bash(FILE *stream) {
    fputs(beginning, stream);
    fputs("    case $command in\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        write_options(&commands[i], stream);
    fputs("    esac\n    ((last == 1)) && options+='", stream);
    for (size_t i = 0; command_at(i) != NULL; i++)
        fprintf(stream, "%s ", command_at(i));
    fputs("'\n    [[ $word == -* ]] && kind=''\n"
          "    case $command:$option in\n",
          stream);
    for (const struct option_row *row = option_rows(); row->name; row++)
        if (option_is_used(row) && completion_kind(row) != VALUE_NONE)
            write_values(row, stream);
    fputs("    esac\n", stream);
    fputs(end, stream);
}
