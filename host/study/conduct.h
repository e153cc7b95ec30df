// Conducting a study: which points it has, and measuring them one after another.
//
// Each point is a run of its own (measure_run): backends are opened for the size or the workers of
// that point, so that a variant that a backend chooses in open is right for it, and what one point
// leaves behind can't disturb the next.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_CONDUCT_H
#define GPUBENCH_STUDY_CONDUCT_H

#include "measure/measure.h"
#include "measure/plan.h"
#include "study/study.h"

// What is done with the study after each point that was measured: it is saved.
struct saver {
    MUST_CHECK enum status (*save)(const struct saver *self, const struct study *study,
                                   struct error *error);
};

// One point for each size.
MUST_CHECK enum status study_plan_sweep(const uint64_t *sizes, size_t count,
                                        const struct plan *plan, struct study *study,
                                        struct error *error);

// The numbers of workers twice: with the plan's size (strong), and from the second on with so many
// times it (weak). STATUS_USAGE where that is more than 2^60 elements.
MUST_CHECK enum status study_plan_scale(const unsigned *workers, size_t count,
                                        const struct plan *plan, struct study *study,
                                        struct error *error);

// Takes over from an earlier study the points that it measured, after checking that it is of the
// same plan, machine and build; STATUS_USAGE says what differs. The earlier study loses them.
MUST_CHECK enum status study_resume(const struct plan *plan, struct study *earlier,
                                    struct study *study, struct error *error);

// Measures the points that are still to be measured, and skips those that don't fit the memory.
// saver may be NULL. An interruption ends it with STATUS_OK and study->interrupted; the point that
// was under way is left out.
MUST_CHECK enum status study_conduct(const struct plan *plan, const struct observer *observer,
                                     const struct saver *saver, struct study *study,
                                     struct error *error);

#endif
