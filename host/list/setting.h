// A setting as data: the member of a struct that holds it, its kind, and the values it can have.
// Parsing options, writing and reading files and comparing need no more.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_LIST_SETTING_H
#define GPUBENCH_LIST_SETTING_H

#include "names.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_kind {
    SETTING_NONE,
    SETTING_NUMBER, // uint64_t, least to most; `word` is said for 0
    SETTING_SEED,   // uint64_t, any; text in files, whose readers may keep 53 bits only
    SETTING_CHOICE, // an enum: the index of a name
    SETTING_STREAM, // const struct stream *, chosen by name
    SETTING_TEXT,   // char[size]; `word` is said for "", if there is one
    // Of options only, which aren't written to files:
    SETTING_ARGUMENT, // const char *, the argument itself
    SETTING_FLAG,     // bool, true once it is given
    SETTING_PERCENT,  // double, a share; least and most in per cent
    SETTING_SECONDS,  // double
};

struct setting {
    const char *key;
    enum setting_kind kind;
    size_t offset, size; // of the member in its struct, in bytes
    const char *word;    // NULL: none
    double least, most;
    name_at *names;
    const char *noun; // what a name is one of, for sentences: "transport"
    // Of texts and arguments: whether it can be one; NULL: any can. Its sentence carries on from
    // the text.
    MUST_CHECK enum status (*check)(const char *text, struct error *error);
};

// The member of this struct.
void *setting_in(const struct setting *setting, const void *structure);

uint64_t setting_number(const struct setting *setting, const void *structure); // NUMBER, SEED

// The value by its index among the names. CHOICE, STREAM
void setting_choose(const struct setting *setting, size_t index, void *structure);

// The value as text: a number, a name, the word or the text itself. It lives as long as the
// structure, and until the next call with the same buffer.
enum { SETTING_NUMBER_TEXT = 24 };
const char *setting_text(const struct setting *setting, const void *structure,
                         char buffer[static SETTING_NUMBER_TEXT]);

// The same way back, from a file: false where the text is no value of the setting. Of a NUMBER,
// files have no text.
MUST_CHECK bool setting_take(const struct setting *setting, const char *text, void *structure);

bool setting_same(const struct setting *setting, const void *one, const void *other);

#endif
