// From structs to JSON: finite numbers, valid UTF-8, null where nothing is known.
// SPDX-License-Identifier: MIT
#include "report/data/fields.h"

#include "measure/results.h"
#include "report/data/read.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const void *context_find(const struct context *context, const struct table *table) {
    while (context && context->table != table)
        context = context->above;
    return context ? context->thing : NULL;
}

// ---- single values

static json_t *write_text(const char *text) {
    json_t *value = json_string(text); // NULL where it is no UTF-8, too
    char *copy = value ? NULL : strdup(text);
    if (!copy)
        return value;
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    value = json_string(copy);
    free(copy);
    return value;
}

static json_t *write_text_or_null(const char *text) {
    return text ? write_text(text) : json_null();
}

// Whole numbers below 2^53 are written without a fraction.
static json_t *write_number(double value) {
    if (!isfinite(value))
        return json_null();
    if (fabs(value) < 0x1p53 && !(value < trunc(value)) && !(value > trunc(value)))
        return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *write_count(uint64_t count) {
    return count <= INT64_MAX ? json_integer((json_int_t)count) : json_real((double)count);
}

static json_t *write_decimal(uint64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return json_string(text);
}

static json_t *write_digest(uint64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%016" PRIx64, value);
    return json_string(text);
}

static json_t *write_interval(const struct estimate *estimate) {
    if (!estimate->present || !estimate->has_interval || !isfinite(estimate->low) ||
        !isfinite(estimate->high))
        return json_null();
    return json_pack("[o, o]", write_number(estimate->low), write_number(estimate->high));
}

// ---- facts

// A raw fact is JSON already; one that isn't after all is better a string than lost.
static json_t *write_fact(const struct fact *fact) {
    json_t *raw = fact->raw ? json_loads(fact->value, JSON_DECODE_ANY, NULL) : NULL;
    return raw ? raw : write_text_or_null(fact->value);
}

// Takes over both; NULL, with both freed, where that fails.
static json_t *with_key(json_t *object, const char *key, json_t *value) {
    if (object && json_object_set_new_nocheck(object, key, value) == 0)
        return object;
    if (!object)
        json_decref(value);
    json_decref(object);
    return NULL;
}

static json_t *write_facts(const struct facts *facts) {
    json_t *object = json_object();
    for (size_t i = 0; i < facts->count; i++)
        object = with_key(object, facts->items[i].name, write_fact(&facts->items[i]));
    return object;
}

static json_t *write_reasons(const struct facts *facts) {
    json_t *object = json_object();
    for (size_t i = 0; i < facts->count; i++)
        if (!facts->items[i].value)
            object = with_key(object, facts->items[i].name, write_text(facts->items[i].reason));
    return object;
}

static json_t *write_setting(const struct setting *setting, const struct list_spec *spec) {
    char buffer[SETTING_NUMBER_TEXT];
    return setting->kind == SETTING_NUMBER ? write_count(setting_number(setting, spec))
                                           : write_text(setting_text(setting, spec, buffer));
}

static json_t *with_list_spec(json_t *object, const struct run_facts *run) {
    for (size_t i = 0; i < list_fact_count; i++)
        if (!run_fact_is_unknown(run, i))
            object = with_key(object, list_facts[i].setting.key,
                              write_setting(&list_facts[i].setting, &run->spec));
    return object;
}

// ---- by the table

static bool is_nothing(const struct field *field, const char *at) {
    const size_t size = field->kind == FIELD_TEXT || field->kind == FIELD_OBJECT ? 1 : field->size;
    for (size_t i = 0; i < size; i++)
        if (at[i] != 0)
            return false;
    return true;
}

static json_t *write_value(const struct field *field, const struct context *context,
                           const void *thing);

static json_t *write_items(const struct field *field, const struct context *context,
                           const char *thing, const char *items) {
    const void *counted = thing + field->count;
    size_t count = field->fixed ? field->most : *(const size_t *)counted;
    json_t *array = json_array();
    if (!items)
        count = 0;
    for (size_t i = 0; i < count && array; i++) {
        const char *at = items + i * field->size;
        json_t *item = field->table ? table_write(field->table, context, at)
                                    : write_value(field->items, context, at);
        if (json_array_append_new(array, item) == 0)
            continue;
        json_decref(array);
        array = NULL;
    }
    return array;
}

static uint64_t count_at(const struct field *field, const void *at) {
    return field->size == sizeof(uint64_t) ? *(const uint64_t *)at : *(const unsigned *)at;
}

static json_t *write_value(const struct field *field, const struct context *context,
                           const void *thing) {
    const char *at = (const char *)thing + field->offset;
    const void *value = at;
    const struct estimate *estimate = value;
    if (field->maybe && is_nothing(field, at))
        return json_null();
    switch (field->kind) {
    case FIELD_VERSION:
        return json_integer(REPORT_SCHEMA_VERSION);
    case FIELD_TEXT:
        return write_text(value);
    case FIELD_OWNED:
    case FIELD_WORD:
        return write_text_or_null(*(const char *const *)value);
    case FIELD_NAME:
        return write_text(field->names(count_at(field, value)));
    case FIELD_FLAG:
        return json_boolean(*(const bool *)value);
    case FIELD_BIT:
        return json_boolean(*(const unsigned *)value & field->most);
    case FIELD_NUMBER:
        return write_number(*(const double *)value);
    case FIELD_MEASURED:
        return *(const double *)value >= 0 ? write_number(*(const double *)value) : json_null();
    case FIELD_COUNT:
        return write_count(count_at(field, value));
    case FIELD_DECIMAL:
        return write_decimal(*(const uint64_t *)value);
    case FIELD_DIGEST:
        return write_digest(*(const uint64_t *)value);
    case FIELD_VALUE:
        return estimate->present ? write_number(estimate->value) : json_null();
    case FIELD_INTERVAL:
        return write_interval(estimate);
    case FIELD_OBJECT:
        return table_write(field->table, context, value);
    case FIELD_ARRAY:
        return write_items(field, context, thing, at);
    case FIELD_LIST:
        return write_items(field, context, thing, *(const char *const *)value);
    case FIELD_FACTS:
        return write_facts(value);
    case FIELD_REASONS:
        return write_reasons(value);
    case FIELD_LIST_SPEC: // has several keys
        break;
    }
    return NULL;
}

json_t *table_write(const struct table *table, const struct context *above, const void *thing) {
    const struct context context = {table, thing, above};
    json_t *object = json_object();
    for (size_t i = 0; i < table->count && object; i++) {
        const struct field *field = &table->fields[i];
        const bool shown = !field->shown || field->shown(&context);
        const void *in = field->from && shown ? field->from(&context) : thing;
        if (field->kind == FIELD_LIST_SPEC)
            object = with_list_spec(object, thing);
        else if (shown || !field->optional)
            object = with_key(object, field->key,
                              shown ? write_value(field, &context, in) : json_null());
    }
    return object;
}
