// From a report's JSON to results.
//
// What follows from the samples is computed from them, so that a file can't claim a rate that it
// doesn't show. Backends are told apart by what matters to a reader of results: whether their lists
// live off the host, and whether they make any; the file may come from a machine whose backends
// this build lacks.
// SPDX-License-Identifier: MIT
#include "report/data/read_results.h"

#include "measure/plan.h"
#include "measure/rounds.h"
#include "measure/statistics.h"
#include "report/data/names.h"
#include "report/data/read_ranks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS_MOST = 256 };

static const uint64_t elements_most = UINT64_C(1) << 60;

// By offload and harness. A row that is fine but was never compared seeds its lists itself.
static const struct backend recorded_own_seeds = {.name = "recorded", .traits = TRAIT_OWN_SEEDS};
static const struct backend recorded_backends[2][2] = {
    {{.name = "recorded"}, {.name = "recorded", .traits = TRAIT_HARNESS}},
    {{.name = "recorded", .traits = TRAIT_OFFLOAD},
     {.name = "recorded", .traits = TRAIT_OFFLOAD | TRAIT_HARNESS}}};

// ---- names

static const char *status_at(size_t index) {
    return index <= ROW_INTERRUPTED ? row_status_name((enum row_status)index) : NULL;
}

static const char *stop_at(size_t index) {
    return index <= STOP_FAILED ? stop_reason_name((enum stop_reason)index) : NULL;
}

// ---- facts and flags

static void read_fact(const char *name, const json_t *value, const char *reason,
                      struct facts *facts) {
    if (json_is_null(value)) {
        facts_add(facts, name, false, NULL, reason == NULL ? "unknown" : reason);
    } else if (json_is_string(value)) {
        facts_add(facts, name, false, json_string_value(value), NULL);
    } else {
        char *raw = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
        if (raw != NULL)
            facts_add(facts, name, true, raw, NULL);
        free(raw);
    }
}

static void read_facts(struct reader *reader, const json_t *report, const char *key,
                       const char *unread_key, struct facts *facts) {
    json_t *object = (json_t *)field(reader, report, key, JSON_OBJECT); // to iterate; not changed
    const json_t *unread = unread_key ? field(reader, report, unread_key, JSON_OBJECT) : NULL;
    const char *name;
    json_t *value;
    if (json_object_size(object) > FACTS_MOST)
        reader_refuse(reader, "\"%s\" has more than %d facts", key, FACTS_MOST);
    if (reader->status != STATUS_OK)
        return;
    json_object_foreach(object, name, value) {
        if (json_is_object(value) || json_is_array(value))
            reader_refuse(reader, "\"%s\" has a fact \"%.40s\" that is no single value", key, name);
        else
            read_fact(name, value, json_string_value(json_object_get(unread, name)), facts);
    }
}

static size_t read_flags(struct reader *reader, const json_t *object, const char *key,
                         struct flag *flags) {
    const json_t *array = field_array(reader, object, key, SERIES_FLAGS);
    for (size_t i = 0; i < json_array_size(array); i++) {
        field_copy(reader, json_array_get(array, i), "name", flags[i].name, sizeof flags[i].name);
        field_copy(reader, json_array_get(array, i), "text", flags[i].text, sizeof flags[i].text);
    }
    return json_array_size(array);
}

// ---- one series

static void read_samples(struct reader *reader, const json_t *object, struct series *series) {
    const json_t *samples = field_array(reader, object, "samples_ns", ROUNDS_MOST);
    const json_t *rounds = field_array(reader, object, "rounds", ROUNDS_MOST);
    const size_t count = json_array_size(samples);
    if (json_array_size(rounds) != count ||
        field_count(reader, object, "sample_count", ROUNDS_MOST) != count)
        reader_refuse(reader, "the numbers of samples and of their rounds differ");
    if (reader->status != STATUS_OK || count == 0)
        return;
    series->samples_ns = calloc(count, sizeof *series->samples_ns);
    series->rounds = calloc(count, sizeof *series->rounds);
    if (series->samples_ns == NULL || series->rounds == NULL) {
        reader->status =
            fail(reader->error, STATUS_MEMORY, "no memory for the samples of %.100s", reader->file);
        return;
    }
    series->present = true;
    series->count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *sample = json_array_get(samples, i), *round = json_array_get(rounds, i);
        series->samples_ns[i] = json_number_value(sample);
        series->rounds[i] = (unsigned)json_integer_value(round);
        if (!json_is_number(sample) || !isfinite(series->samples_ns[i]) ||
            series->samples_ns[i] < 0)
            reader_refuse(reader, "sample %zu is no time", i + 1);
        if (!json_is_integer(round) || json_integer_value(round) < 0 ||
            json_integer_value(round) > ROUNDS_MOST ||
            (i > 0 && series->rounds[i] <= series->rounds[i - 1]))
            reader_refuse(reader, "the rounds don't rise at sample %zu", i + 1);
    }
}

static void read_median(struct reader *reader, const json_t *object, struct series *series) {
    if (field_is_null(object, "median_ns"))
        return;
    const double told = field_number(reader, object, "median_ns");
    series->median_ns = estimate_median(series->samples_ns, series->count);
    if (!series->median_ns.present || fabs(series->median_ns.value - told) > 1e-6 * told)
        reader_refuse(reader, "the median is not that of the samples");
}

static void read_condition(struct reader *reader, const json_t *series,
                           struct device_condition *condition) {
    if (reader->status != STATUS_OK || field_is_null(series, "device_condition"))
        return;
    const json_t *object = field(reader, series, "device_condition", JSON_OBJECT);
    *condition = (struct device_condition){
        .present = true,
        .clock_mhz = field_number_or(reader, object, "clock_mhz", -1),
        .memory_clock_mhz = field_number_or(reader, object, "memory_clock_mhz", -1),
        .temperature_c = field_number_or(reader, object, "temperature_c", -1),
        .power_w = field_number_or(reader, object, "power_w", -1),
        .joules_per_1e9 = field_number_or(reader, object, "joules_per_1e9_numbers", -1),
        .slowed_samples = field_count(reader, object, "slowed_samples", ROUNDS_MOST),
        .slowed = (field_flag(reader, object, "slowed_by_power") ? SLOWED_BY_POWER : 0) |
                  (field_flag(reader, object, "slowed_by_heat") ? SLOWED_BY_HEAT : 0) |
                  (field_flag(reader, object, "slowed_by_hardware") ? SLOWED_BY_HARDWARE : 0)};
}

static void read_rates(struct reader *reader, const json_t *object, const struct run_facts *run,
                       struct series *series) {
    const double elements = (double)run->size * (double)run->lists;
    if (!field_is_null(object, "numbers_per_s"))
        series->numbers_per_s = estimate_rate(elements * 1e9, &series->median_ns);
    if (!field_is_null(object, "bytes_per_s"))
        series->bytes_per_s =
            estimate_rate(elements * (double)element_bytes(run->type) * 1e9, &series->median_ns);
    series->ceiling_share = field_estimate(reader, object, "ceiling_share", NULL);
    series->device_ns = field_estimate(reader, object, "device_median_ns", "device_ci95_ns");
    if (!field_is_null(object, "speedup")) {
        const json_t *speedup = field(reader, object, "speedup", JSON_OBJECT);
        series->speedup = field_estimate(reader, speedup, "value", "ci95");
    }
}

static void read_series(struct reader *reader, const json_t *row, const char *key,
                        const struct run_facts *run, struct series *series) {
    const json_t *object = field(reader, row, key, JSON_OBJECT);
    const size_t length = strlen(reader->where);
    snprintf(reader->where + length, sizeof reader->where - length, ", %s", key);
    read_samples(reader, object, series);
    read_median(reader, object, series);
    read_rates(reader, object, run, series);
    read_condition(reader, object, &series->condition);
    read_rank_spread(reader, object, &series->rank_spread);
    series->repeats = (unsigned)field_count(reader, object, "repeats", REPEATS_MOST);
    series->stop = (enum stop_reason)field_choice(reader, object, "stop", stop_at);
    series->flag_count = read_flags(reader, object, "flags", series->flags);
    reader->where[length] = '\0';
}

// ---- one row

static const char *read_stores(struct reader *reader, const json_t *object) {
    return field_is_null(object, "stores")
               ? NULL
               : stores_name((enum stores)field_choice(reader, object, "stores", stores_at));
}

static void read_phases(struct reader *reader, const json_t *object, struct row *row) {
    const json_t *phases = field(reader, object, "phases", JSON_OBJECT);
    const json_t *parts = field_array(reader, phases, "open_parts", OPENED_PHASES);
    row->phases = (struct phases){
        .open_ns = field_number_or(reader, phases, "open_ns", -1),
        .first_run_ns = field_number_or(reader, phases, "first_run_ns", -1),
        .verify_ns = field_number_or(reader, phases, "verify_ns", -1),
        .close_ns = field_number_or(reader, phases, "close_ns", -1),
    };
    row->opened.phase_count = json_array_size(parts);
    for (size_t i = 0; i < json_array_size(parts); i++) {
        struct opened_phase *phase = &row->opened.phases[i];
        field_copy(reader, json_array_get(parts, i), "name", phase->name, sizeof phase->name);
        phase->ns = field_count(reader, json_array_get(parts, i), "ns", INT64_MAX);
    }
}

static void read_digest(struct reader *reader, const json_t *object, struct row *row) {
    if (field_is_null(object, "digest"))
        return;
    const char *text = field_text(reader, object, "digest");
    if (strlen(text) != 16 || text[strspn(text, "0123456789abcdef")] != '\0')
        reader_refuse(reader, "\"digest\" is not of 16 hexadecimal digits");
    row->has_digest = true;
    row->digest = strtoull(text, NULL, 16);
}

static void read_opened(struct reader *reader, const json_t *object, struct opened *opened) {
    opened->workers = (unsigned)field_count(reader, object, "workers", WORKERS_MAX);
    field_copy(reader, object, "variant", opened->variant, sizeof opened->variant);
    field_copy(reader, object, "library", opened->library, sizeof opened->library);
    field_copy(reader, object, "device", opened->device, sizeof opened->device);
}

static void read_row(struct reader *reader, const json_t *object, const struct run_facts *run,
                     struct row *row) {
    const bool offload = field_flag(reader, object, "offload");
    row->backend = &recorded_backends[offload][field_flag(reader, object, "harness")];
    row->opened.on_cpu = field_flag(reader, object, "on_cpu");
    field_copy(reader, object, "backend", row->name, sizeof row->name);
    row->asked = field_flag(reader, object, "asked");
    row->status = (enum row_status)field_choice(reader, object, "status", status_at);
    if (row->status != ROW_OK)
        field_copy(reader, object, "reason", row->reason, sizeof row->reason);
    if (row->status == ROW_OK && row->backend->traits == 0 && field_is_null(object, "verified"))
        row->backend = &recorded_own_seeds;
    row->verified = !field_is_null(object, "verified") && field_flag(reader, object, "verified");
    read_digest(reader, object, row);
    read_opened(reader, object, &row->opened);
    row->peak_memory_bytes = field_is_null(object, "peak_memory_bytes")
                                 ? 0
                                 : field_count(reader, object, "peak_memory_bytes", INT64_MAX);
    const json_t *ceiling = field(reader, object, "ceiling", JSON_OBJECT);
    row->ceiling_bytes_per_s = field_estimate(reader, ceiling, "bytes_per_s", "bytes_per_s_ci95");
    row->ceiling_stores = read_stores(reader, ceiling);
    const json_t *copy = field(reader, object, "copy_ceiling", JSON_OBJECT);
    row->copy_ceiling_bytes_per_s = field_estimate(reader, copy, "bytes_per_s", "bytes_per_s_ci95");
    const json_t *copy_ceiling = field(reader, object, "copy_ceiling", JSON_OBJECT);
    row->copy_ceiling_bytes_per_s =
        field_estimate(reader, copy_ceiling, "bytes_per_s", "bytes_per_s_ci95");
    read_phases(reader, object, row);
    read_series(reader, object, "resident", run, &row->resident);
    read_series(reader, object, "delivered", run, &row->delivered);
    row->delivered_is_resident = !offload;
    if (row->name[0] == '\0')
        reader_refuse(reader, "a row has no name");
}

static void refuse_doubles(struct reader *reader, const struct results *results) {
    for (size_t i = 0; i < results->row_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(results->rows[i].name, results->rows[j].name) == 0)
                reader_refuse(reader, "two rows are named \"%s\"", results->rows[i].name);
}

static void read_rows(struct reader *reader, const json_t *report, struct results *results) {
    const json_t *rows = field_array(reader, report, "results", PLAN_ROWS);
    results->rows = calloc(json_array_size(rows) + 1, sizeof *results->rows);
    if (results->rows == NULL && reader->status == STATUS_OK)
        reader->status =
            fail(reader->error, STATUS_MEMORY, "no memory for the rows of %.100s", reader->file);
    const size_t length = strlen(reader->where);
    for (size_t i = 0; i < json_array_size(rows) && reader->status == STATUS_OK; i++) {
        snprintf(reader->where + length, sizeof reader->where - length, "%sresults[%zu]",
                 length ? ", " : "", i);
        results->row_count = i + 1; // so that a failure frees what it has
        read_row(reader, json_array_get(rows, i), &results->run, &results->rows[i]);
    }
    reader->where[length] = '\0';
    refuse_doubles(reader, results);
}

// ---- the whole

static void read_run(struct reader *reader, const json_t *report, struct run_facts *run) {
    const json_t *object = field(reader, report, "run", JSON_OBJECT);
    const size_t stream = field_choice(reader, object, "stream", stream_at);
    *run = (struct run_facts){
        .stream = streams[stream]->name,
        .type = (enum element_type)field_choice(reader, object, "type", type_at),
        .seed = field_unsigned_text(reader, object, "seed"),
        .size = field_count(reader, object, "size", elements_most),
        .lists = field_count(reader, object, "lists", elements_most),
        .workers = (unsigned)field_count(reader, object, "workers", WORKERS_MAX),
        .isa = isa_name((enum isa)field_choice(reader, object, "isa", isa_at)),
        .stores = stores_name((enum stores)field_choice(reader, object, "stores", stores_at)),
        .memory = (enum memory_mode)field_choice(reader, object, "memory", memory_at),
        .precision = field_number(reader, object, "precision"),
        .time_s = field_number(reader, object, "time_s"),
        .shuffle_seed = field_unsigned_text(reader, object, "shuffle_seed"),
    };
    if (!field_is_null(object, "command_line"))
        run->command_line = strdup(field_text(reader, object, "command_line"));
    uint64_t elements;
    if (__builtin_mul_overflow(run->size, run->lists, &elements) || elements > elements_most)
        reader_refuse(reader, "\"size\" times \"lists\" is more than 2^60");
}

static void read_base(struct reader *reader, const json_t *report, struct results *results) {
    if (field_is_null(report, "base") || reader->status != STATUS_OK)
        return;
    const json_t *base = field(reader, report, "base", JSON_OBJECT);
    const char *name = field_text(reader, base, "backend");
    results->base_asked = field_flag(reader, base, "asked");
    for (size_t i = 0; i < results->row_count; i++)
        if (strcmp(results->rows[i].name, name) == 0)
            results->base = &results->rows[i];
    if (results->base == NULL)
        reader_refuse(reader, "\"base\" names no row");
}

// The tests' names are this build's: another one's results can't be told by it.
static void read_statistics(struct reader *reader, const json_t *report, struct quality *quality) {
    if (field_is_null(report, "statistics") || reader->status != STATUS_OK)
        return;
    const json_t *object = field(reader, report, "statistics", JSON_OBJECT);
    const json_t *tests = field_array(reader, object, "tests", QUALITY_TESTS);
    if (json_array_size(tests) != QUALITY_TESTS)
        reader_refuse(reader, "\"statistics\" has other tests than this gpubench");
    quality->count = field_count(reader, object, "values", UINT32_MAX);
    for (size_t i = 0; i < QUALITY_TESTS && reader->status == STATUS_OK; i++) {
        const json_t *test = json_array_get(tests, i);
        struct quality_result *result = &quality->results[i];
        result->name = quality_name(i);
        result->what = quality_what(i);
        result->p = field_number(reader, test, "p");
        result->failed = field_flag(reader, test, "failed");
        quality->suspect = quality->suspect || result->failed;
        if (strcmp(field_text(reader, test, "name"), result->name) != 0)
            reader_refuse(reader, "\"statistics\" has other tests than this gpubench");
    }
}

void read_results(struct reader *reader, const json_t *report, struct results *results) {
    read_facts(reader, report, "program", "program_unread", &results->build);
    read_facts(reader, report, "machine", "machine_unread", &results->machine);
    read_facts(reader, report, "environment", NULL, &results->environment);
    field_copy(reader, report, "started_utc", results->started_utc, sizeof results->started_utc);
    results->elapsed_s = field_number(reader, report, "elapsed_s");
    results->interrupted = field_flag(reader, report, "interrupted");
    read_run(reader, report, &results->run);
    results->round_count = (unsigned)field_count(reader, report, "rounds", ROUNDS_MOST);
    read_rows(reader, report, results);
    read_base(reader, report, results);
    const json_t *ceiling = field(reader, report, "ceiling", JSON_OBJECT);
    results->ceiling_bytes_per_s =
        field_estimate(reader, ceiling, "bytes_per_s", "bytes_per_s_ci95");
    results->ceiling_stores = read_stores(reader, ceiling);
    results->ceiling_workers = (unsigned)field_count(reader, ceiling, "workers", WORKERS_MAX);
    results->floor_ns = field_estimate(reader, report, "floor_ns", "floor_ci95_ns");
    results->clock_cost_ns = field_number(reader, report, "clock_cost_ns");
    results->first_touch_ns = field_number_or(reader, report, "first_touch_ns", -1);
    read_statistics(reader, report, &results->quality);
    read_ranks(reader, report, &results->ranks);
    results->note_count = read_flags(reader, report, "notes", results->notes);
}
