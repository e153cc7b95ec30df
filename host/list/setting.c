// Reading, choosing and comparing settings.
// SPDX-License-Identifier: MIT
#include "list/setting.h"

#include "streams/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *setting_in(const struct setting *setting, const void *structure) {
    return (char *)structure + setting->offset;
}

uint64_t setting_number(const struct setting *setting, const void *structure) {
    uint64_t number;
    memcpy(&number, setting_in(setting, structure), sizeof number);
    return number;
}

static size_t index_of_stream(const struct stream *stream) {
    size_t index = 0;
    while (streams[index] != NULL && streams[index] != stream)
        index++;
    return index;
}

// The enums' values are small and not negative, which makes them unsigned.
static size_t index_in(const struct setting *setting, const void *structure) {
    const struct stream *stream;
    unsigned value;
    if (setting->kind == SETTING_STREAM) {
        memcpy(&stream, setting_in(setting, structure), sizeof stream);
        return index_of_stream(stream);
    }
    memcpy(&value, setting_in(setting, structure), sizeof value);
    return value;
}

void setting_choose(const struct setting *setting, size_t index, void *structure) {
    const unsigned value = (unsigned)index;
    if (setting->kind == SETTING_STREAM)
        memcpy(setting_in(setting, structure), &streams[index], sizeof streams[index]);
    else
        memcpy(setting_in(setting, structure), &value, sizeof value);
}

const char *setting_text(const struct setting *setting, const void *structure,
                         char buffer[static SETTING_NUMBER_TEXT]) {
    if (setting->kind == SETTING_CHOICE || setting->kind == SETTING_STREAM)
        return setting->names(index_in(setting, structure));
    if (setting->kind == SETTING_TEXT) {
        const char *text = setting_in(setting, structure);
        return *text == '\0' && setting->word != NULL ? setting->word : text;
    }
    const uint64_t number = setting_number(setting, structure);
    if (number == 0 && setting->word != NULL)
        return setting->word;
    snprintf(buffer, SETTING_NUMBER_TEXT, "%" PRIu64, number);
    return buffer;
}

static bool take_seed(const char *text, uint64_t *seed) {
    errno = 0;
    *seed = strtoull(text, NULL, 10);
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0' && errno == 0;
}

static bool take_text(const struct setting *setting, const char *text, char *to) {
    const bool is_word = setting->word != NULL && strcmp(text, setting->word) == 0;
    if (strlen(text) >= setting->size)
        return false;
    snprintf(to, setting->size, "%s", is_word ? "" : text);
    return true;
}

bool setting_take(const struct setting *setting, const char *text, void *structure) {
    void *at = setting_in(setting, structure);
    if (setting->kind == SETTING_SEED)
        return take_seed(text, at);
    if (setting->kind == SETTING_TEXT)
        return take_text(setting, text, at);
    for (size_t i = 0; setting->names(i) != NULL; i++)
        if (strcmp(text, setting->names(i)) == 0) {
            setting_choose(setting, i, structure);
            return true;
        }
    return false;
}

bool setting_same(const struct setting *setting, const void *one, const void *other) {
    char a[SETTING_NUMBER_TEXT], b[SETTING_NUMBER_TEXT];
    return strcmp(setting_text(setting, one, a), setting_text(setting, other, b)) == 0;
}
