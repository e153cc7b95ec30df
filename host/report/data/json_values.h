// JSON values of the report's kinds. Each returns a new reference, NULL without memory.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_JSON_VALUES_H
#define GPUBENCH_REPORT_JSON_VALUES_H

#include "measure/results.h"
#include "report/people/lines.h"

#include <jansson.h>

// A string; bytes that are no UTF-8 (in a driver's message, say) become '?'.
json_t *json_text(const char *text);
json_t *json_text_or_null(const char *text);

// A number that reads back as the same double; null for NaN and infinity. Whole numbers below 2^53
// are written without a fraction.
json_t *json_number(double value);
json_t *json_measured(double value); // null where negative: not measured
json_t *json_count(uint64_t count);

// As a decimal string: a 64-bit unsigned number fits no JSON reader's integers safely.
json_t *json_unsigned_text(uint64_t value);

// The estimate's value, null where it is absent or not to be shown; its interval as [low, high].
json_t *json_value(const struct estimate *estimate, bool shown);
json_t *json_interval(const struct estimate *estimate);

// All facts by name, null where unread; and the reasons of the unread ones.
json_t *json_facts(const struct facts *facts);
json_t *json_facts_unread(const struct facts *facts);

// The array with the value behind it; takes both over, and frees both where that fails (NULL).
json_t *json_appended(json_t *array, json_t *value);

#endif
