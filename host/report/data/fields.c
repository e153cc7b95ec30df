// Reading fields strictly.
// SPDX-License-Identifier: MIT
#include "report/data/fields.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reader_refuse(struct reader *reader, const char *format, ...) {
    if (reader->status != STATUS_OK)
        return;
    char what[ERROR_MESSAGE_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    reader->status = fail(reader->error, STATUS_USAGE, "%.100s is no report of gpubench%s%s: %s",
                          reader->file, reader->where[0] ? ", in " : "", reader->where, what);
}

static const char *type_name(json_type type) {
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",       [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
        [JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true or false",
        [JSON_FALSE] = "true or false",    [JSON_NULL] = "null",
    };
    return names[type];
}

const json_t *field(struct reader *reader, const json_t *object, const char *key, json_type type) {
    if (reader->status != STATUS_OK)
        return NULL;
    const json_t *value = json_object_get(object, key);
    if (value == NULL)
        reader_refuse(reader, "\"%s\" is missing", key);
    else if (json_typeof(value) != type)
        reader_refuse(reader, "\"%s\" is %s, not %s", key, type_name(json_typeof(value)),
                      type_name(type));
    return reader->status == STATUS_OK ? value : NULL;
}

double field_number(struct reader *reader, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (reader->status != STATUS_OK)
        return 0;
    if (!json_is_number(value)) {
        reader_refuse(reader, "\"%s\" is no number", key);
        return 0;
    }
    const double number = json_number_value(value);
    if (isfinite(number) && number >= 0)
        return number;
    reader_refuse(reader, "\"%s\" is %g, which it can't be", key, number);
    return 0;
}

bool field_is_null(const json_t *object, const char *key) {
    return json_is_null(json_object_get(object, key));
}

double field_number_or(struct reader *reader, const json_t *object, const char *key,
                       double absent) {
    return field_is_null(object, key) ? absent : field_number(reader, object, key);
}

uint64_t field_count(struct reader *reader, const json_t *object, const char *key, uint64_t most) {
    const json_t *value = field(reader, object, key, JSON_INTEGER);
    const json_int_t count = value == NULL ? 0 : json_integer_value(value);
    if (count >= 0 && (uint64_t)count <= most)
        return (uint64_t)count;
    reader_refuse(reader, "\"%s\" is %lld, not of 0 to %llu", key, (long long)count,
                  (unsigned long long)most);
    return 0;
}

uint64_t field_unsigned_text(struct reader *reader, const json_t *object, const char *key) {
    const char *text = field_text(reader, object, key);
    if (reader->status != STATUS_OK)
        return 0;
    errno = 0;
    const unsigned long long value = strtoull(text, NULL, 10);
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0' || errno != 0)
        reader_refuse(reader, "\"%s\" is no 64-bit number", key);
    return value;
}

bool field_flag(struct reader *reader, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_boolean(value))
        reader_refuse(reader, "\"%s\" is not true or false", key);
    return json_is_true(value);
}

const char *field_text(struct reader *reader, const json_t *object, const char *key) {
    const json_t *value = field(reader, object, key, JSON_STRING);
    return value == NULL ? "" : json_string_value(value);
}

void field_copy(struct reader *reader, const json_t *object, const char *key, char *to,
                size_t size) {
    const char *text = field_text(reader, object, key);
    if (strlen(text) >= size)
        reader_refuse(reader, "\"%s\" is longer than %zu bytes", key, size - 1);
    snprintf(to, size, "%s", text);
}

size_t field_choice(struct reader *reader, const json_t *object, const char *key,
                    field_name *name) {
    const char *text = field_text(reader, object, key);
    for (size_t i = 0; name(i) != NULL; i++)
        if (strcmp(text, name(i)) == 0)
            return i;
    reader_refuse(reader, "\"%s\" is \"%.40s\", which this gpubench doesn't know", key, text);
    return 0;
}

static double bound(struct reader *reader, const json_t *pair, size_t index, const char *key) {
    const json_t *value = json_array_get(pair, index);
    const double number = json_number_value(value);
    if (json_array_size(pair) == 2 && json_is_number(value) && isfinite(number))
        return number;
    reader_refuse(reader, "\"%s\" is no interval", key);
    return 0;
}

void field_interval(struct reader *reader, const json_t *object, const char *key,
                    struct estimate *estimate) {
    if (field_is_null(object, key))
        return;
    const json_t *pair = field(reader, object, key, JSON_ARRAY);
    estimate->low = bound(reader, pair, 0, key);
    estimate->high = bound(reader, pair, 1, key);
    estimate->has_interval = true;
    if (!(estimate->low <= estimate->high) || !estimate->present)
        reader_refuse(reader, "\"%s\" is no interval of a value", key);
}

struct estimate field_estimate(struct reader *reader, const json_t *object, const char *key,
                               const char *interval_key) {
    struct estimate estimate = {.present = !field_is_null(object, key)};
    if (estimate.present)
        estimate.value = field_number(reader, object, key);
    if (interval_key != NULL)
        field_interval(reader, object, interval_key, &estimate);
    return estimate;
}

const json_t *field_array(struct reader *reader, const json_t *object, const char *key,
                          size_t most) {
    const json_t *array = field(reader, object, key, JSON_ARRAY);
    if (json_array_size(array) > most)
        reader_refuse(reader, "\"%s\" has %zu items, more than the %zu that it can have", key,
                      json_array_size(array), most);
    return reader->status == STATUS_OK ? array : NULL;
}
