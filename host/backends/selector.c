// Matching devices with what is asked for.
// SPDX-License-Identifier: MIT
#include "backends/selector.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool contains(const char *text, const char *part, size_t length) {
    for (; *text; text++)
        if (strncasecmp(text, part, length) == 0)
            return true;
    return false;
}

// Of devices there are few: a longer number is part of a name.
static bool is_number(const char *text, size_t length) {
    size_t digits = 0;
    while (digits < length && isdigit((unsigned char)text[digits]))
        digits++;
    return length > 0 && length < 4 && digits == length;
}

static bool is(const char *text, const char *term, size_t length) {
    return strlen(text) == length && strncasecmp(text, term, length) == 0;
}

bool selector_matches(const struct device *device, const char *also, const char *term,
                      size_t length) {
    if (is_number(term, length))
        return is(device->selector, term, length);
    return length == 0 || is("all", term, length) || is(device->type, term, length) ||
           contains(device->name, term, length) || contains(also, term, length);
}

bool selector_joins(const char *selector) {
    return strchr(selector, '+') || strcasecmp(selector, "all") == 0;
}

void selector_join(struct device *whole, const struct device *more) {
    const size_t used = strlen(whole->name);
    snprintf(whole->name + used, sizeof whole->name - used, " + %s", more->name);
    whole->memory_bytes += more->memory_bytes;
    whole->compute_units += more->compute_units;
    whole->f64 = whole->f64 && more->f64;
    if (strcmp(whole->type, more->type) != 0)
        snprintf(whole->type, sizeof whole->type, "mixed");
}

void selector_append(char *list, size_t size, const struct device *device) {
    const size_t used = strlen(list);
    snprintf(list + used, size - used, "%s%s (%.40s, %s)", used ? ", " : "", device->selector,
             device->name, device->type);
}
