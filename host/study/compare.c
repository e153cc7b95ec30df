// Rows of two studies by name and workload, their ratios and verdicts.
// SPDX-License-Identifier: MIT
#include "study/compare.h"

#include "measure/statistics.h"
#include "names.h"
#include "study/differences.h"

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

static void add_pair(const struct point *point, const struct row *row, size_t place,
                     const struct study *after, struct comparison *comparison) {
    const struct point *after_point;
    const struct row *other = partner(after, point, row, place, &after_point);
    if (other == NULL) {
        comparison->only_before++;
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
    comparison->only_after += partner(before, point, row, place, &unused) == NULL;
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

size_t comparison_regressions(const struct comparison *comparison, double limit) {
    size_t count = 0;
    for (size_t i = 0; i < comparison->row_count; i++)
        count +=
            comparison->rows[i].ratio.has_interval && comparison->rows[i].ratio.low > 1 + limit;
    return count;
}
