// JSON values of the report's kinds: finite numbers, valid UTF-8, null where nothing is known.
// SPDX-License-Identifier: MIT
#include "report/data/json_values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_as_ascii(const char *text) {
    char *copy = strdup(text);
    if (!copy)
        return NULL;
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    json_t *value = json_string(copy);
    free(copy);
    return value;
}

json_t *json_text(const char *text) {
    json_t *value = json_string(text); // NULL where it is no UTF-8, too
    return value ? value : text_as_ascii(text);
}

json_t *json_text_or_null(const char *text) {
    return text ? json_text(text) : json_null();
}

json_t *json_number(double value) {
    if (!isfinite(value))
        return json_null();
    const double exact_below = 0x1p53;
    if (fabs(value) < exact_below && !(value < trunc(value)) && !(value > trunc(value)))
        return json_integer((json_int_t)value);
    return json_real(value);
}

json_t *json_measured(double value) {
    return value >= 0 ? json_number(value) : json_null();
}

json_t *json_count(uint64_t count) {
    return count <= INT64_MAX ? json_integer((json_int_t)count) : json_real((double)count);
}

json_t *json_unsigned_text(uint64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return json_string(text);
}

json_t *json_value(const struct estimate *estimate, bool shown) {
    return estimate->present && shown ? json_number(estimate->value) : json_null();
}

json_t *json_interval(const struct estimate *estimate) {
    if (!estimate->present || !estimate->has_interval || !isfinite(estimate->low) ||
        !isfinite(estimate->high))
        return json_null();
    return json_pack("[o, o]", json_number(estimate->low), json_number(estimate->high));
}

// A raw fact is JSON already; one that isn't after all is better a string than lost.
static json_t *fact_value(const struct fact *fact) {
    if (!fact->value)
        return json_null();
    json_t *raw = fact->raw ? json_loads(fact->value, JSON_DECODE_ANY, NULL) : NULL;
    return raw ? raw : json_text(fact->value);
}

// Takes over object and value; NULL, with both freed, where that fails.
static json_t *with_key(json_t *object, const char *key, json_t *value) {
    if (!object) {
        json_decref(value);
        return NULL;
    }
    if (json_object_set_new_nocheck(object, key, value) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *json_facts(const struct facts *facts) {
    json_t *object = json_object();
    for (size_t i = 0; i < facts->count; i++)
        object = with_key(object, facts->items[i].name, fact_value(&facts->items[i]));
    return object;
}

json_t *json_facts_unread(const struct facts *facts) {
    json_t *object = json_object();
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (!fact->value)
            object = with_key(object, fact->name, json_text(fact->reason ? fact->reason : ""));
    }
    return object;
}

json_t *json_appended(json_t *array, json_t *value) {
    if (!array) {
        json_decref(value);
        return NULL;
    }
    if (json_array_append_new(array, value) != 0) {
        json_decref(array);
        return NULL;
    }
    return array;
}
