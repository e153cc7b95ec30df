// Crossings of ratios over sizes.
// SPDX-License-Identifier: MIT
#include "study/break_even.h"

#include "measure/plan.h"
#include "measure/statistics.h"
#include "names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A run has no more rows, and each has two places.
enum { BREAK_EVENS_MOST = PLAN_ROWS * STUDY_PLACES };

// Each of two neighbours may miss with half of the 5 % of the crossing.
static const double neighbour_miss = 0.025;

NAMES(break_even_name, [BREAK_EVEN_NONE] = "none", [BREAK_EVEN_ALWAYS] = "always",
      [BREAK_EVEN_NEVER] = "never", [BREAK_EVEN_AT] = "at", [BREAK_EVEN_PASSING] = "passing",
      [BREAK_EVEN_UNDECIDED] = "undecided")

void break_even_title(const struct break_even *found, char *text, size_t size) {
    snprintf(text, size, "%s%s%s", found->row, found->places_differ ? ", " : "",
             found->places_differ ? place_name(found->place) : "");
}

// ---- crossings

static bool wins(const struct break_even_point *point) {
    return point->ratio.low > 1;
}

static bool loses(const struct break_even_point *point) {
    return point->ratio.high < 1;
}

// The size between two points at which the two times are equal, given the ratios at either: the
// base is slower by row_ns * (ratio - 1), which changes its sign on the way.
static double crossing(const struct break_even_point *below, double ratio_below,
                       const struct break_even_point *above, double ratio_above) {
    const double lead = below->row_ns * (1 - ratio_below), gain = above->row_ns * (ratio_above - 1);
    const double from = (double)below->size, to = (double)above->size;
    return from + (to - from) * lead / (lead + gain);
}

typedef double end_of(const struct estimate *ratio);

static double low_end(const struct estimate *ratio) {
    return ratio->low;
}

static double high_end(const struct estimate *ratio) {
    return ratio->high;
}

static double middle(const struct estimate *ratio) {
    return ratio->value;
}

// The last size at which this end of the intervals rises over 1; 0 where it is over 1 throughout.
static double last_rise(const struct break_even *found, end_of *end) {
    for (size_t i = found->point_count - 1; i > 0; i--) {
        const struct break_even_point *below = &found->points[i - 1], *above = &found->points[i];
        if (end(&below->ratio) <= 1 && end(&above->ratio) > 1)
            return crossing(below, end(&below->ratio), above, end(&above->ratio));
    }
    return 0;
}

static bool any(const struct break_even *found, bool (*holds)(const struct break_even_point *)) {
    for (size_t i = 0; i < found->point_count; i++)
        if (holds(&found->points[i]))
            return true;
    return false;
}

static void note_won(struct break_even *found) {
    for (size_t i = 0; i < found->point_count; i++) {
        if (!wins(&found->points[i]))
            continue;
        found->won_high = (double)found->points[i].size;
        if (found->won_low <= 0)
            found->won_low = found->won_high;
    }
}

// Faster at the largest size for certain: since when?
static void find_start(struct break_even *found) {
    found->high = last_rise(found, low_end);
    if (found->high <= 0) {
        found->kind = BREAK_EVEN_ALWAYS;
        return;
    }
    found->kind = BREAK_EVEN_AT;
    found->low = last_rise(found, high_end);
    found->value = fmax(last_rise(found, middle), found->low);
    if (found->value <= 0) // the ratio itself is over 1 throughout, but not for certain
        found->value = found->smallest;
}

void break_even_find(struct break_even *found) {
    found->kind = BREAK_EVEN_NONE;
    found->value = found->low = found->high = found->won_low = found->won_high = 0;
    if (found->point_count == 0)
        return;
    const struct break_even_point *last = &found->points[found->point_count - 1];
    found->smallest = (double)found->points[0].size;
    found->largest = (double)last->size;
    note_won(found);
    if (wins(last))
        find_start(found);
    else if (any(found, wins))
        found->kind = BREAK_EVEN_PASSING;
    else
        found->kind = loses(last) ? BREAK_EVEN_NEVER : BREAK_EVEN_UNDECIDED;
}

// ---- rows

static const struct row *best_cpu(const struct point *point, size_t place) {
    const struct row *best = NULL;
    for (size_t i = 0; point->measured && i < point->results.row_count; i++) {
        const struct row *row = &point->results.rows[i];
        if (!row_is_offload(row) && row_is_timed(row, place) &&
            (best == NULL ||
             row_series(row, place)->median_ns.value < row_series(best, place)->median_ns.value))
            best = row;
    }
    return best;
}

static bool has_base(const char *base) {
    return base != NULL && base[0] != '\0';
}

static void add_point(const struct point *point, const char *base, const char *name, size_t place,
                      struct break_even *found) {
    const struct row *row = point_row(point, name);
    const struct row *other = has_base(base) ? point_row(point, base) : best_cpu(point, place);
    if (row == NULL || other == NULL || !row_is_timed(row, place) || !row_is_timed(other, place))
        return;
    const struct estimate ratio =
        estimate_ratio_at(series_in_rounds(row_series(other, place)),
                          series_in_rounds(row_series(row, place)), neighbour_miss);
    if (ratio.has_interval && ratio.low > 0 && row_series(row, place)->median_ns.value > 0)
        found->points[found->point_count++] = (struct break_even_point){
            point->size, other, row, row_series(row, place)->median_ns.value, ratio};
}

void break_even_between(const struct study *study, const char *base, const char *row, size_t place,
                        struct break_even *found) {
    *found = (struct break_even){.place = place};
    snprintf(found->row, sizeof found->row, "%s", row);
    snprintf(found->base, sizeof found->base, "%s", has_base(base) ? base : "");
    for (size_t i = 0; i < study->point_count && i < STUDY_POINTS; i++)
        add_point(&study->points[i], base, row, place, found);
    break_even_find(found);
}

// ---- the study's

// The row of this name at any size: whether its places differ doesn't depend on the size.
static const struct row *any_row(const struct study *study, const char *name) {
    for (size_t i = 0; i < study->point_count; i++) {
        const struct row *row = point_row(&study->points[i], name);
        if (row != NULL)
            return row;
    }
    return NULL;
}

static void add_places(const struct study *study, const char *base, const char *name,
                       struct break_evens *found) {
    const struct row *row = any_row(study, name), *other = any_row(study, base);
    const bool differ =
        (row != NULL && row_is_offload(row)) || (other != NULL && row_is_offload(other));
    for (size_t place = 0; place < (differ ? STUDY_PLACES : 1); place++) {
        break_even_between(study, base, name, place, &found->items[found->count]);
        found->items[found->count++].places_differ = differ;
    }
}

static bool is_known(const struct break_evens *found, const char *name) {
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->items[i].row, name) == 0)
            return true;
    return false;
}

static void add_offload_rows(const struct study *study, struct break_evens *found) {
    for (size_t i = 0; i < study->point_count; i++) {
        const struct results *results = &study->points[i].results;
        for (size_t r = 0; r < results->row_count; r++) {
            const struct row *row = &results->rows[r];
            if (found->count + STUDY_PLACES <= BREAK_EVENS_MOST && row_is_offload(row) &&
                row_is_timed(row, 0) && !is_known(found, row->name))
                add_places(study, "", row->name, found);
        }
    }
}

enum status break_evens_of(const struct study *study, struct break_evens *found,
                           struct error *error) {
    *found = (struct break_evens){0};
    found->items = calloc(BREAK_EVENS_MOST, sizeof *found->items);
    if (found->items == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the break-even sizes");
    if (study->between[0][0] != '\0')
        add_places(study, study->between[0], study->between[1], found);
    else
        add_offload_rows(study, found);
    return STATUS_OK;
}

void break_evens_free(struct break_evens *found) {
    free(found->items);
    *found = (struct break_evens){0};
}
