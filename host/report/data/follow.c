// From what a file says to what may be believed of it.
//
// Backends are told apart by what matters to a reader of results: whether their lists live off the
// host, and whether they make any; the file may come from a machine whose backends this build
// lacks.
// SPDX-License-Identifier: MIT
#include "report/data/follow.h"

#include "measure/derive.h"
#include "measure/statistics.h"
#include "study/study.h"

#include <math.h>
#include <string.h>

// ---- one series

static void follow_rounds(struct reader *reader, const unsigned *rounds, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (rounds[i] <= rounds[i - 1])
            reader_refuse(reader, "the rounds don't rise at sample %zu", i + 1);
}

void follow_samples(struct reader *reader, const json_t *object, void *thing) {
    const struct samples *samples = thing;
    (void)object;
    follow_rounds(reader, samples->rounds, samples->count);
}

void follow_series(struct reader *reader, const json_t *object, void *thing) {
    struct series *series = thing;
    const struct estimate told = series->median_ns;
    (void)object;
    series->present = series->count > 0;
    follow_rounds(reader, series->rounds, series->count);
    if (!told.present)
        return;
    series->median_ns = estimate_median(series->samples_ns, series->count);
    if (!series->median_ns.present ||
        fabs(series->median_ns.value - told.value) > 1e-6 * told.value)
        reader_refuse(reader, "the median is not that of the samples");
}

// ---- one row

// By offload and harness. A row that is fine but was never compared seeds its lists itself.
static const struct backend recorded_own_seeds = {.name = "recorded", .traits = TRAIT_OWN_SEEDS};
static const struct backend recorded_backends[2][2] = {
    {{.name = "recorded"}, {.name = "recorded", .traits = TRAIT_HARNESS}},
    {{.name = "recorded", .traits = TRAIT_OFFLOAD},
     {.name = "recorded", .traits = TRAIT_OFFLOAD | TRAIT_HARNESS}}};

static bool is_true(struct reader *reader, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_boolean(value))
        reader_refuse(reader, "\"%s\" is not true or false", key);
    return json_is_true(value);
}

void follow_row(struct reader *reader, const json_t *object, void *thing) {
    struct row *row = thing;
    row->backend =
        &recorded_backends[is_true(reader, object, "offload")][is_true(reader, object, "harness")];
    if (row->status == ROW_OK && row->backend->traits == 0 &&
        json_is_null(json_object_get(object, "verified")))
        row->backend = &recorded_own_seeds;
    row->has_digest = !json_is_null(json_object_get(object, "digest"));
    if (row->name[0] == '\0')
        reader_refuse(reader, "a row has no name");
    if (row->status != ROW_OK && row->reason[0] == '\0')
        reader_refuse(reader, "\"reason\" is missing");
}

// ---- one run

// The tests' names are this build's: another one's results can't be told by it.
void follow_statistics(struct reader *reader, const json_t *object, void *thing) {
    struct quality *quality = thing;
    (void)object;
    for (size_t i = 0; i < QUALITY_TESTS; i++) {
        struct quality_result *result = &quality->results[i];
        if (strcmp(result->name, quality_name(i)) != 0)
            reader_refuse(reader, "\"statistics\" has other tests than this gpubench");
        result->what = quality_what(i);
        quality->suspect = quality->suspect || result->failed;
    }
}

void follow_ranks(struct reader *reader, const json_t *object, void *thing) {
    (void)object;
    if (((struct ranks_facts *)thing)->count == 0)
        reader_refuse(reader, "\"ranks\" has none");
}

static void follow_rows(struct reader *reader, struct results *results) {
    for (size_t i = 0; i < results->row_count; i++) {
        struct row *row = &results->rows[i];
        const unsigned traits = row->backend->traits;
        const bool gathered = results->ranks.gathered && (traits & TRAIT_HARNESS) == 0;
        row->delivered_is_resident = (traits & TRAIT_OFFLOAD) == 0 && !gathered;
        row_derive(results, row);
        for (size_t j = 0; j < i; j++)
            if (strcmp(row->name, results->rows[j].name) == 0)
                reader_refuse(reader, "two rows are named \"%s\"", row->name);
    }
}

static void follow_base(struct reader *reader, const json_t *base, struct results *results) {
    const char *name = json_string_value(json_object_get(base, "backend"));
    for (size_t i = 0; name && i < results->row_count; i++)
        if (strcmp(results->rows[i].name, name) == 0)
            results->base = &results->rows[i];
    if (!json_is_null(base) && !results->base)
        reader_refuse(reader, "\"base\" names no row");
}

void follow_results(struct reader *reader, const json_t *object, void *thing) {
    struct results *results = thing;
    uint64_t elements;
    if (__builtin_mul_overflow(results->run.spec.size, results->run.spec.lists, &elements) ||
        elements > UINT64_C(1) << 60)
        reader_refuse(reader, "\"size\" times \"lists\" is more than 2^60");
    follow_rows(reader, results);
    follow_base(reader, json_object_get(object, "base"), results);
    results_derive_speedups(results);
}

// ---- sweeps and scales

void follow_point(struct reader *reader, const json_t *object, void *thing) {
    struct point *point = thing;
    point->measured = !json_is_null(json_object_get(object, "report"));
    if (point->measured && point->results.run.spec.size != point->size)
        reader_refuse(reader, "\"size\" is not that of the report");
}

// Sizes of a sweep rise: whatever is computed between neighbours relies on it.
void follow_study(struct reader *reader, const json_t *object, void *thing) {
    const struct study *study = thing;
    (void)object;
    for (size_t i = 1; i < study->point_count && study->kind == STUDY_SWEEP; i++)
        if (study->points[i].size <= study->points[i - 1].size)
            reader_refuse(reader, "the sizes of the points don't rise");
    if (!study->between[0][0] != !study->between[1][0])
        reader_refuse(reader, "\"between\" is no pair of names");
}
