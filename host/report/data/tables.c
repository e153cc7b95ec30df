// A report's objects, each by its table, from the inside out. schema/gpubench-1.schema.json says
// what each key means; a key that changes its meaning raises REPORT_SCHEMA_VERSION.
// SPDX-License-Identifier: MIT
#include "report/data/tables.h"

#include "measure/plan.h"
#include "measure/rounds.h"
#include "report/data/field_rows.h"
#include "report/data/follow.h"
#include "report/people/lines.h"

enum { RANKS_MOST = 1 << 24 };

static const struct table row_table;

// ---- what surrounds a value that is being written

static const struct results *results_of(const struct context *context) {
    return context_find(context, &report_table);
}

static const void *the_row(const struct context *context) {
    return context_find(context, &row_table);
}

static const void *the_backend(const struct context *context) {
    return ((const struct row *)the_row(context))->backend;
}

static const void *the_run(const struct context *context) {
    return &results_of(context)->run;
}

static const void *the_stream(const struct context *context) {
    return results_of(context)->run.spec.stream;
}

static const void *the_base(const struct context *context) {
    return results_of(context)->base;
}

static bool has_base(const struct context *context) {
    return the_base(context) != NULL;
}

// ---- the samples in one place

static const struct field flag_fields[] = {
    {FIELD(TEXT, "name", flag, name)},
    {FIELD(TEXT, "text", flag, text)},
};
static const struct table flag_table = TABLE(flag, NULL);
static const struct field time_item = {.kind = FIELD_NUMBER, .size = sizeof(double)};
static const struct field round_item = {
    .kind = FIELD_COUNT, .size = sizeof(unsigned), .most = ROUNDS_MOST};

static bool has_rates(const struct context *context) {
    return row_has_rates(the_row(context));
}

static bool has_speedup(const struct context *context) {
    const struct series *series = context->thing;
    return has_rates(context) && has_base(context) && series->speedup.present;
}

static bool has_empty(const struct context *context) {
    return ((const struct series *)context->thing)->empty_ns > 0;
}

static bool has_spread(const struct context *context) {
    return ((const struct series *)context->thing)->rank_spread.present;
}

static const struct field speedup_fields[] = {
    {FIELD(VALUE, "value", series, speedup)},
    {FIELD(INTERVAL, "ci95", series, speedup)},
    {FIELD(TEXT, "base", row, name), .from = the_base},
    {FIELD(COUNT, "base_workers", row, opened.workers), .from = the_base},
};
static const struct table speedup_table = TABLE(speedup, NULL);

static const struct field condition_fields[] = {
    {FIELD(MEASURED, "clock_mhz", device_condition, clock_mhz)},
    {FIELD(MEASURED, "memory_clock_mhz", device_condition, memory_clock_mhz)},
    {FIELD(MEASURED, "temperature_c", device_condition, temperature_c)},
    {FIELD(MEASURED, "power_w", device_condition, power_w)},
    {FIELD(MEASURED, "joules_per_1e9_numbers", device_condition, joules_per_1e9)},
    {FIELD(COUNT, "slowed_samples", device_condition, slowed_samples), .most = ROUNDS_MOST},
    {FIELD(BIT, "slowed_by_power", device_condition, slowed), .most = SLOWED_BY_POWER},
    {FIELD(BIT, "slowed_by_heat", device_condition, slowed), .most = SLOWED_BY_HEAT},
    {FIELD(BIT, "slowed_by_hardware", device_condition, slowed), .most = SLOWED_BY_HARDWARE},
};
static const struct table condition_table = TABLE(condition, NULL);

static const struct field spread_fields[] = {
    {FIELD(VALUE, "part_ns", rank_spread, rank_ns)},
    {FIELD(INTERVAL, "part_ci95_ns", rank_spread, rank_ns)},
    {FIELD(VALUE, "numbers_per_s", rank_spread, numbers_per_s)},
    {FIELD(VALUE, "against_alone", rank_spread, alone)},
    {FIELD(INTERVAL, "against_alone_ci95", rank_spread, alone)},
    {FIELD(VALUE, "start_skew_ns", rank_spread, skew_ns)},
    {FIELD(INTERVAL, "start_skew_ci95_ns", rank_spread, skew_ns)},
    {FIELD(NUMBER, "start_skew_most_ns", rank_spread, skew_most_ns)},
    {FIELD(VALUE, "imbalance", rank_spread, imbalance)},
    {FIELD(INTERVAL, "imbalance_ci95", rank_spread, imbalance)},
    {FIELD(VALUE, "gather_ns", rank_spread, gather_ns)},
    {FIELD(INTERVAL, "gather_ci95_ns", rank_spread, gather_ns)},
    {FIELD(COUNT, "slowest_rank", rank_spread, slowest), .most = RANKS_MOST},
    {FIELD(TEXT, "slowest_host", rank_spread, slowest_host)},
    {FIELD(COUNT, "slowest_samples", rank_spread, slowest_samples), .most = ROUNDS_MOST},
    {FIELD(COUNT, "missed_starts", rank_spread, late), .most = INT64_MAX},
};
static const struct table spread_table = TABLE(spread, NULL);

#define SAMPLES(name, member, item)                                                                \
    ITEMS(LIST, name, series, member, count), .counted = true, .most = ROUNDS_MOST, .items = &(item)

// A series that was never sampled has every key too, so that a script can ask for any of them.
static const struct field series_fields[] = {
    {FIELD(VALUE, "median_ns", series, median_ns)},
    {FIELD(INTERVAL, "ci95_ns", series, median_ns)},
    {FIELD(VALUE, "numbers_per_s", series, numbers_per_s), .shown = has_rates},
    {FIELD(VALUE, "bytes_per_s", series, bytes_per_s), .shown = has_rates},
    {FIELD(VALUE, "ceiling_share", series, ceiling_share), .shown = has_rates},
    {WITHIN("speedup", speedup_table), .shown = has_speedup},
    {FIELD(VALUE, "device_median_ns", series, device_ns)},
    {FIELD(INTERVAL, "device_ci95_ns", series, device_ns)},
    {FIELD(OBJECT, "device_condition", series, condition), .table = &condition_table,
     .maybe = true},
    {FIELD(NAME, "stop", series, stop), .names = stop_reason_name},
    {FIELD(COUNT, "repeats", series, repeats), .most = REPEATS_MOST},
    {FIELD(COUNT, "sample_count", series, count), .most = ROUNDS_MOST},
    {SAMPLES("samples_ns", samples_ns, time_item)},
    {SAMPLES("rounds", rounds, round_item)},
    {SAMPLES("device_samples_ns", device_samples_ns, time_item), .optional = true},
    {ITEMS(ARRAY, "flags", series, flags, flag_count), .most = SERIES_FLAGS, .table = &flag_table},
    {FIELD(NUMBER, "empty_list_ns", series, empty_ns), .optional = true, .shown = has_empty},
    {FIELD(OBJECT, "ranks", series, rank_spread), .table = &spread_table, .maybe = true,
     .optional = true, .shown = has_spread},
};
static const struct table series_table = TABLE(series, follow_series);

// ---- the samples of what bounds it

static const struct field samples_fields[] = {
    {FIELD(COUNT, "repeats", samples, repeats), .most = REPEATS_MOST},
    {ITEMS(LIST, "samples_ns", samples, ns, count), .most = ROUNDS_MOST, .items = &time_item},
    {ITEMS(LIST, "rounds", samples, rounds, count), .most = ROUNDS_MOST, .items = &round_item,
     .counted = true},
};
static const struct table samples_table = TABLE(samples, follow_samples);

static const struct field ceiling_samples_fields[] = {
    {FIELD(OBJECT, "plain", row, ceiling_plain), .table = &samples_table},
    {FIELD(OBJECT, "streaming", row, ceiling_streaming), .table = &samples_table},
    {FIELD(OBJECT, "copy", row, ceiling_copy), .table = &samples_table},
};
static const struct table ceiling_samples_table = TABLE(ceiling_samples, NULL);

// ---- one row

static bool was_alone(const struct context *context) {
    return ((const struct row *)context->thing)->alone.count > 0;
}

static bool has_reason(const struct context *context) {
    return ((const struct row *)context->thing)->status != ROW_OK;
}

static bool uses_fewer(const struct context *context) {
    const struct opened *opened = &((const struct row *)context->thing)->opened;
    return opened->workers_used > 0 && opened->workers_used < opened->workers;
}

static bool is_judged(const struct context *context) {
    return row_is_judged(context->thing);
}

static bool has_digest(const struct context *context) {
    const struct row *row = context->thing;
    return row->has_digest && !row_is_harness(row);
}

static const struct field row_ceiling_fields[] = {
    {FIELD(VALUE, "bytes_per_s", row, ceiling_bytes_per_s)},
    {FIELD(INTERVAL, "bytes_per_s_ci95", row, ceiling_bytes_per_s)},
    {FIELD(WORD, "stores", row, ceiling_stores), .names = stores_name, .maybe = true},
    {FIELD(COUNT, "workers", row, opened.workers), .from = the_row},
};
static const struct table row_ceiling_table = TABLE(row_ceiling, NULL);

static const struct field copy_ceiling_fields[] = {
    {FIELD(VALUE, "bytes_per_s", row, copy_ceiling_bytes_per_s)},
    {FIELD(INTERVAL, "bytes_per_s_ci95", row, copy_ceiling_bytes_per_s)},
};
static const struct table copy_ceiling_table = TABLE(copy_ceiling, NULL);

static const struct field open_part_fields[] = {
    {FIELD(TEXT, "name", opened_phase, name)},
    {FIELD(COUNT, "ns", opened_phase, ns), .most = INT64_MAX},
};
static const struct table open_part_table = TABLE(open_part, NULL);

static const struct field phases_fields[] = {
    {FIELD(MEASURED, "open_ns", row, phases.open_ns)},
    {ITEMS(ARRAY, "open_parts", row, opened.phases, opened.phase_count), .most = OPENED_PHASES,
     .table = &open_part_table},
    {FIELD(MEASURED, "first_run_ns", row, phases.first_run_ns)},
    {FIELD(MEASURED, "verify_ns", row, phases.verify_ns)},
    {FIELD(MEASURED, "close_ns", row, phases.close_ns)},
};
static const struct table phases_table = TABLE(phases, NULL);

static const struct field row_fields[] = {
    {FIELD(TEXT, "backend", row, name)},
    {FIELD(FLAG, "asked", row, asked)},
    {FIELD(BIT, "offload", backend, traits), .most = TRAIT_OFFLOAD, .from = the_backend},
    {FIELD(FLAG, "on_cpu", row, opened.on_cpu)},
    {FIELD(BIT, "harness", backend, traits), .most = TRAIT_HARNESS, .from = the_backend},
    {FIELD(WORD, "stream", stream, name), .from = the_stream},
    {FIELD(NAME, "type", run_facts, spec.type), .names = element_name, .from = the_run},
    {FIELD(NAME, "status", row, status), .names = row_status_name},
    {FIELD(TEXT, "reason", row, reason), .shown = has_reason},
    {FIELD(FLAG, "verified", row, verified), .shown = is_judged},
    {FIELD(DIGEST, "digest", row, digest), .shown = has_digest},
    {FIELD(COUNT, "workers", row, opened.workers), .most = WORKERS_MAX},
    {FIELD(COUNT, "workers_used", row, opened.workers_used), .most = WORKERS_MAX, .optional = true,
     .shown = uses_fewer},
    {FIELD(TEXT, "variant", row, opened.variant)},
    {FIELD(TEXT, "library", row, opened.library)},
    {FIELD(TEXT, "device", row, opened.device)},
    {FIELD(COUNT, "peak_memory_bytes", row, peak_memory_bytes), .most = INT64_MAX, .maybe = true},
    {WITHIN("ceiling", row_ceiling_table)},
    {WITHIN("copy_ceiling", copy_ceiling_table)},
    {WITHIN("ceiling_samples", ceiling_samples_table), .optional = true},
    {FIELD(OBJECT, "alone_samples", row, alone), .table = &samples_table, .optional = true,
     .shown = was_alone},
    {WITHIN("phases", phases_table)},
    {FIELD(OBJECT, "resident", row, resident), .table = &series_table},
    {FIELD(OBJECT, "delivered", row, delivered), .table = &series_table},
};
static const struct table row_table = TABLE(row, follow_row);

// ---- one run

static bool is_tested(const struct context *context) {
    return results_of(context)->quality.count > 0;
}

static bool has_ranks(const struct context *context) {
    return results_of(context)->ranks.count > 0;
}

static const void *the_false_alarms(const struct context *context) {
    static const double false_alarms = QUALITY_FALSE_ALARMS;
    (void)context;
    return &false_alarms;
}

static const struct field run_fields[] = {
    {.kind = FIELD_LIST_SPEC},
    {FIELD(NUMBER, "precision", run_facts, precision)},
    {FIELD(NUMBER, "time_s", run_facts, time_s)},
    {FIELD(DECIMAL, "shuffle_seed", run_facts, shuffle_seed)},
    {FIELD(OWNED, "command_line", run_facts, command_line), .maybe = true},
};
static const struct table run_table = TABLE(run, NULL);

static const struct field base_fields[] = {
    {FIELD(TEXT, "backend", row, name), .from = the_base},
    {FIELD(COUNT, "workers", row, opened.workers), .from = the_base},
    {FIELD(FLAG, "asked", results, base_asked)},
};
static const struct table base_table = TABLE(base, NULL);

static const struct field ceiling_fields[] = {
    {FIELD(VALUE, "bytes_per_s", results, ceiling_bytes_per_s)},
    {FIELD(INTERVAL, "bytes_per_s_ci95", results, ceiling_bytes_per_s)},
    {FIELD(WORD, "stores", results, ceiling_stores), .names = stores_name, .maybe = true},
    {FIELD(COUNT, "workers", results, ceiling_workers), .most = WORKERS_MAX},
};
static const struct table ceiling_table = TABLE(ceiling, NULL);

static const struct field test_fields[] = {
    {FIELD(WORD, "name", quality_result, name), .names = quality_name},
    {FIELD(NUMBER, "p", quality_result, p)},
    {FIELD(FLAG, "failed", quality_result, failed)},
};
static const struct table test_table = TABLE(test, NULL);

static const struct field statistics_fields[] = {
    {FIELD(COUNT, "values", quality, count), .most = UINT32_MAX},
    {.key = "false_alarms", .kind = FIELD_NUMBER, .from = the_false_alarms},
    {.key = "tests",
     .kind = FIELD_ARRAY,
     AT(quality, results),
     .size = sizeof(struct quality_result),
     .fixed = true,
     .most = QUALITY_TESTS,
     .table = &test_table},
};
static const struct table statistics_table = TABLE(statistics, follow_statistics);

static const struct field ranks_fields[] = {
    {FIELD(COUNT, "count", ranks_facts, count), .most = RANKS_MOST},
    {FIELD(COUNT, "nodes", ranks_facts, nodes), .most = RANKS_MOST},
    {FIELD(FLAG, "gathered", ranks_facts, gathered)},
    {FIELD(TEXT, "library", ranks_facts, library)},
    {FIELD(VALUE, "barrier_ns", ranks_facts, barrier_ns)},
    {FIELD(INTERVAL, "barrier_ci95_ns", ranks_facts, barrier_ns)},
    {FIELD(NUMBER, "clock_error_ns", ranks_facts, clock_error_ns)},
};
static const struct table ranks_table = TABLE(ranks, follow_ranks);

static const void *the_kind_of_runs(const struct context *context) {
    static const enum study_kind kind = STUDY_RUN;
    (void)context;
    return &kind;
}

static const struct field report_fields[] = {
    {.key = "schema_version", .kind = FIELD_VERSION},
    {.key = "kind", .kind = FIELD_NAME, .names = study_kind_name, .from = the_kind_of_runs},
    {FIELD(FACTS, "program", results, build)},
    {FIELD(REASONS, "program_unread", results, build)},
    {FIELD(TEXT, "started_utc", results, started_utc)},
    {FIELD(NUMBER, "elapsed_s", results, elapsed_s)},
    {FIELD(FLAG, "interrupted", results, interrupted)},
    {FIELD(OBJECT, "run", results, run), .table = &run_table},
    {FIELD(COUNT, "rounds", results, round_count), .most = ROUNDS_MOST},
    {WITHIN("base", base_table), .shown = has_base},
    {ITEMS(LIST, "results", results, rows, row_count), .most = PLAN_ROWS, .table = &row_table},
    {WITHIN("ceiling", ceiling_table)},
    {FIELD(VALUE, "floor_ns", results, floor_ns)},
    {FIELD(INTERVAL, "floor_ci95_ns", results, floor_ns)},
    {FIELD(NUMBER, "clock_cost_ns", results, clock_cost_ns)},
    {FIELD(MEASURED, "first_touch_ns", results, first_touch_ns)},
    {FIELD(OBJECT, "statistics", results, quality), .table = &statistics_table, .shown = is_tested},
    {ITEMS(ARRAY, "notes", results, notes, note_count), .most = SERIES_FLAGS, .table = &flag_table},
    {FIELD(FACTS, "machine", results, machine)},
    {FIELD(REASONS, "machine_unread", results, machine)},
    {FIELD(FACTS, "environment", results, environment)},
    {FIELD(OBJECT, "ranks", results, ranks), .table = &ranks_table, .optional = true,
     .shown = has_ranks},
};
const struct table report_table = TABLE(report, follow_results);
