// A sweep's and a scale's objects: every point's whole report, and what follows from them.
// SPDX-License-Identifier: MIT
#include "report/data/field_rows.h"
#include "report/data/follow.h"
#include "report/data/tables.h"

// ---- what follows

const struct table findings_table = {0};

static const void *the_break_evens(const struct context *context) {
    const struct findings *findings = context_find(context, &findings_table);
    return &findings->break_evens;
}

static const void *the_laws(const struct context *context) {
    const struct findings *findings = context_find(context, &findings_table);
    return &findings->laws;
}

static bool is_at_a_size(const struct context *context) {
    return ((const struct break_even *)context->thing)->kind == BREAK_EVEN_AT;
}

// The end that is open has no number.
static const struct field size_item = {
    .kind = FIELD_MEASURED, .size = sizeof(double), .maybe = true};

static const struct field break_even_fields[] = {
    {FIELD(TEXT, "row", break_even, row)},
    {FIELD(TEXT, "against", break_even, base), .maybe = true},
    {FIELD(NAME, "place", break_even, place), .names = place_name},
    {FIELD(NAME, "kind", break_even, kind), .names = break_even_name},
    {FIELD(NUMBER, "size", break_even, value), .shown = is_at_a_size},
    {FIELD(ARRAY, "size_ci95", break_even, low), .fixed = true, .most = 2, .items = &size_item,
     .shown = is_at_a_size},
};
static const struct table break_even_table = TABLE(break_even, NULL);

static const struct field estimate_fields[] = {
    {.key = "value", .kind = FIELD_VALUE},
    {.key = "ci95", .kind = FIELD_INTERVAL},
};
static const struct table estimate_table = TABLE(estimate, NULL);

static const struct field scaled_fields[] = {
    {FIELD(COUNT, "workers", scaled, workers)},
    {FIELD(OBJECT, "speedup", scaled, speedup), .table = &estimate_table, .maybe = true},
    {FIELD(OBJECT, "efficiency", scaled, efficiency), .table = &estimate_table, .maybe = true},
    {FIELD(OBJECT, "serial_fraction", scaled, serial_fraction), .table = &estimate_table,
     .maybe = true},
};
static const struct table scaled_table = TABLE(scaled, NULL);

static const struct field law_fields[] = {
    {FIELD(TEXT, "row", scaling_law, row)},
    {FIELD(NAME, "scaling", scaling_law, scaling), .names = scaling_name},
    {FIELD(COUNT, "ceiling_workers", scaling_law, ceiling_workers), .maybe = true},
    {ITEMS(LIST, "points", scaling_law, points, count), .table = &scaled_table},
};
static const struct table law_table = TABLE(law, NULL);

// ---- the points

static bool is_measured(const struct context *context) {
    return ((const struct point *)context->thing)->measured;
}

static const struct field point_fields[] = {
    {FIELD(COUNT, "size", point, size), .most = ELEMENTS_MOST},
    {FIELD(COUNT, "workers", point, workers), .most = WORKERS_MAX},
    {FIELD(NAME, "scaling", point, scaling), .names = scaling_name},
    {FIELD(TEXT, "skipped", point, skipped), .maybe = true},
    {FIELD(OBJECT, "report", point, results), .table = &report_table, .shown = is_measured},
};
static const struct table point_table = TABLE(point, follow_point);

// ---- the whole

static bool is_sweep(const struct context *context) {
    return ((const struct study *)context->thing)->kind == STUDY_SWEEP;
}

static bool is_scale(const struct context *context) {
    return ((const struct study *)context->thing)->kind == STUDY_SCALE;
}

static const struct field between_item = {.kind = FIELD_TEXT,
                                          .size = sizeof((struct study *)NULL)->between[0]};

static const struct field study_fields[] = {
    {.key = "schema_version", .kind = FIELD_VERSION},
    {FIELD(NAME, "kind", study, kind), .names = study_kind_name},
    {FIELD(FLAG, "interrupted", study, interrupted)},
    {FIELD(NUMBER, "elapsed_s", study, elapsed_s)},
    {.key = "between",
     .kind = FIELD_ARRAY,
     AT(study, between),
     .maybe = true,
     .fixed = true,
     .most = 2,
     .size = sizeof((struct study *)NULL)->between[0],
     .items = &between_item},
    {ITEMS(LIST, "break_evens", break_evens, items, count), .table = &break_even_table,
     .from = the_break_evens, .shown = is_sweep, .optional = true},
    {ITEMS(LIST, "scaling_laws", scaling_laws, items, count), .table = &law_table, .from = the_laws,
     .shown = is_scale, .optional = true},
    {ITEMS(LIST, "points", study, points, point_count), .most = STUDY_POINTS,
     .table = &point_table},
};
const struct table study_table = TABLE(study, follow_study);
