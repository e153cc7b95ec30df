// Reading the fields of a JSON object, strictly: the first one that is missing, of another type or
// out of range fails the whole reading, with a sentence that says where. After a failure every
// function returns something harmless, so that a reader needs to look only once, at its end.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_FIELDS_H
#define GPUBENCH_STUDY_FIELDS_H

#include "measure/results.h"
#include "status.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const char *file; // its name, for the sentence
    char where[128];  // the object that is being read: "results[3], resident"
    struct error *error;
    enum status status; // STATUS_OK until something is wrong
};

// Says what is wrong with the file; the first sentence stays.
void reader_refuse(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The field of this type; NULL after refusing.
const json_t *field(struct reader *reader, const json_t *object, const char *key, json_type type);

double field_number(struct reader *reader, const json_t *object, const char *key);
// null: the value `absent`. Numbers are finite and not negative.
double field_number_or(struct reader *reader, const json_t *object, const char *key, double absent);
uint64_t field_count(struct reader *reader, const json_t *object, const char *key, uint64_t most);
uint64_t field_unsigned_text(struct reader *reader, const json_t *object, const char *key);
bool field_flag(struct reader *reader, const json_t *object, const char *key);
bool field_is_null(const json_t *object, const char *key);

// A string; "" after refusing. It lives as long as the object.
const char *field_text(struct reader *reader, const json_t *object, const char *key);

// A string into a text of this size; too long a one is refused.
void field_copy(struct reader *reader, const json_t *object, const char *key, char *to,
                size_t size);

// The index of one of the names; name(i) is NULL past the last.
typedef const char *field_name(size_t index);
size_t field_choice(struct reader *reader, const json_t *object, const char *key, field_name *name);

// [low, high] into the estimate; null: it has no interval.
void field_interval(struct reader *reader, const json_t *object, const char *key,
                    struct estimate *estimate);

// A value and its interval.
struct estimate field_estimate(struct reader *reader, const json_t *object, const char *key,
                               const char *interval_key);

// An array with at most this many items.
const json_t *field_array(struct reader *reader, const json_t *object, const char *key,
                          size_t most);

#endif
