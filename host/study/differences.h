// What differs between the circumstances of two studies.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_DIFFERENCES_H
#define GPUBENCH_STUDY_DIFFERENCES_H

#include "study/compare.h"

// Fills the comparison's differences: of machine, build, environment and what was asked for, and
// of the variants and libraries of rows with equal names.
MUST_CHECK enum status find_differences(const struct study *before, const struct study *after,
                                        struct comparison *comparison, struct error *error);

// The first fact of machine or build that makes times incomparable; false where there is none.
bool first_difference(const struct results *before, const struct results *after,
                      struct difference *difference);

#endif
