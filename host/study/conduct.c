// Measuring the points of a study.
// SPDX-License-Identifier: MIT
#include "study/conduct.h"

#include "platform/clock.h"
#include "platform/topology.h"
#include "study/differences.h"

#include <stdio.h>
#include <string.h>

enum status study_plan_sweep(const uint64_t *sizes, size_t count, const struct plan *plan,
                             struct study *study, struct error *error) {
    TRY(study_create(STUDY_SWEEP, count, study, error));
    for (size_t i = 0; i < count; i++)
        study->points[i] = (struct point){.size = sizes[i], .workers = plan->cpus.workers};
    return STATUS_OK;
}

enum status study_plan_scale(const unsigned *workers, size_t count, const struct plan *plan,
                             struct study *study, struct error *error) {
    const uint64_t largest = workers[count - 1] / workers[0];
    if (plan->spec.size > (UINT64_C(1) << 60) / largest / plan->spec.lists)
        return fail(error, STATUS_USAGE,
                    "%llu times the size is more than 2^60 elements; ask for a smaller --size",
                    (unsigned long long)largest);
    TRY(study_create(STUDY_SCALE, 2 * count - 1, study, error));
    for (size_t i = 0; i < study->point_count; i++) {
        const bool weak = i >= count;
        const unsigned number = workers[weak ? i - count + 1 : i];
        study->points[i] =
            (struct point){.size = weak ? plan->spec.size * number / workers[0] : plan->spec.size,
                           .workers = number,
                           .scaling = weak ? SCALING_WEAK : SCALING_STRONG};
    }
    return STATUS_OK;
}

// The list of one point of the study.
static struct list_spec spec_of_point(const struct plan *plan, const struct point *point) {
    struct list_spec spec = plan->spec;
    spec.size = point->size;
    if (plan->group == NULL) // else the point's are ranks, each with the same workers
        spec.workers = point->workers;
    return spec;
}

// The ranks that take part; 0: there are none.
static unsigned ranks_of_point(const struct plan *plan, const struct study *study,
                               const struct point *point) {
    return plan->group != NULL && study->kind == STUDY_SCALE ? point->workers : plan->ranks;
}

// ---- resuming

static enum status other_plan(const char *what, struct error *error) {
    return fail(error, STATUS_USAGE,
                "the file was made with other %s: give the same options again, or start a new file",
                what);
}

static bool same_points(const struct study *one, const struct study *other) {
    if (one->kind != other->kind || one->point_count != other->point_count)
        return false;
    for (size_t i = 0; i < one->point_count; i++) {
        const struct point *a = &one->points[i], *b = &other->points[i];
        if (a->size != b->size || a->workers != b->workers || a->scaling != b->scaling)
            return false;
    }
    return true;
}

static bool same_rows(const struct plan *plan, const struct results *results) {
    if (plan->row_count != results->row_count)
        return false;
    for (size_t i = 0; i < plan->row_count; i++)
        if (strcmp(plan->rows[i].name, results->rows[i].name) != 0)
            return false;
    return true;
}

// Refuses the first fact of the list that is another one than in the file.
static enum status same_list(const struct list_spec *spec, const struct run_facts *run,
                             struct error *error) {
    for (size_t i = 0; i < list_fact_count; i++) {
        const struct setting *setting = &list_facts[i].setting;
        char before[SETTING_NUMBER_TEXT], now[SETTING_NUMBER_TEXT], what[256];
        if (!run_fact_is_unknown(run, i) && setting_same(setting, spec, &run->spec))
            continue;
        const char *text = run_fact_text(run, &list_facts[i], before);
        snprintf(what, sizeof what, "lists (%s was %.80s and is %.80s)", setting->key,
                 text ? text : "unknown", setting_text(setting, spec, now));
        return other_plan(what, error);
    }
    return STATUS_OK;
}

static bool same_effort(const struct plan *plan, const struct run_facts *run) {
    const double precision = plan->precision - run->precision, time_s = plan->time_s - run->time_s;
    return precision < 1e-9 && precision > -1e-9 && time_s < 1e-9 && time_s > -1e-9;
}

static enum status same_machine(const struct results *earlier, struct error *error) {
    struct results here = {0};
    facts_machine("", &here.machine);
    facts_build(&here.build);
    struct difference difference;
    const bool differs = first_difference(earlier, &here, &difference);
    results_free(&here);
    if (!differs)
        return STATUS_OK;
    return fail(error, STATUS_USAGE,
                "the file was made on another %s (%s was %.80s and is %.80s): points of the two "
                "don't belong together; start a new file",
                difference.kind, difference.name, difference.before, difference.after);
}

enum status study_resume(const struct plan *plan, struct study *earlier, struct study *study,
                         struct error *error) {
    if (!same_points(study, earlier))
        return other_plan("sizes or workers", error);
    for (size_t i = 0; i < study->point_count; i++) {
        struct point *point = &earlier->points[i];
        if (!point->measured)
            continue;
        const struct list_spec spec = spec_of_point(plan, point);
        TRY(same_list(&spec, &point->results.run, error));
        if (point->results.ranks.count != ranks_of_point(plan, study, point))
            return other_plan("numbers of ranks", error);
        if (!same_rows(plan, &point->results))
            return other_plan("backends", error);
        if (!same_effort(plan, &point->results.run))
            return other_plan("precision or time", error);
        TRY(same_machine(&point->results, error));
    }
    for (size_t i = 0; i < study->point_count; i++) {
        if (earlier->points[i].measured) {
            study->points[i] = earlier->points[i];
            earlier->points[i] = (struct point){0};
        }
    }
    study->elapsed_s = earlier->elapsed_s;
    return STATUS_OK;
}

// ---- measuring

static enum status plan_point(const struct plan *plan, const struct study *study,
                              const struct point *point, struct plan *planned,
                              struct error *error) {
    *planned = *plan;
    planned->spec = spec_of_point(plan, point);
    planned->ranks = ranks_of_point(plan, study, point);
    planned->times_empty = study->kind == STUDY_SWEEP;
    return planned->spec.workers == plan->cpus.workers
               ? STATUS_OK
               : topology_plan(point->workers, &planned->cpus, error);
}

static enum status measure_point(const struct plan *plan, const struct observer *observer,
                                 const struct study *study, struct point *point,
                                 struct error *error) {
    struct plan planned;
    TRY(plan_point(plan, study, point, &planned, error));
    const enum status status = measure_run(&planned, observer, &point->results, error);
    point->measured = status == STATUS_OK && !point->results.interrupted;
    if (!point->measured)
        results_free(&point->results);
    if (status != STATUS_MEMORY)
        return status;
    snprintf(point->skipped, sizeof point->skipped, "%s", error->message);
    return STATUS_OK;
}

static double seconds_since(uint64_t start_ns) {
    return (double)(clock_now_ns() - start_ns) * 1e-9;
}

enum status study_conduct(const struct plan *plan, const struct observer *observer,
                          const struct saver *saver, struct study *study, struct error *error) {
    study->interrupted = false;
    for (size_t i = 0; i < study->point_count && !measure_interrupted; i++) {
        struct point *point = &study->points[i];
        const uint64_t start_ns = clock_now_ns();
        if (point->measured)
            continue;
        const enum status status = measure_point(plan, observer, study, point, error);
        study->elapsed_s += seconds_since(start_ns);
        study->interrupted = measure_interrupted != 0;
        TRY(status);
        if (saver != NULL)
            TRY(saver->save(saver, study, error));
    }
    study->interrupted = measure_interrupted != 0;
    return STATUS_OK;
}
