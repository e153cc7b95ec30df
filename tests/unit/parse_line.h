// For tests of the command line: parsing the words of one line.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_PARSE_LINE_H
#define GPUBENCH_TESTS_PARSE_LINE_H

#include "cli/options.h"

#include <stdio.h>
#include <string.h>

enum { ARGUMENTS = 100 };

// Parses "gpubench" and the words of line.
static inline enum status parse(const char *line, struct options *options, struct error *error) {
    static char words[1000];
    char *argv[ARGUMENTS + 1] = {(char[]){"gpubench"}};
    int argc = 1;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word && argc < ARGUMENTS; word = strtok(NULL, " "))
        argv[argc++] = word;
    *error = (struct error){0};
    return options_parse(argc, argv, options, error);
}

#endif
