// Filling the one error type.
// SPDX-License-Identifier: MIT
#include "status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// Bytes of the UTF-8 character that a text begins with; 0: it begins with none.
static size_t utf8_bytes(const unsigned char *text) {
    const size_t more = text[0] < 0x80   ? 0
                        : text[0] < 0xC2 ? 4
                        : text[0] < 0xE0 ? 1
                        : text[0] < 0xF0 ? 2
                        : text[0] < 0xF5 ? 3
                                         : 4;
    if (more == 4)
        return 0;
    for (size_t i = 1; i <= more; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    const bool overlong =
        (text[0] == 0xE0 && text[1] < 0xA0) || (text[0] == 0xF0 && text[1] < 0x90);
    const bool too_high =
        (text[0] == 0xED && text[1] > 0x9F) || (text[0] == 0xF4 && text[1] > 0x8F);
    return overlong || too_high ? 0 : more + 1;
}

size_t shown_character(const char *text, char shown[5]) {
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t length = utf8_bytes(bytes);
    const bool obeyed =
        bytes[0] < ' ' || bytes[0] == 0x7F || (bytes[0] == 0xC2 && bytes[1] <= 0x9F);
    snprintf(shown, 5, "%.*s", (int)(length > 0 ? length : 1), obeyed || length == 0 ? "?" : text);
    return length > 0 ? length : 1;
}

// A message stays one line that a terminal shows as it is.
static void make_plain(char *message) {
    char *to = message, shown[5];
    while (*message) {
        message += shown_character(message, shown);
        for (const char *from = shown; *from; from++) // no end before that of the whole
            *to++ = *from;
    }
    *to = '\0';
}

enum status fail(struct error *error, enum status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    make_plain(error->message);
    error->status = status;
    return status;
}

enum status fail_errno(struct error *error, enum status status, const char *format, ...) {
    const int number = errno;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    const size_t length = strlen(error->message);
    snprintf(error->message + length, sizeof error->message - length, ": %s", strerror(number));
    make_plain(error->message);
    error->status = status;
    return status;
}
