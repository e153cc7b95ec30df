// The break-even size of two rows of a sweep: from which size on one is faster than the other.
//
// At each size the ratio of their times comes from pairs of the same round. Between two sizes both
// times are taken as straight lines over the size, a cost of starting and a cost of each number, as
// all backends nearly have; where the lines cross is the break-even. (A straight line through
// logarithms is off by 10 % with two sizes a decade.) The ends of the ratio's interval give other
// lines, whose crossings are the ends of the break-even's interval. It leans on two neighbours, so
// each of these misses with half of 5 %.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_BREAK_EVEN_H
#define GPUBENCH_STUDY_BREAK_EVEN_H

#include "study/study.h"

enum break_even_kind {
    BREAK_EVEN_NONE,      // no size has both rows with an interval
    BREAK_EVEN_ALWAYS,    // faster at every size
    BREAK_EVEN_NEVER,     // faster at no size, and slower at the largest
    BREAK_EVEN_AT,        // from a size on, to the largest
    BREAK_EVEN_PASSING,   // faster at some sizes, slower at the largest
    BREAK_EVEN_UNDECIDED, // at the largest size the two can't be told apart
};

const char *break_even_name(size_t kind); // "none", "always", "never", "at", …

// The ratio at one size.
struct break_even_point {
    uint64_t size;
    const struct row *base, *row;
    double row_ns;         // time of the row
    struct estimate ratio; // time of the base over time of the row: over 1 the row is faster
};

struct break_even {
    char row[64];  // the challenger
    char base[64]; // "": the best CPU row of each size
    size_t place;
    bool places_differ; // resident and delivered are two questions
    enum break_even_kind kind;
    double value;             // of BREAK_EVEN_AT: the size
    double low, high;         // its interval; low is 0 where it is open below the smallest size
    double smallest, largest; // sizes that have the ratio
    double won_low, won_high; // of BREAK_EVEN_PASSING: sizes at which the row is faster for certain
    size_t point_count;
    struct break_even_point points[STUDY_POINTS];
};

// Where the ratios, of rising sizes, cross 1: fills all but the names.
void break_even_find(struct break_even *found);

// One row against another in one place. base NULL or "": the CPU row with the least median at each
// size.
void break_even_between(const struct study *study, const char *base, const char *row, size_t place,
                        struct break_even *found);

struct break_evens {
    size_t count;
    struct break_even *items; // owned
};

// "cuda, delivered"; "pthread" where the places don't differ.
void break_even_title(const struct break_even *found, char *text, size_t size);

// All that the study asks for: each offload row against the best CPU row, or --between; in both
// places where they differ.
MUST_CHECK enum status break_evens_of(const struct study *study, struct break_evens *found,
                                      struct error *error);

void break_evens_free(struct break_evens *found);

#endif
