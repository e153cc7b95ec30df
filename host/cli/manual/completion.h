// What the completions of every shell are made of: which words an option's value can be.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_COMPLETION_H
#define GPUBENCH_CLI_COMPLETION_H

#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>

enum value_kind {
    VALUE_NONE,  // the option takes none
    VALUE_FREE,  // a number, or a name that only the user knows
    VALUE_WORD,  // one of the option's words
    VALUE_WORDS, // several of them, with commas between
    VALUE_FILE,
    VALUE_PROGRAM,
};

enum value_kind completion_kind(const struct option_row *row);

// The words that the option takes, with a blank between them.
void completion_words(const struct option_row *row, FILE *stream);

// The first sentence of the option's help, shortened to what a list of options has room for; quotes
// of shells and other signs that they would take for their own are left out.
enum { COMPLETION_TEXT = 80 };
void completion_text(const char *help, char text[static COMPLETION_TEXT]);

#endif
