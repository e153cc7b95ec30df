// Rows of two studies by name and workload, their ratios and verdicts.
// SPDX-License-Identifier: MIT
#include "study/compare.h"

#include "measure/statistics.h"
#include "names.h"
#include "study/differences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

NAMES(verdict_name, [VERDICT_FASTER] = "faster", [VERDICT_SLOWER] = "slower",
      [VERDICT_SAME] = "same", [VERDICT_INCONCLUSIVE] = "inconclusive")

enum verdict verdict_of(const struct estimate *ratio, double effect) {
    const double more = 1 + effect, less = 1 / more;
    if (!ratio->present || !ratio->has_interval)
        return VERDICT_INCONCLUSIVE;
    if (ratio->low > more)
        return VERDICT_SLOWER;
    if (ratio->high < less)
        return VERDICT_FASTER;
    return ratio->low >= less && ratio->high <= more ? VERDICT_SAME : VERDICT_INCONCLUSIVE;
}

// Only equal work is comparable.
static bool same_work(const struct point *one, const struct point *other) {
    for (size_t i = 0; i < list_fact_count; i++)
        if (list_facts[i].roles & FACT_WORK &&
            !setting_same(&list_facts[i].setting, &one->results.run.spec, &other->results.run.spec))
            return false;
    return true;
}

static const struct row *partner_in(const struct point *point, const struct row *row,
                                    size_t place) {
    const struct row *other = point_row(point, row->name);
    return other != NULL && other->opened.workers == row->opened.workers &&
                   row_is_timed(other, place)
               ? other
               : NULL;
}

// The point and row of the other study that the row can be compared with.
static const struct row *partner(const struct study *study, const struct point *point,
                                 const struct row *row, size_t place,
                                 const struct point **partner_point) {
    for (size_t i = 0; i < study->point_count; i++) {
        *partner_point = &study->points[i];
        const bool alike = (*partner_point)->measured && same_work(point, *partner_point) &&
                           (*partner_point)->scaling == point->scaling;
        const struct row *found = alike ? partner_in(*partner_point, row, place) : NULL;
        if (found != NULL)
            return found;
    }
    return NULL;
}

static bool place_counts(const struct row *row, size_t place) {
    return row_is_timed(row, place) && (place == 0 || !row->delivered_is_resident);
}

typedef void visit_row(const struct point *point, const struct row *row, size_t place,
                       const struct study *other, struct comparison *comparison);

static void for_each_row(const struct study *study, const struct study *other,
                         struct comparison *comparison, visit_row *visit) {
    for (size_t i = 0; i < study->point_count; i++) {
        const struct point *point = &study->points[i];
        for (size_t r = 0; point->measured && r < point->results.row_count; r++)
            for (size_t place = 0; place < STUDY_PLACES; place++)
                if (place_counts(&point->results.rows[r], place))
                    visit(point, &point->results.rows[r], place, other, comparison);
    }
}

// Appends a name that is not there yet.
static void name_row(const struct row *row, char *names, size_t size) {
    const size_t length = strlen(names), own = strlen(row->name);
    for (const char *at = names; (at = strstr(at, row->name)) != NULL; at++)
        if ((at == names || at[-1] == ' ') && (at[own] == ',' || at[own] == '\0'))
            return;
    if (length + own + sizeof ", , …" < size)
        snprintf(names + length, size - length, "%s%s", length ? ", " : "", row->name);
    else if (length + sizeof ", …" <= size && strstr(names, "…") == NULL)
        snprintf(names + length, size - length, ", …");
}

static void add_pair(const struct point *point, const struct row *row, size_t place,
                     const struct study *after, struct comparison *comparison) {
    const struct point *after_point;
    const struct row *other = partner(after, point, row, place, &after_point);
    if (other == NULL) {
        comparison->only_before++;
        name_row(row, comparison->vanished, sizeof comparison->vanished);
        return;
    }
    comparison->rows[comparison->row_count++] =
        (struct compared){.before_point = point,
                          .after_point = after_point,
                          .before = row,
                          .after = other,
                          .place = place,
                          .places_differ = !row->delivered_is_resident};
}

static void count_unpaired(const struct point *point, const struct row *row, size_t place,
                           const struct study *before, struct comparison *comparison) {
    const struct point *unused;
    if (partner(before, point, row, place, &unused) != NULL)
        return;
    comparison->only_after++;
    name_row(row, comparison->appeared, sizeof comparison->appeared);
}

static struct estimate median_of(const struct row *row, size_t place, double miss) {
    const struct series *series = row_series(row, place);
    return estimate_median_in_order(series->samples_ns, series->count, miss);
}

static void judge(struct compared *row, double effect, double miss) {
    const struct estimate before = median_of(row->before, row->place, miss);
    const struct estimate after = median_of(row->after, row->place, miss);
    row->ratio = estimate_quotient(&after, &before);
    row->verdict = verdict_of(&row->ratio, effect);
}

static size_t rows_of(const struct study *study) {
    size_t count = 0;
    for (size_t i = 0; i < study->point_count; i++)
        count += study->points[i].results.row_count * STUDY_PLACES;
    return count;
}

enum status compare(const struct study *before, const struct study *after, double effect,
                    size_t pairs, struct comparison *comparison, struct error *error) {
    *comparison = (struct comparison){.effect = effect};
    comparison->rows = calloc(rows_of(before) + 1, sizeof *comparison->rows);
    if (comparison->rows == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the rows of a comparison");
    for_each_row(before, after, comparison, add_pair);
    for_each_row(after, before, comparison, count_unpaired);
    comparison->miss =
        0.05 / (double)(comparison->row_count * pairs + (comparison->row_count == 0));
    for (size_t i = 0; i < comparison->row_count; i++)
        judge(&comparison->rows[i], effect, comparison->miss);
    return find_differences(before, after, comparison, error);
}

void comparison_free(struct comparison *comparison) {
    free(comparison->differences);
    free(comparison->rows);
    *comparison = (struct comparison){0};
}

// All samples lie on one side of the median with a chance of 2 / 2^n.
size_t comparison_samples_needed(double miss) {
    size_t count = 1;
    for (double chance = 1; chance > miss; chance /= 2)
        count++;
    return count;
}

size_t comparison_regressions(const struct comparison *comparison, double limit) {
    size_t count = 0;
    for (size_t i = 0; i < comparison->row_count; i++)
        count +=
            comparison->rows[i].ratio.has_interval && comparison->rows[i].ratio.low > 1 + limit;
    return count;
}
