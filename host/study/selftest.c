// A/A comparisons.
// SPDX-License-Identifier: MIT
#include "study/selftest.h"

#include "measure/statistics.h"
#include "study/compare.h"
#include "study/conduct.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- planning

enum status selftest_plan(const struct plan *plan, struct plan *doubled, struct error *error) {
    *doubled = *plan;
    if (plan->row_count * 2 > PLAN_ROWS)
        return fail(error, STATUS_USAGE, "at most %d backends can be tested against themselves",
                    PLAN_ROWS / 2);
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct plan_row *row = &plan->rows[i];
        if (row->backend->traits & TRAIT_HARNESS)
            return fail(error, STATUS_USAGE,
                        "--backend %s makes no numbers that could be compared; leave it out",
                        row->name);
        doubled->rows[2 * i] = doubled->rows[2 * i + 1] = *row;
        struct plan_row *second = &doubled->rows[2 * i + 1];
        snprintf(second->name, sizeof second->name, "%.50s again", row->name);
    }
    doubled->row_count = 2 * plan->row_count;
    return STATUS_OK;
}

// ---- judging

// The logarithms of a kind's ratios, to find how far all but 5 % lie from 0.
struct ratios {
    size_t count;
    double *sizes; // owned; as many as trials
};

static void judge(const struct row *one, const struct row *other, double effect,
                  struct alarms *alarms, struct ratios *ratios) {
    if (!row_is_timed(one, 0) || !row_is_timed(other, 0))
        return;
    const struct estimate before =
        estimate_median_in_order(one->resident.samples_ns, one->resident.count, 0.05);
    const struct estimate after =
        estimate_median_in_order(other->resident.samples_ns, other->resident.count, 0.05);
    const struct estimate ratio = estimate_quotient(&after, &before);
    const enum verdict verdict = verdict_of(&ratio, effect);
    alarms->comparisons++;
    alarms->false_alarms += verdict == VERDICT_FASTER || verdict == VERDICT_SLOWER;
    alarms->same += verdict == VERDICT_SAME;
    alarms->inconclusive += verdict == VERDICT_INCONCLUSIVE;
    if (ratio.present)
        ratios->sizes[ratios->count++] = fabs(log(ratio.value));
}

static void find_smallest(const struct ratios *ratios, struct alarms *alarms) {
    double *sorted = sorted_copy(ratios->sizes, ratios->count);
    if (sorted != NULL)
        alarms->smallest = expm1(sorted_quantile(sorted, ratios->count, 0.95));
    free(sorted);
}

// The rows of a doubled plan stand in pairs.
static void judge_row(const struct study *runs, size_t index, double effect, struct ratios *within,
                      struct ratios *between, struct selftest_row *row) {
    const struct row *earlier = NULL;
    within->count = between->count = 0;
    for (size_t i = 0; i < runs->point_count; i++) {
        const struct results *results = &runs->points[i].results;
        if (!runs->points[i].measured || results->row_count <= 2 * index + 1)
            continue;
        const struct row *here = &results->rows[2 * index];
        snprintf(row->name, sizeof row->name, "%s", here->name);
        judge(here, here + 1, effect, &row->within, within);
        if (earlier != NULL)
            judge(earlier, here, effect, &row->between, between);
        earlier = here;
    }
    find_smallest(within, &row->within);
    find_smallest(between, &row->between);
}

enum status selftest_judge(const struct study *runs, double effect, struct selftest *found,
                           struct error *error) {
    *found = (struct selftest){.effect = effect, .interrupted = runs->interrupted};
    struct ratios within = {.sizes = calloc(runs->point_count + 1, sizeof *within.sizes)};
    struct ratios between = {.sizes = calloc(runs->point_count + 1, sizeof *between.sizes)};
    const struct point *first = study_first_measured(runs);
    const bool memory = within.sizes != NULL && between.sizes != NULL;
    if (memory && first != NULL) {
        found->row_count = first->results.row_count / 2;
        for (size_t i = 0; i < runs->point_count; i++)
            found->trials += runs->points[i].measured;
        for (size_t i = 0; i < found->row_count; i++)
            judge_row(runs, i, effect, &within, &between, &found->rows[i]);
    }
    free(within.sizes);
    free(between.sizes);
    return memory ? STATUS_OK : fail(error, STATUS_MEMORY, "no memory for the comparisons");
}

static enum status conduct_and_judge(const struct plan *doubled, const struct observer *observer,
                                     double effect, struct study *runs, struct selftest *found,
                                     struct error *error) {
    TRY(study_conduct(doubled, observer, NULL, runs, error));
    return selftest_judge(runs, effect, found, error);
}

enum status selftest_conduct(const struct plan *plan, const struct observer *observer,
                             unsigned trials, double effect, struct selftest *found,
                             struct error *error) {
    struct plan doubled;
    struct study runs;
    *found = (struct selftest){0};
    TRY(selftest_plan(plan, &doubled, error));
    TRY(study_create(STUDY_SWEEP, trials, &runs, error));
    for (size_t i = 0; i < runs.point_count; i++)
        runs.points[i] = (struct point){.size = plan->spec.size, .workers = plan->cpus.workers};
    const enum status status = conduct_and_judge(&doubled, observer, effect, &runs, found, error);
    study_free(&runs);
    return status;
}
