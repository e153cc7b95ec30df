// Choosing by name.
// SPDX-License-Identifier: MIT
#include "cli/choose.h"

#include <stdio.h>
#include <string.h>

enum { WORD = 32 }; // longer words are nowhere near any name

static size_t least(size_t one, size_t other) {
    return one < other ? one : other;
}

// Letters to insert, delete, replace or swap with the neighbour to get from one word to the other
// (optimal string alignment).
static size_t distance(const char *one, const char *other) {
    const size_t rows = strlen(one), columns = strlen(other);
    size_t table[WORD + 1][WORD + 1];
    if (rows > WORD || columns > WORD)
        return 2 * (size_t)WORD;
    for (size_t i = 0; i <= rows; i++) {
        for (size_t j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            const size_t replaced = table[i - 1][j - 1] + (one[i - 1] != other[j - 1]);
            table[i][j] = least(replaced, 1 + least(table[i - 1][j], table[i][j - 1]));
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                table[i][j] = least(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[rows][columns];
}

const char *nearest_name(const char *text, name_at *names) {
    const char *nearest = NULL;
    // One slip, and one more for every four letters; further off it's another word.
    size_t best = strlen(text) > 8 ? 4 : strlen(text) > 4 ? 3 : 2;
    for (size_t i = 0; strlen(text) > 1 && names(i); i++) {
        const size_t far = distance(text, names(i));
        if (far < best) {
            best = far;
            nearest = names(i);
        }
    }
    return nearest;
}

enum status choose(const char *what, const char *text, name_at *names, size_t *index,
                   struct error *error) {
    char all[256] = "";
    for (*index = 0; names(*index); ++*index) {
        if (strcmp(text, names(*index)) == 0)
            return STATUS_OK;
        const size_t length = strlen(all);
        snprintf(all + length, sizeof all - length, "%s%s", *index ? ", " : "", names(*index));
    }
    const char *near = nearest_name(text, names);
    if (near)
        return fail(error, STATUS_USAGE, "no such %s; did you mean '%s'? It can be %s", what, near,
                    all);
    return fail(error, STATUS_USAGE, "no such %s; it can be %s", what, all);
}
