// Options of studies, and ranges.
// SPDX-License-Identifier: MIT
#include "cli/study_options.h"
#include "cli/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t elements_max = UINT64_C(1) << 60;

// ---- ranges

static enum status add(uint64_t value, struct numbers *numbers, struct error *error) {
    if (numbers->count == STUDY_POINTS / 2)
        return fail(error, STATUS_USAGE, "more than %d numbers; take fewer steps",
                    STUDY_POINTS / 2);
    if (numbers->count > 0 && value <= numbers->values[numbers->count - 1])
        return fail(error, STATUS_USAGE, "the numbers must rise");
    numbers->values[numbers->count++] = value;
    return STATUS_OK;
}

static enum status parse_one(const char *word, uint64_t most, struct numbers *numbers,
                             struct error *error) {
    uint64_t value;
    TRY(number_parse(word, 1, most, &value, error));
    return add(value, numbers, error);
}

static enum status parse_list(const char *text, uint64_t most, struct numbers *numbers,
                              struct error *error) {
    char *copy = strdup(text), *rest = copy;
    if (copy == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the numbers");
    enum status status = STATUS_OK;
    for (char *word = strsep(&rest, ","); word != NULL && status == STATUS_OK;
         word = strsep(&rest, ","))
        status = parse_one(word, most, numbers, error);
    free(copy);
    return status;
}

struct range {
    uint64_t from, to;
};

// "A..B"; false: it is a list.
static bool is_range(const char *text) {
    return strstr(text, "..") != NULL;
}

static enum status parse_range(const char *text, uint64_t most, struct range *range,
                               struct error *error) {
    const char *dots = strstr(text, "..");
    char from[64];
    if (dots - text >= (ptrdiff_t)sizeof from)
        return fail(error, STATUS_USAGE, "no range; write it as 1K..1G");
    snprintf(from, sizeof from, "%.*s", (int)(dots - text), text);
    TRY(number_parse(from, 1, most, &range->from, error));
    TRY(number_parse(dots + 2, 1, most, &range->to, error));
    return range->to < range->from
               ? fail(error, STATUS_USAGE, "a range ends where it begins or above")
               : STATUS_OK;
}

// Two digits are enough for a size between, and read better than seven: 32K, not 31623.
static uint64_t two_digits(double value) {
    const double unit = pow(10, fmax(floor(log10(value)) - 1, 0));
    return (uint64_t)(round(value / unit) * unit);
}

enum status numbers_in_decades(const char *text, uint64_t steps, uint64_t most,
                               struct numbers *numbers, struct error *error) {
    struct range range;
    *numbers = (struct numbers){0};
    if (!is_range(text))
        return parse_list(text, most, numbers, error);
    TRY(parse_range(text, most, &range, error));
    TRY(add(range.from, numbers, error));
    // A step that two digits can't tell from its neighbours, or from the end, is left out.
    for (uint64_t step = 1;; step++) {
        const double exact = (double)range.from * pow(10, (double)step / (double)steps);
        const uint64_t value = two_digits(exact);
        if (exact >= (double)range.to * 0.999 || value >= range.to)
            break;
        if (value > numbers->values[numbers->count - 1])
            TRY(add(value, numbers, error));
    }
    return range.to > range.from ? add(range.to, numbers, error) : STATUS_OK;
}

static enum status each(struct range range, struct numbers *numbers, struct error *error) {
    for (uint64_t value = range.from; value <= range.to; value++)
        TRY(add(value, numbers, error));
    return STATUS_OK;
}

// Every number up to 8, then powers of two, and the most there is.
static enum status usual_workers(uint64_t most, struct numbers *numbers, struct error *error) {
    for (uint64_t value = 1; value < most; value += value < 8 ? 1 : value)
        TRY(add(value, numbers, error));
    return add(most, numbers, error);
}

enum status numbers_of_workers(const char *text, uint64_t usual_most, struct numbers *numbers,
                               struct error *error) {
    struct range range;
    *numbers = (struct numbers){0};
    if (strcmp(text, "auto") == 0)
        return usual_workers(usual_most, numbers, error);
    if (!is_range(text))
        return parse_list(text, WORKERS_MAX, numbers, error);
    TRY(parse_range(text, WORKERS_MAX, &range, error));
    return each(range, numbers, error);
}

// ---- values

enum status parse_sizes(const char *text, struct options *options, struct error *error) {
    struct numbers numbers;
    options->size_text = text; // resolved once --steps is known
    return numbers_in_decades(text, 1, elements_max, &numbers, error);
}

enum status parse_between(const char *text, struct options *options, struct error *error) {
    const char *comma = strchr(text, ',');
    const size_t size = sizeof options->between[0];
    if (comma == NULL || comma == text || comma[1] == '\0' || strchr(comma + 1, ',') != NULL ||
        (size_t)(comma - text) >= size || strlen(comma + 1) >= size)
        return fail(error, STATUS_USAGE, "not two names; write it as serial,pthread");
    snprintf(options->between[0], size, "%.*s", (int)(comma - text), text);
    snprintf(options->between[1], size, "%s", comma + 1);
    return STATUS_OK;
}

enum status parse_worker_list(const char *text, struct options *options, struct error *error) {
    struct numbers numbers;
    options->worker_text = text;
    return numbers_of_workers(text, 1, &numbers, error);
}

enum status parse_rank_list(const char *text, struct options *options, struct error *error) {
    struct numbers numbers;
    options->rank_text = text; // resolved once MPI has said how many there are
    return numbers_of_workers(text, 1, &numbers, error);
}
