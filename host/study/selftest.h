// A backend against itself: how often this machine would be said to differ from itself, and how
// large a difference must be to be told from noise.
//
// Each trial is a run in which every backend has two rows, sampled alternately; the two are
// compared as rows of two files are. Runs are compared with the next one as well, since that is
// what comparing files does: what changes from run to run (pages, clocks, neighbours) is in it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_SELFTEST_H
#define GPUBENCH_STUDY_SELFTEST_H

#include "measure/measure.h"
#include "measure/plan.h"
#include "study/study.h"

// What a number of A/A comparisons came to.
struct alarms {
    size_t comparisons;
    size_t false_alarms; // called faster or slower
    size_t same, inconclusive;
    double smallest; // all but 5 % of the ratios lie within this of 1: 0.02 = 2 %; 0 without any
};

// Of one backend.
struct selftest_row {
    char name[64];
    struct alarms within;  // the two rows of each run
    struct alarms between; // each run against the next
};

struct selftest {
    double effect;
    unsigned trials; // that were measured
    bool interrupted;
    size_t row_count;
    struct selftest_row rows[PLAN_ROWS / 2];
};

// The plan with every row twice; STATUS_USAGE where that is too many, or a row makes no numbers.
MUST_CHECK enum status selftest_plan(const struct plan *plan, struct plan *doubled,
                                     struct error *error);

// Judges runs of a doubled plan that have been measured.
MUST_CHECK enum status selftest_judge(const struct study *runs, double effect,
                                      struct selftest *found, struct error *error);

// Measures the trials and judges them.
MUST_CHECK enum status selftest_conduct(const struct plan *plan, const struct observer *observer,
                                        unsigned trials, double effect, struct selftest *found,
                                        struct error *error);

#endif
