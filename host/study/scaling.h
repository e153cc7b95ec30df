// How far a row scales with its workers: speed-up, efficiency and Karp-Flatt's serial fraction from
// the points of a scale, with intervals.
//
// Runs with different workers follow each other, so their samples are independent, not paired: a
// ratio's interval is made of the two medians' intervals (estimate_quotient).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_SCALING_H
#define GPUBENCH_STUDY_SCALING_H

#include "study/study.h"

// A share of the write ceiling that counts as having met it: fills never quite do.
#define CEILING_MET 0.9

struct scaled {
    unsigned workers;
    const struct row *row;
    struct estimate median_ns;
    struct estimate speedup;         // strong: T1 / Tp; weak: p T1 / Tp, since the work is p times
    struct estimate efficiency;      // speed-up over workers
    struct estimate serial_fraction; // Karp-Flatt; strong only, from two workers on
    struct estimate ceiling_share;
};

struct scaling_law {
    char row[64];
    enum scaling scaling;
    unsigned ceiling_workers;       // the fewest that met the ceiling; 0: none did
    struct estimate greatest_share; // of the ceiling, over all workers
    size_t count;
    struct scaled *points; // owned; by workers; the first is the base
};

struct scaling_laws {
    size_t count;
    struct scaling_law *items; // owned
};

// Karp and Flatt 1990: (1/S - 1/p) / (1 - 1/p). An interval of the speed-up turns round.
struct estimate karp_flatt(const struct estimate *speedup, unsigned workers);

// Fills everything but the medians and shares, which the caller has filled.
void scaling_derive(struct scaling_law *law);

MUST_CHECK enum status scaling_laws_of(const struct study *study, struct scaling_laws *laws,
                                       struct error *error);

void scaling_laws_free(struct scaling_laws *laws);

#endif
