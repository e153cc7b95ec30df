// Filling the one error type.
// SPDX-License-Identifier: MIT
#include "status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t control_character(const char *text) {
    const unsigned char first = (unsigned char)text[0], second = first ? (unsigned char)text[1] : 0;
    if (first == 0xC2 && second >= 0x80 && second <= 0x9F) // in UTF-8, those above ASCII
        return 2;
    return (first > 0 && first < ' ') || first == 0x7F;
}

// A message stays one line that a terminal shows as it is.
static void make_plain(char *message) {
    for (; *message; message++)
        for (size_t i = control_character(message); i > 0; i--)
            message[i - 1] = '?';
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
