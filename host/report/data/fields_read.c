// From JSON to structs, strictly.
// SPDX-License-Identifier: MIT
#include "report/data/fields.h"

#include "measure/results.h"
#include "report/data/read.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS_MOST = 256 };

void reader_refuse(struct reader *reader, const char *format, ...) {
    if (reader->status != STATUS_OK)
        return;
    char what[ERROR_MESSAGE_SIZE / 2], item[40] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (reader->item > 0)
        snprintf(item, sizeof item, "item %zu of ", reader->item);
    reader->status = fail(reader->error, STATUS_USAGE, "%.100s is no report of gpubench%s%s: %s%s",
                          reader->file, reader->where[0] ? ", in " : "", reader->where, item, what);
}

static const char *type_name(json_type type) {
    static const char *const names[] = {
        [JSON_OBJECT] = "an object",       [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
        [JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true or false",
        [JSON_FALSE] = "true or false",    [JSON_NULL] = "null",
    };
    return names[type];
}

// Whether the value is of the type; refuses it where it isn't.
static bool is_a(struct reader *reader, const char *key, const json_t *value, json_type type) {
    if (json_typeof(value) != type)
        reader_refuse(reader, "\"%s\" is %s, not %s", key, type_name(json_typeof(value)),
                      type_name(type));
    return reader->status == STATUS_OK;
}

// ---- single values

static const char *read_string(struct reader *reader, const char *key, const json_t *value) {
    return is_a(reader, key, value, JSON_STRING) ? json_string_value(value) : "";
}

static double read_number(struct reader *reader, const char *key, const json_t *value,
                          double least) {
    const double number = json_number_value(value);
    if (!json_is_number(value))
        reader_refuse(reader, "\"%s\" is %s, not a number", key, type_name(json_typeof(value)));
    else if (!isfinite(number) || number < least)
        reader_refuse(reader, "\"%s\" is %g, which it can't be", key, number);
    return reader->status == STATUS_OK ? number : 0;
}

static void set_count(const struct field *field, void *to, uint64_t count) {
    if (field->size == sizeof(uint64_t))
        *(uint64_t *)to = count;
    else
        *(unsigned *)to = (unsigned)count;
}

static void read_count(struct reader *reader, const struct field *field, const json_t *value,
                       void *to) {
    if (!is_a(reader, field->key, value, JSON_INTEGER))
        return;
    const json_int_t count = json_integer_value(value);
    if (count < 0 || (uint64_t)count > field->most)
        reader_refuse(reader, "\"%s\" is %lld, not of 0 to %llu", field->key, (long long)count,
                      (unsigned long long)field->most);
    else
        set_count(field, to, (uint64_t)count);
}

static void read_text(struct reader *reader, const struct field *field, const json_t *value,
                      char *to) {
    const char *text = read_string(reader, field->key, value);
    if (strlen(text) >= field->size)
        reader_refuse(reader, "\"%s\" is longer than %zu bytes", field->key, field->size - 1);
    snprintf(to, field->size, "%s", text);
}

static void read_owned(struct reader *reader, const struct field *field, const json_t *value,
                       char **to) {
    free(*to);
    *to = strdup(read_string(reader, field->key, value));
    if (!*to && reader->status == STATUS_OK)
        reader->status =
            fail(reader->error, STATUS_MEMORY, "no memory to read %.100s", reader->file);
}

static size_t choice(struct reader *reader, const char *key, const json_t *value, name_at *names) {
    const char *text = read_string(reader, key, value);
    for (size_t i = 0; names(i) != NULL; i++)
        if (strcmp(text, names(i)) == 0)
            return i;
    reader_refuse(reader, "\"%s\" is \"%.40s\", which this gpubench doesn't know", key, text);
    return 0;
}

size_t read_choice(struct reader *reader, const json_t *object, const char *key, name_at *names) {
    const json_t *value = json_object_get(object, key);
    return choice(reader, key, value ? value : json_null(), names);
}

// A whole number of 64 bits from a string with digits of the base only.
static uint64_t read_digits(struct reader *reader, const char *key, const json_t *value, int base) {
    const char *text = read_string(reader, key, value);
    const char *digits = base == 10 ? "0123456789" : "0123456789abcdef";
    errno = 0;
    const unsigned long long number = strtoull(text, NULL, base);
    if (*text == '\0' || text[strspn(text, digits)] != '\0' || errno != 0)
        reader_refuse(reader, "\"%s\" is no 64-bit number", key);
    if (base == 16 && strlen(text) != 16)
        reader_refuse(reader, "\"%s\" is not of 16 hexadecimal digits", key);
    return number;
}

static void read_interval(struct reader *reader, const char *key, const json_t *value,
                          struct estimate *estimate) {
    const json_t *low = json_array_get(value, 0), *high = json_array_get(value, 1);
    estimate->low = json_number_value(low);
    estimate->high = json_number_value(high);
    estimate->has_interval = true;
    if (json_array_size(value) != 2 || !json_is_number(low) || !json_is_number(high) ||
        !isfinite(estimate->low) || !isfinite(estimate->high) || estimate->low > estimate->high ||
        !estimate->present)
        reader_refuse(reader, "\"%s\" is no interval of a value", key);
}

// ---- facts

static void read_fact(const char *name, const json_t *value, const char *reason,
                      struct facts *facts) {
    char *raw = NULL;
    if (json_is_null(value))
        facts_add(facts, name, false, NULL, reason == NULL ? "unknown" : reason);
    else if (json_is_string(value))
        facts_add(facts, name, false, json_string_value(value), NULL);
    else if ((raw = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17))) != NULL)
        facts_add(facts, name, true, raw, NULL);
    free(raw);
}

// The reasons of those that are null stand beside them, in "KEY_unread".
static void read_facts(struct reader *reader, const char *key, const json_t *beside,
                       const json_t *value, struct facts *facts) {
    char unread[64];
    const char *name;
    json_t *item, *object = (json_t *)value; // to iterate; not changed
    if (!is_a(reader, key, value, JSON_OBJECT))
        return;
    if (json_object_size(value) > FACTS_MOST)
        reader_refuse(reader, "\"%s\" has more than %d facts", key, FACTS_MOST);
    snprintf(unread, sizeof unread, "%s_unread", key);
    json_object_foreach(object, name, item) {
        const json_t *reason = json_object_get(json_object_get(beside, unread), name);
        if (json_is_object(item) || json_is_array(item))
            reader_refuse(reader, "\"%s\" has a fact \"%.40s\" that is no single value", key, name);
        if (reader->status != STATUS_OK)
            return;
        read_fact(name, item, json_string_value(reason), facts);
    }
}

static void read_setting(struct reader *reader, const struct setting *setting, const json_t *value,
                         struct list_spec *spec) {
    if (setting->kind == SETTING_NUMBER) {
        const struct field count = {
            .key = setting->key, .size = setting->size, .most = (uint64_t)setting->most};
        read_count(reader, &count, value, setting_in(setting, spec));
        return;
    }
    const char *text = read_string(reader, setting->key, value);
    if (!setting_take(setting, text, spec))
        reader_refuse(reader, "\"%s\" is \"%.40s\", which this gpubench doesn't know", setting->key,
                      text);
}

static void read_list_spec(struct reader *reader, const json_t *object, struct run_facts *run) {
    for (size_t i = 0; i < list_fact_count; i++) {
        const json_t *value = json_object_get(object, list_facts[i].setting.key);
        if (value)
            read_setting(reader, &list_facts[i].setting, value, &run->spec);
        else if (list_facts[i].roles & FACT_ALWAYS)
            reader_refuse(reader, "\"%s\" is missing", list_facts[i].setting.key);
        else
            run->unknown |= 1U << i;
    }
}

// ---- by the table

static void read_value(struct reader *reader, const struct field *field, const json_t *beside,
                       const json_t *value, void *thing);

static void read_item(struct reader *reader, const struct field *list, const json_t *value,
                      size_t i, char *to) {
    if (list->table) {
        table_read_at(reader, list->key, i, list->table, value, to);
        return;
    }
    struct field named = *list->items;
    named.key = list->key;
    reader->item = i + 1;
    read_value(reader, &named, NULL, value, to);
    reader->item = 0;
}

// The number of items, which is what there is room for; 0 after refusing.
static size_t read_size(struct reader *reader, const struct field *field, const json_t *array,
                        size_t *count) {
    const size_t size = json_array_size(array);
    if (!is_a(reader, field->key, array, JSON_ARRAY))
        return 0;
    if (size > field->most)
        reader_refuse(reader, "\"%s\" has %zu items, more than the %zu that it can have",
                      field->key, size, (size_t)field->most);
    const size_t expected = !count ? field->most : field->counted ? *count : size;
    if (size != expected && !(size == 0 && field->optional))
        reader_refuse(reader, "\"%s\" has %zu items, which differ from the %zu expected",
                      field->key, size, expected);
    if (reader->status != STATUS_OK)
        return 0;
    if (count && !field->counted)
        *count = size;
    return size;
}

static void read_items(struct reader *reader, const struct field *field, const json_t *array,
                       char *thing) {
    void *at = thing + field->offset;
    size_t *count = field->fixed ? NULL : (size_t *)(void *)(thing + field->count);
    const size_t size = read_size(reader, field, array, count);
    char *items = at;
    if (field->kind == FIELD_LIST && size > 0) {
        items = calloc(size + 1, field->size);
        free(*(void **)at);
        *(void **)at = items;
    }
    if (!items && reader->status == STATUS_OK) {
        if (count && !field->counted)
            *count = 0;
        reader->status = fail(reader->error, STATUS_MEMORY, "no memory for \"%s\" of %.100s",
                              field->key, reader->file);
    }
    for (size_t i = 0; i < size && reader->status == STATUS_OK; i++)
        read_item(reader, field, json_array_get(array, i), i, items + i * field->size);
}

static void read_version(struct reader *reader, const json_t *value) {
    if (!json_is_integer(value)) {
        reader_refuse(reader, "\"schema_version\" is no whole number");
        return;
    }
    const json_int_t number = json_integer_value(value);
    if (number == REPORT_SCHEMA_VERSION || reader->status != STATUS_OK)
        return;
    reader->status =
        fail(reader->error, STATUS_USAGE,
             "%.100s has version %lld of the report's schema, and this gpubench reads "
             "version %d only: %s",
             reader->file, (long long)number, REPORT_SCHEMA_VERSION,
             number > REPORT_SCHEMA_VERSION ? "read it with the newer one that wrote it"
                                            : "measure anew");
}

static void read_value(struct reader *reader, const struct field *field, const json_t *beside,
                       const json_t *value, void *thing) {
    const char *key = field->key;
    void *at = (char *)thing + field->offset;
    struct estimate *estimate = at;
    switch (field->kind) {
    case FIELD_VERSION:
        read_version(reader, value);
        return;
    case FIELD_TEXT:
        read_text(reader, field, value, at);
        return;
    case FIELD_OWNED:
        read_owned(reader, field, value, at);
        return;
    case FIELD_WORD:
        *(const char **)at = field->names(choice(reader, key, value, field->names));
        return;
    case FIELD_NAME:
        set_count(field, at, choice(reader, key, value, field->names));
        return;
    case FIELD_FLAG:
    case FIELD_BIT:
        if (!json_is_boolean(value))
            reader_refuse(reader, "\"%s\" is not true or false", key);
        else if (field->kind == FIELD_FLAG)
            *(bool *)at = json_is_true(value);
        else
            *(unsigned *)at |= json_is_true(value) ? (unsigned)field->most : 0;
        return;
    case FIELD_NUMBER:
    case FIELD_MEASURED:
        *(double *)at = read_number(reader, key, value, 0);
        return;
    case FIELD_COUNT:
        read_count(reader, field, value, at);
        return;
    case FIELD_DECIMAL:
    case FIELD_DIGEST:
        *(uint64_t *)at = read_digits(reader, key, value, field->kind == FIELD_DIGEST ? 16 : 10);
        return;
    case FIELD_VALUE:
        *estimate = (struct estimate){.present = true, .value = read_number(reader, key, value, 0)};
        return;
    case FIELD_INTERVAL:
        read_interval(reader, key, value, estimate);
        return;
    case FIELD_OBJECT:
        table_read_at(reader, key, SIZE_MAX, field->table, value, at);
        if (field->maybe)
            *(bool *)at = true;
        return;
    case FIELD_ARRAY:
    case FIELD_LIST:
        read_items(reader, field, value, thing);
        return;
    case FIELD_FACTS:
        read_facts(reader, key, beside, value, at);
        return;
    case FIELD_REASONS:
        (void)is_a(reader, key, value, JSON_OBJECT);
        return;
    case FIELD_LIST_SPEC: // has several keys
        return;
    }
}

static bool may_be_null(const struct field *field) {
    return field->maybe || field->shown || field->kind == FIELD_MEASURED ||
           field->kind == FIELD_VALUE || field->kind == FIELD_INTERVAL;
}

void table_read(struct reader *reader, const struct table *table, const json_t *object,
                void *thing) {
    for (size_t i = 0; i < table->count && reader->status == STATUS_OK; i++) {
        const struct field *field = &table->fields[i];
        if (field->kind == FIELD_LIST_SPEC)
            read_list_spec(reader, object, thing);
        if (field->from || field->kind == FIELD_LIST_SPEC)
            continue;
        const json_t *value = json_object_get(object, field->key);
        if (field->kind == FIELD_MEASURED)
            *(double *)(void *)((char *)thing + field->offset) = -1;
        if (!value && !field->optional)
            reader_refuse(reader, "\"%s\" is missing", field->key);
        else if (value && !(json_is_null(value) && may_be_null(field)))
            read_value(reader, field, object, value, thing);
    }
    if (table->finish && reader->status == STATUS_OK)
        table->finish(reader, object, thing);
}

void table_read_at(struct reader *reader, const char *key, size_t index, const struct table *table,
                   const json_t *object, void *thing) {
    const size_t length = strlen(reader->where), room = sizeof reader->where - length;
    const char *comma = length ? ", " : "";
    if (index == SIZE_MAX)
        snprintf(reader->where + length, room, "%s%s", comma, key);
    else
        snprintf(reader->where + length, room, "%s%s[%zu]", comma, key, index);
    if (is_a(reader, key, object, JSON_OBJECT))
        table_read(reader, table, object, thing);
    reader->where[length] = '\0';
}
