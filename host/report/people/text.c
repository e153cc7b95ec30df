// Numbers as people read them. Every figure is rounded first and its unit chosen after, so that
// 999.9 ms reads "1.00 s", not "1000 ms".
// SPDX-License-Identifier: MIT
#include "report/people/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct symbols symbols_utf8 = {.micro = "µ", .to = "–", .bars = {"█", "▌", "▏"}};
const struct symbols symbols_ascii = {.micro = "u", .to = "-", .bars = {"#", "-", "."}};

enum { DIGITS = 3, DIGITS_MOST = 5 };

struct unit {
    double size;
    const char *name;
};

// Largest first; the last takes whatever is smaller. NULL stands for the microsecond, whose sign
// depends on the symbols.
static const struct unit time_units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, NULL}, {1, "ns"}};
static const struct unit decimal_units[] = {{1e15, "P"}, {1e12, "T"}, {1e9, "G"},
                                            {1e6, "M"},  {1e3, "k"},  {1, ""}};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

void text_set(struct cell *cell, const char *text) {
    cell->text[0] = '\0';
    text_append(cell, "%s", text);
}

void text_append(struct cell *cell, const char *format, ...) {
    const size_t length = strlen(cell->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text + length, sizeof cell->text - length, format, arguments);
    va_end(arguments);
}

static double rounded(double value, int digits) {
    char text[64];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}

static const struct unit *fitting_unit(double value, const struct unit *units, size_t count) {
    const double size = rounded(fabs(value), DIGITS);
    for (size_t i = 0; i + 1 < count; i++)
        if (size >= units[i].size)
            return &units[i];
    return &units[count - 1];
}

// The value with this many significant digits, without an exponent: "102", "7.84", "0.0123".
static void append_number(struct cell *cell, double value, int digits) {
    const double size = rounded(fabs(value), digits);
    if (!(size > 0)) {
        text_append(cell, "0");
        return;
    }
    const int magnitude = (int)floor(log10(size));
    const int decimals = digits - 1 - magnitude;
    text_append(cell, "%.*f", decimals > 0 ? decimals : 0, rounded(value, digits));
}

static bool tells_apart(const struct estimate *estimate, int digits) {
    return rounded(estimate->low, digits) < rounded(estimate->high, digits);
}

// As many digits as it takes to tell the ends of the interval apart; where they are as good as
// equal, no more than usual.
static int digits_of_interval(const struct estimate *estimate) {
    for (int digits = DIGITS; digits <= DIGITS_MOST; digits++)
        if (tells_apart(estimate, digits))
            return digits;
    return DIGITS;
}

static void append_estimate(struct cell *cell, const struct estimate *estimate, double unit,
                            const struct symbols *symbols) {
    if (!estimate->has_interval) {
        append_number(cell, estimate->value / unit, DIGITS);
        text_append(cell, " [n/a]");
        return;
    }
    const int digits = digits_of_interval(estimate);
    append_number(cell, estimate->value / unit, digits);
    text_append(cell, " [");
    append_number(cell, estimate->low / unit, digits);
    text_append(cell, "%s", symbols->to);
    append_number(cell, estimate->high / unit, digits);
    text_append(cell, "]");
}

static void append_time_unit(struct cell *cell, const struct unit *unit,
                             const struct symbols *symbols) {
    if (unit->name)
        text_append(cell, " %s", unit->name);
    else
        text_append(cell, " %ss", symbols->micro);
}

void text_time(double ns, const struct symbols *symbols, struct cell *cell) {
    if (!(ns >= 0)) {
        text_set(cell, "n/a");
        return;
    }
    const struct unit *unit = fitting_unit(ns, time_units, COUNT(time_units));
    text_set(cell, "");
    append_number(cell, ns / unit->size, DIGITS);
    append_time_unit(cell, unit, symbols);
}

void text_time_estimate(const struct estimate *ns, const struct symbols *symbols,
                        struct cell *cell) {
    if (!ns->present) {
        text_set(cell, "n/a");
        return;
    }
    const struct unit *unit = fitting_unit(ns->value, time_units, COUNT(time_units));
    text_set(cell, "");
    append_estimate(cell, ns, unit->size, symbols);
    append_time_unit(cell, unit, symbols);
}

// "979 M", and "979 MB" of bytes.
static void append_decimal(struct cell *cell, double value, const char *of) {
    const struct unit *unit = fitting_unit(value, decimal_units, COUNT(decimal_units));
    append_number(cell, value / unit->size, DIGITS);
    text_append(cell, unit->name[0] || of[0] ? " %s%s" : "%s%s", unit->name, of);
}

void text_rate(const struct estimate *per_second, struct cell *cell) {
    text_set(cell, per_second->present ? "" : "n/a");
    if (per_second->present)
        append_decimal(cell, per_second->value, "");
}

void text_gigabytes(const struct estimate *bytes_per_s, struct cell *cell) {
    text_set(cell, bytes_per_s->present ? "" : "n/a");
    if (bytes_per_s->present)
        append_number(cell, bytes_per_s->value / 1e9, DIGITS);
}

void text_share(const struct estimate *share, struct cell *cell) {
    text_set(cell, share->present ? "" : "n/a");
    if (share->present) {
        append_number(cell, share->value * 100, share->value * 100 >= 99.5 ? DIGITS : 2);
        text_append(cell, " %%");
    }
}

void text_ratio(const struct estimate *ratio, const struct symbols *symbols, struct cell *cell) {
    text_set(cell, ratio->present ? "" : "n/a");
    if (ratio->present)
        append_estimate(cell, ratio, 1, symbols);
}

void text_bytes(double bytes, struct cell *cell) {
    text_set(cell, "");
    append_decimal(cell, bytes, "B");
}

void text_bar(double share, const struct symbols *symbols, struct cell *cell) {
    enum { STEPS = 8 };
    const int halves = (int)round(share * 2 * (double)STEPS);
    text_set(cell, halves > 0 ? "" : symbols->bars[2]);
    for (int i = 0; i < halves / 2; i++)
        text_append(cell, "%s", symbols->bars[0]);
    if (halves % 2 == 1)
        text_append(cell, "%s", symbols->bars[1]);
}

void text_amount(double amount, struct cell *cell) {
    text_set(cell, "");
    append_decimal(cell, amount, "");
}

void text_count(uint64_t count, struct cell *cell) {
    char digits[32];
    const int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    text_set(cell, "");
    for (int i = 0; i < length; i++) {
        const bool group_ends = i > 0 && (length - i) % 3 == 0;
        text_append(cell, group_ends ? ",%c" : "%c", digits[i]);
    }
}

static void append_plural(struct cell *cell, unsigned count, const char *noun) {
    text_append(cell, count == 1 ? "%u %s" : "%u %ss", count, noun);
}

void text_workers(unsigned workers, unsigned ranks, struct cell *cell) {
    text_set(cell, "");
    if (ranks == 0 || workers != ranks)
        append_plural(cell, workers, "worker");
    if (ranks > 0) {
        text_append(cell, workers != ranks ? " on " : "");
        append_plural(cell, ranks, "rank");
    }
}
