// Five tests, after Knuth (The Art of Computer Programming, volume 2, 3.3.2) and Marsaglia.
// SPDX-License-Identifier: MIT
#include "verify/quality.h"

#include "verify/distributions.h"

#include <math.h>
#include <stdlib.h>

struct sample {
    const double *values;
    size_t count;
};

// Sum of (observed - expected)^2 / expected.
static double chi_squared(const size_t *observed, const double *shares, size_t cells, double all) {
    double sum = 0;
    for (size_t i = 0; i < cells; i++) {
        const double expected = all * shares[i];
        sum += ((double)observed[i] - expected) * ((double)observed[i] - expected) / expected;
    }
    return sum;
}

// ---- values fall evenly into 4096 cells

static double test_equidistribution(struct sample sample) {
    enum { CELLS = 4096 };
    size_t observed[CELLS] = {0};
    double shares[CELLS];
    for (size_t i = 0; i < CELLS; i++)
        shares[i] = 1.0 / (double)CELLS;
    for (size_t i = 0; i < sample.count; i++) {
        const size_t cell = (size_t)(sample.values[i] * (double)CELLS);
        observed[cell < CELLS ? cell : CELLS - 1]++; // 1 itself belongs to the last
    }
    return p_of_chi_squared(chi_squared(observed, shares, CELLS, (double)sample.count), CELLS - 1);
}

// ---- a value says nothing of the next ten

static double product_at_lag(struct sample sample, size_t lag) {
    double sum = 0;
    for (size_t i = lag; i < sample.count; i++)
        sum += (sample.values[i] - 0.5) * (sample.values[i - lag] - 0.5);
    return sum;
}

static double test_correlation(struct sample sample) {
    enum { LAGS = 10 };
    const double variance = 1.0 / 12; // of uniform values: what is divided by must not be measured
    double sum = 0;
    for (size_t lag = 1; lag <= LAGS; lag++) {
        const double pairs = (double)(sample.count - lag);
        const double r = product_at_lag(sample, lag) / (pairs * variance);
        sum += pairs * r * r;
    }
    return p_of_chi_squared(sum, LAGS);
}

// ---- ascending runs are as long as chance makes them

// The value behind a run is left out, so that run lengths are independent: a run has length r with
// chance 1/r! - 1/(r+1)!.
static double test_runs(struct sample sample) {
    enum { LENGTHS = 7 }; // 1 .. 6, and longer
    static const double shares[LENGTHS] = {1.0 / 2,   1.0 / 3,   1.0 / 8,   1.0 / 30,
                                           1.0 / 144, 1.0 / 840, 1.0 / 5040};
    size_t observed[LENGTHS] = {0}, runs = 0, length = 1;
    for (size_t i = 1; i < sample.count; i++) {
        if (sample.values[i] > sample.values[i - 1]) {
            length++;
            continue;
        }
        observed[length < LENGTHS ? length - 1 : LENGTHS - 1]++;
        runs++;
        length = 1;
        i++; // the value that ended it; the next one begins anew
    }
    return p_of_chi_squared(chi_squared(observed, shares, LENGTHS, (double)runs), LENGTHS - 1);
}

// ---- gaps between values under a tenth

static double test_gaps(struct sample sample) {
    enum { LENGTHS = 61 }; // 0 .. 59, and longer
    const double chance = 0.1;
    size_t observed[LENGTHS] = {0}, gaps = 0, length = 0;
    double shares[LENGTHS], left = 1;
    for (size_t i = 0; i < LENGTHS; i++) {
        shares[i] = i + 1 < LENGTHS ? left * chance : left;
        left -= shares[i];
    }
    for (size_t i = 0; i < sample.count; i++) {
        if (sample.values[i] >= chance) {
            length++;
            continue;
        }
        observed[length < LENGTHS ? length : LENGTHS - 1]++;
        gaps++;
        length = 0;
    }
    return p_of_chi_squared(chi_squared(observed, shares, LENGTHS, (double)gaps), LENGTHS - 1);
}

// ---- birthday spacings: 512 birthdays in a year of 2^24 days

static int compare_days(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

enum { BIRTHDAYS = 512, DAYS = 1 << 24 };

// How many spacings between neighbouring birthdays have occurred before.
static size_t repeated_spacings(const double *values) {
    uint32_t days[BIRTHDAYS];
    size_t repeated = 0;
    for (size_t i = 0; i < BIRTHDAYS; i++)
        days[i] = (uint32_t)(values[i] * (double)DAYS);
    qsort(days, BIRTHDAYS, sizeof *days, compare_days);
    for (size_t i = BIRTHDAYS - 1; i > 0; i--)
        days[i] -= days[i - 1];
    qsort(days, BIRTHDAYS, sizeof *days, compare_days);
    for (size_t i = 1; i < BIRTHDAYS; i++)
        repeated += days[i] == days[i - 1];
    return repeated;
}

static double test_birthdays(struct sample sample) {
    enum { YEARS_MOST = 1024 }; // beyond, the Poisson distribution is no longer near enough
    const double birthdays = BIRTHDAYS,
                 mean = birthdays * birthdays * birthdays / (4.0 * (double)DAYS); // 2
    size_t years = sample.count / BIRTHDAYS, repeated = 0;
    years = years < YEARS_MOST ? years : YEARS_MOST;
    for (size_t year = 0; year < years; year++)
        repeated += repeated_spacings(sample.values + year * BIRTHDAYS);
    return p_of_poisson((double)repeated, mean * (double)years);
}

// ---- all of them

static const struct {
    const char *name, *what;
    double (*p)(struct sample sample);
} tests[QUALITY_TESTS] = {
    {"equidistribution", "values in 4096 equal cells", test_equidistribution},
    {"serial correlation", "values 1 to 10 apart", test_correlation},
    {"runs", "lengths of ascending runs", test_runs},
    {"gaps", "lengths of gaps between values under 0.1", test_gaps},
    {"birthday spacings", "equal spacings of 512 birthdays in 2^24 days", test_birthdays},
};

const char *quality_name(size_t test) {
    return test < QUALITY_TESTS ? tests[test].name : NULL;
}

const char *quality_what(size_t test) {
    return tests[test].what;
}

enum status quality_test(const double *values, size_t count, struct quality *quality,
                         struct error *error) {
    *quality = (struct quality){0};
    if (count < QUALITY_LEAST)
        return fail(error, STATUS_USAGE,
                    "--statistics needs a list of at least %d values, not %zu; ask for a larger "
                    "--size",
                    QUALITY_LEAST, count);
    quality->count = count;
    for (size_t i = 0; i < QUALITY_TESTS; i++) {
        const double p = tests[i].p((struct sample){values, count});
        // Also true for a NaN, which must not pass.
        const bool failed = !(p >= QUALITY_FALSE_ALARMS / (double)QUALITY_TESTS);
        quality->results[i] = (struct quality_result){tests[i].name, tests[i].what, p, failed};
        quality->suspect = quality->suspect || failed;
    }
    return STATUS_OK;
}

static void widen(const float *from, size_t count, double *to) {
    for (size_t i = 0; i < count; i++)
        to[i] = (double)from[i];
}

enum status quality_of_list(const struct stream *stream, enum element_type type, uint64_t seed,
                            uint64_t elements, struct quality *quality, struct error *error) {
    const size_t count = elements < QUALITY_SAMPLE ? (size_t)elements : QUALITY_SAMPLE;
    double *values = calloc(count + 1, sizeof *values);
    void *made = calloc(count + 1, element_bytes(type));
    enum status status;
    if (values == NULL || made == NULL) {
        status = fail(error, STATUS_MEMORY, "no memory for a sample of %zu values", count);
    } else {
        stream->reference[type](seed, 0, count, made);
        if (type == ELEMENT_F32)
            widen(made, count, values);
        status = quality_test(type == ELEMENT_F32 ? values : made, count, quality, error);
    }
    free(made);
    free(values);
    return status;
}
