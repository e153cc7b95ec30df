// Numbers as people read them: three digits, a unit that fits, and intervals in brackets.
// One function for each kind of cell, shared by every report for people.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_TEXT_H
#define GPUBENCH_REPORT_TEXT_H

#include "measure/results.h"

#include <stddef.h>
#include <stdint.h>

// The signs that plain ASCII lacks.
struct symbols {
    const char *micro;   // of microseconds
    const char *to;      // between the ends of an interval
    const char *bars[3]; // a full, a half and the thinnest step of a bar
};

extern const struct symbols symbols_utf8;
extern const struct symbols symbols_ascii;

struct cell {
    char text[512];
};

// "102 ms"; "n/a" where ns is negative: not measured.
void text_time(double ns, const struct symbols *symbols, struct cell *cell);

// "102 [101–103] ms", "102 ms" without an interval's figures: "102 [n/a] ms".
void text_time_estimate(const struct estimate *ns, const struct symbols *symbols,
                        struct cell *cell);

// "979 M": how many a second, decimal.
void text_rate(const struct estimate *per_second, struct cell *cell);

// "7.84", for a column that is headed GB/s.
void text_gigabytes(const struct estimate *bytes_per_s, struct cell *cell);

// "71 %"
void text_share(const struct estimate *share, struct cell *cell);

// "1.98 [1.97–1.99]"
void text_ratio(const struct estimate *ratio, const struct symbols *symbols, struct cell *cell);

// "800 MB"
void text_bytes(double bytes, struct cell *cell);

// A bar of eight steps for a share of 0 to 1: "######", and a thin one for next to nothing.
void text_bar(double share, const struct symbols *symbols, struct cell *cell);

// "1.23 M", of any amount
void text_amount(double amount, struct cell *cell);

// "10,000,000"
void text_count(uint64_t count, struct cell *cell);

// "1 worker", "2 workers"; of gpubench-mpi "2 ranks", or "4 workers on 2 ranks".
void text_workers(unsigned workers, unsigned ranks, struct cell *cell);

// Makes the cell this text; cut like the others.
void text_set(struct cell *cell, const char *text);

// Appends to the text, cut at the cell's size.
void text_append(struct cell *cell, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
