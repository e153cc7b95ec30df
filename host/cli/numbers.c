// Parsing numbers as people write them.
// SPDX-License-Identifier: MIT
#include "cli/numbers.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum reading { READ, NOT_A_NUMBER, TOO_LARGE };

static const struct {
    const char *name;
    uint64_t base;
    uint64_t exponent;
} suffixes[] = {
    {"K", 1000, 1},  {"M", 1000, 2},  {"G", 1000, 3},  {"T", 1000, 4},
    {"Ki", 1024, 1}, {"Mi", 1024, 2}, {"Gi", 1024, 3}, {"Ti", 1024, 4},
};

// Digits, which single underscores may part; moves *text behind them.
static enum reading read_digits(const char **text, uint64_t *value) {
    enum reading reading = READ;
    const char *at = *text;
    if (!isdigit((unsigned char)*at))
        return NOT_A_NUMBER;
    *value = 0;
    for (; isdigit((unsigned char)*at); at++) {
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, (uint64_t)(*at - '0'), value))
            reading = TOO_LARGE;
        if (at[1] == '_' && isdigit((unsigned char)at[2]))
            at++;
    }
    *text = at;
    return reading;
}

// *value becomes factor * base^exponent.
static enum reading scale(uint64_t factor, uint64_t base, uint64_t exponent, uint64_t *value) {
    *value = factor;
    if (factor == 0 || base == 1)
        return READ;
    if (base == 0) {
        *value = exponent == 0 ? factor : 0;
        return READ;
    }
    for (uint64_t i = 0; i < exponent; i++) // overflows within 64 steps: base is 2 or more
        if (__builtin_mul_overflow(*value, base, value))
            return TOO_LARGE;
    return READ;
}

// What follows the digits of `number`: nothing, a power, or a suffix.
static enum reading read_scale(const char *text, uint64_t number, uint64_t *value) {
    *value = number;
    if (*text == '\0')
        return READ;
    if (*text == '^' || *text == 'e' || *text == 'E') {
        const bool power = *text++ == '^';
        uint64_t exponent;
        const enum reading reading = read_digits(&text, &exponent);
        if (reading != READ || *text != '\0')
            return reading == READ ? NOT_A_NUMBER : reading;
        return power ? scale(1, number, exponent, value) : scale(number, 10, exponent, value);
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcasecmp(text, suffixes[i].name) == 0)
            return scale(number, suffixes[i].base, suffixes[i].exponent, value);
    return NOT_A_NUMBER;
}

// "1.5M": the digits behind the point make the number tenfold each, which is taken back at the end.
static enum reading read_number(const char *text, uint64_t *value) {
    uint64_t number, tenths = 1;
    enum reading reading = read_digits(&text, &number);
    if (reading == NOT_A_NUMBER)
        return reading;
    if (*text == '.' && isdigit((unsigned char)text[1]))
        for (text++; isdigit((unsigned char)*text); text++)
            if (__builtin_mul_overflow(number, 10, &number) ||
                __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number) ||
                __builtin_mul_overflow(tenths, 10, &tenths))
                reading = TOO_LARGE;
    if (tenths > 1 && strchr(text, '^') != NULL)
        return NOT_A_NUMBER;
    const enum reading scaled = read_scale(text, number, value);
    if (scaled != READ || reading == TOO_LARGE)
        return scaled == NOT_A_NUMBER ? scaled : TOO_LARGE;
    if (*value % tenths > 0)
        return NOT_A_NUMBER;
    *value /= tenths;
    return READ;
}

// "10GB", which is bytes; false if it is not that.
static bool is_bytes(const char *text, uint64_t *bytes) {
    char number[32];
    const size_t length = strlen(text);
    if (length < 2 || length >= sizeof number || toupper((unsigned char)text[length - 1]) != 'B')
        return false;
    snprintf(number, sizeof number, "%.*s", (int)length - 1, text);
    return read_number(number, bytes) == READ;
}

// A limit as it is easiest to read: 4096, 2^60, 2^64 - 1.
static const char *limit_text(uint64_t limit, char text[static 24]) {
    if (limit == UINT64_MAX)
        snprintf(text, 24, "2^64 - 1");
    else if (limit >= 1 << 20 && (limit & (limit - 1)) == 0)
        snprintf(text, 24, "2^%d", __builtin_ctzll(limit));
    else
        snprintf(text, 24, "%" PRIu64, limit);
    return text;
}

static enum status out_of_range(uint64_t low, uint64_t high, struct error *error) {
    char from[24], to[24];
    return fail(error, STATUS_USAGE, "out of range; it can be %s to %s", limit_text(low, from),
                limit_text(high, to));
}

enum status number_parse(const char *text, uint64_t low, uint64_t high, uint64_t *value,
                         struct error *error) {
    const enum reading reading = read_number(text, value);
    if (is_bytes(text, value))
        return fail(error, STATUS_USAGE,
                    "numbers are counted here, not bytes: these would be %" PRIu64
                    " of f64 or %" PRIu64 " of f32",
                    *value / sizeof(double), *value / sizeof(float));
    if (reading == NOT_A_NUMBER)
        return fail(error, STATUS_USAGE,
                    "not a whole number; write it like 10000000, 10_000_000, 10M, 1.5M, 1e7, 2^20, "
                    "16Mi");
    if (reading == TOO_LARGE || *value < low || *value > high)
        return out_of_range(low, high, error);
    return STATUS_OK;
}

static enum reading read_hexadecimal(const char *digits, uint64_t *value) {
    const size_t count = strspn(digits, "0123456789abcdefABCDEF");
    if (count == 0 || digits[count] != '\0')
        return NOT_A_NUMBER;
    *value = strtoull(digits, NULL, 16);
    return strlen(digits + strspn(digits, "0")) > 16 ? TOO_LARGE : READ;
}

enum status number_parse_seed(const char *text, uint64_t *value, struct error *error) {
    const bool hexadecimal = strncasecmp(text, "0x", 2) == 0;
    const enum reading reading = hexadecimal                 ? read_hexadecimal(text + 2, value)
                                 : strchr(text, '.') != NULL ? NOT_A_NUMBER
                                                             : read_number(text, value);
    if (reading == NOT_A_NUMBER)
        return fail(error, STATUS_USAGE, "not a seed; write a whole number like 1234 or 0x4d2");
    if (reading == TOO_LARGE)
        return out_of_range(0, UINT64_MAX, error);
    return STATUS_OK;
}

enum status number_parse_decimal(const char *text, const char *unit, double low, double high,
                                 double *value, struct error *error) {
    char *end = NULL;
    // strtod alone would take blanks, signs, "nan", "inf" and hexadecimal.
    const size_t digits = strspn(text, "0123456789.eE-");
    const bool plain = isdigit((unsigned char)text[0]) || text[0] == '.';
    *value = plain ? strtod(text, &end) : 0;
    if (!plain || end != text + digits || (*end != '\0' && strcmp(end, unit) != 0))
        return fail(error, STATUS_USAGE, "not a number; write it like 1, 0.5 or 15%s", unit);
    if (!(*value >= low && *value <= high))
        return fail(error, STATUS_USAGE, "out of range; it can be %g to %g", low, high);
    return STATUS_OK;
}
