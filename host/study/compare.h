// Comparing studies made at different times, by different builds or on different machines: what
// differs in the circumstances, then each row as faster, slower, same or inconclusive.
//
// Two files' samples are independent of each other, so each median has an interval of its own, wide
// enough for samples that resemble their neighbours, and the ratio's interval is made of the two.
// With m ratios looked at, each interval misses with 0.05 / m (Bonferroni), so the chance that any
// verdict of a whole comparison is false is at most 5 %, whatever depends on what; that also
// bounds the share of false discoveries. A row is faster or slower only where its whole interval
// lies beyond the smallest effect that matters, and the same only where all of it lies within.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_COMPARE_H
#define GPUBENCH_STUDY_COMPARE_H

#include "study/study.h"

enum verdict { VERDICT_FASTER, VERDICT_SLOWER, VERDICT_SAME, VERDICT_INCONCLUSIVE, VERDICTS };

const char *verdict_name(size_t verdict); // "faster", …

// What an interval of a ratio of times allows to be said; effect: 0.05 = 5 %.
enum verdict verdict_of(const struct estimate *ratio, double effect);

// One row of two studies.
struct compared {
    const struct point *before_point, *after_point;
    const struct row *before, *after;
    size_t place;
    bool places_differ;    // resident and delivered are two rows of the comparison
    struct estimate ratio; // time after over time before
    enum verdict verdict;
};

// A fact that is not the same in both.
struct difference {
    const char *kind; // "machine", "build", "environment", "run"
    const char *name;
    char before[200], after[200];
};

struct comparison {
    double effect, miss; // the smallest that matters; the chance that one interval misses
    size_t difference_count;
    struct difference *differences; // owned
    size_t row_count;
    struct compared *rows;             // owned
    size_t only_before, only_after;    // timed rows without a partner
    char vanished[200], appeared[200]; // their names: "cuda, serial", cut with "…"
};

// Compares two studies, of which the comparison keeps pointers. others: pairs of files that are
// compared at the same time, 1 if it is only this one. Free it with comparison_free.
MUST_CHECK enum status compare(const struct study *before, const struct study *after, double effect,
                               size_t pairs, struct comparison *comparison, struct error *error);

// Takes a zeroed one.
void comparison_free(struct comparison *comparison);

// The fewest samples whose median can have an interval that misses with that chance: 6 for 0.05.
size_t comparison_samples_needed(double miss);

// How many rows are slower for certain by more than `limit` (0.05 = 5 %).
size_t comparison_regressions(const struct comparison *comparison, double limit);

#endif
