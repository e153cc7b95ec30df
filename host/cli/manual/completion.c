// Words and short texts for completions.
// SPDX-License-Identifier: MIT
#include "cli/manual/completion.h"

#include <string.h>

static bool is_of_backends(const struct option_row *row) {
    return row->argument != NULL && strstr(row->argument, "BACKEND") != NULL;
}

enum value_kind completion_kind(const struct option_row *row) {
    if (row->argument == NULL)
        return VALUE_NONE;
    if (row->value.names != NULL)
        return VALUE_WORD;
    if (is_of_backends(row))
        return strchr(row->argument, ',') != NULL ? VALUE_WORDS : VALUE_WORD;
    if (strcmp(row->argument, "FILE") == 0)
        return VALUE_FILE;
    return strcmp(row->argument, "PATH") == 0 ? VALUE_PROGRAM : VALUE_FREE;
}

// Whether the command line's own check takes the word.
static bool is_taken(const struct option_row *row, const char *word) {
    struct options options = {0};
    struct error unused;
    const bool taken = option_put(row, word, &options, &unused) == STATUS_OK;
    options_free(&options);
    return taken;
}

static bool is_first_of_family(size_t index) {
    if (backends[index]->family == NULL)
        return false;
    for (size_t i = 0; i < index; i++)
        if (backends[i]->family != NULL &&
            strcmp(backends[i]->family, backends[index]->family) == 0)
            return false;
    return true;
}

// The words of an option that names backends, in the order of the report: "all" where
// several can be named, and a family's name before its first backend.
static void backend_words(const struct option_row *row, FILE *stream) {
    fputs(completion_kind(row) == VALUE_WORDS ? "all " : "", stream);
    const char *blank = "";
    for (size_t i = 0; backends[i]; i++) {
        const char *const names[] = {is_first_of_family(i) ? backends[i]->family : NULL,
                                     backends[i]->name};
        for (size_t j = 0; j < 2; j++) {
            if (names[j] == NULL || !is_taken(row, names[j]))
                continue;
            fprintf(stream, "%s%s", blank, names[j]);
            blank = " ";
        }
    }
}

void completion_words(const struct option_row *row, FILE *stream) {
    for (size_t i = 0; row->value.names != NULL && row->value.names(i) != NULL; i++)
        fprintf(stream, "%s%s", i > 0 ? " " : "", row->value.names(i));
    if (row->value.names == NULL && is_of_backends(row))
        backend_words(row, stream);
}

void completion_text(const char *help, char text[static COMPLETION_TEXT]) {
    static const char more[] = "…";
    const char *end = strstr(help, ". ");
    size_t left = end != NULL ? (size_t)(end - help) : strlen(help);
    left -= left > 0 && help[left - 1] == '.';
    size_t length = 0, word = 0;
    for (; left > 0 && length < COMPLETION_TEXT - sizeof more; left--, help++) {
        if (strchr("'\"`[]$\\", *help) != NULL)
            continue;
        word = *help == ' ' ? length : word;
        text[length++] = *help;
    }
    snprintf(text + (left > 0 ? word : length), sizeof more, "%s", left > 0 ? more : "");
}
