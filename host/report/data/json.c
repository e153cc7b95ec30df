// The report for programs: everything, raw samples included. schema/gpubench-1.schema.json
// documents each key; a key that changes its meaning raises REPORT_SCHEMA_VERSION.
//
// Objects are packed with json_pack, whose "o" takes over what it is given and makes the whole
// object NULL where one value is NULL; so no memory anywhere ends in one NULL at the root.
// SPDX-License-Identifier: MIT
#include "report/data/json_report.h"
#include "report/data/json_values.h"
#include "report/data/read.h"
#include "report/people/ranks.h"
#include "report/reporter.h"

#include <string.h>

static json_t *run_object(const struct run_facts *run) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",          //
        "stream", json_text(run->stream), "type", json_text(element_name(run->type)), //
        "seed", json_unsigned_text(run->seed), "size", json_count(run->size),         //
        "lists", json_count(run->lists), "workers", json_count(run->workers),         //
        "isa", json_text(run->isa), "stores", json_text(run->stores),                 //
        "memory", json_text(memory_mode_name(run->memory)),                           //
        "precision", json_number(run->precision), "time_s", json_number(run->time_s), //
        "shuffle_seed", json_unsigned_text(run->shuffle_seed),                        //
        "command_line", json_text_or_null(run->command_line));
}

// ---- one row

static json_t *speedup_object(const struct series *series, const struct row *base, bool shown) {
    if (!shown || !series->speedup.present || !base)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "value", json_number(series->speedup.value), "ci95",
                     json_interval(&series->speedup), "base", json_text(base->name), "base_workers",
                     json_count(base->opened.workers));
}

static json_t *flag_array(const struct flag *flags, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count && i < SERIES_FLAGS; i++) {
        json_t *flag = json_pack("{s:o, s:o}", "name", json_text(flags[i].name), "text",
                                 json_text(flags[i].text));
        array = json_appended(array, flag);
    }
    return array;
}

static json_t *samples_array(const struct series *series) {
    json_t *array = json_array();
    for (size_t i = 0; i < series->count; i++)
        array = json_appended(array, json_number(series->samples_ns[i]));
    return array;
}

static json_t *rounds_array(const struct series *series) {
    json_t *array = json_array();
    for (size_t i = 0; i < series->count && series->rounds; i++)
        array = json_appended(array, json_count(series->rounds[i]));
    return array;
}

static json_t *condition_object(const struct device_condition *condition) {
    if (!condition->present)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",                      //
                     "clock_mhz", json_measured(condition->clock_mhz),                     //
                     "memory_clock_mhz", json_measured(condition->memory_clock_mhz),       //
                     "temperature_c", json_measured(condition->temperature_c),             //
                     "power_w", json_measured(condition->power_w),                         //
                     "joules_per_1e9_numbers", json_measured(condition->joules_per_1e9),   //
                     "slowed_samples", json_count(condition->slowed_samples),              //
                     "slowed_by_power", json_boolean(condition->slowed & SLOWED_BY_POWER), //
                     "slowed_by_heat", json_boolean(condition->slowed & SLOWED_BY_HEAT),   //
                     "slowed_by_hardware", json_boolean(condition->slowed & SLOWED_BY_HARDWARE));
}

// A series that was never sampled has every key too, so that a script can ask for any of them.
static json_t *series_object(const struct results *results, const struct row *row,
                             const struct series *series) {
    const struct row *base = results->base;
    const bool rates = row_has_rates(row);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o*}",
        "median_ns", json_value(&series->median_ns, true),          //
        "ci95_ns", json_interval(&series->median_ns),               //
        "numbers_per_s", json_value(&series->numbers_per_s, rates), //
        "bytes_per_s", json_value(&series->bytes_per_s, rates),     //
        "ceiling_share", json_value(&series->ceiling_share, rates), //
        "speedup", speedup_object(series, base, rates),             //
        "device_median_ns", json_value(&series->device_ns, true),   //
        "device_ci95_ns", json_interval(&series->device_ns),        //
        "device_condition", condition_object(&series->condition),   //
        "stop", json_text(stop_reason_name(series->stop)),          //
        "repeats", json_count(series->repeats),                     //
        "sample_count", json_count(series->count),                  //
        "samples_ns", samples_array(series),                        //
        "rounds", rounds_array(series),                             //
        "flags", flag_array(series->flags, series->flag_count),     //
        "ranks", json_rank_spread(results, series));
}

static json_t *open_parts(const struct opened *opened) {
    json_t *array = json_array();
    for (size_t i = 0; i < opened->phase_count && i < OPENED_PHASES; i++) {
        const struct opened_phase *phase = &opened->phases[i];
        array = json_appended(array, json_pack("{s:o, s:o}", "name", json_text(phase->name), "ns",
                                               json_count(phase->ns)));
    }
    return array;
}

static json_t *phases_object(const struct row *row) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o}",                             //
                     "open_ns", json_measured(row->phases.open_ns),           //
                     "open_parts", open_parts(&row->opened),                  //
                     "first_run_ns", json_measured(row->phases.first_run_ns), //
                     "verify_ns", json_measured(row->phases.verify_ns),       //
                     "close_ns", json_measured(row->phases.close_ns));
}

static json_t *ceiling_object(const struct estimate *bytes_per_s, const char *stores,
                              unsigned workers) {
    return json_pack("{s:o, s:o, s:o, s:o}",                         //
                     "bytes_per_s", json_value(bytes_per_s, true),   //
                     "bytes_per_s_ci95", json_interval(bytes_per_s), //
                     "stores", json_text_or_null(stores), "workers", json_count(workers));
}

static json_t *copy_ceiling_object(const struct row *row) {
    return json_pack("{s:o, s:o}",                                                    //
                     "bytes_per_s", json_value(&row->copy_ceiling_bytes_per_s, true), //
                     "bytes_per_s_ci95", json_interval(&row->copy_ceiling_bytes_per_s));
}

static json_t *digest_value(const struct row *row) {
    char digest[17];
    snprintf(digest, sizeof digest, "%016llx", (unsigned long long)row->digest);
    return row->has_digest && !row_is_harness(row) ? json_text(digest) : json_null();
}

static json_t *reason_value(const struct row *row) {
    return row->status == ROW_OK ? json_null() : json_text(row->reason);
}

static json_t *verified_value(const struct row *row) {
    return row_is_judged(row) ? json_boolean(row->verified) : json_null();
}

static json_t *row_object(const struct results *results, const struct row *row) {
    const struct opened *opened = &row->opened;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o, s:o}",
        "backend", json_text(row->name),                    //
        "asked", json_boolean(row->asked),                  //
        "offload", json_boolean(row_is_offload(row)),       //
        "on_cpu", json_boolean(opened->on_cpu),             //
        "harness", json_boolean(row_is_harness(row)),       //
        "stream", json_text(results->run.stream),           //
        "type", json_text(element_name(results->run.type)), //
        "status", json_text(row_status_name(row->status)),  //
        "reason", reason_value(row),                        //
        "verified", verified_value(row),                    //
        "digest", digest_value(row),                        //
        "workers", json_count(opened->workers),             //
        "variant", json_text(opened->variant),              //
        "library", json_text(opened->library),              //
        "device", json_text(opened->device),                //
        "peak_memory_bytes",
        row->peak_memory_bytes ? json_count(row->peak_memory_bytes) //
                               : json_null(),
        "ceiling",
        ceiling_object(&row->ceiling_bytes_per_s, row->ceiling_stores, opened->workers), //
        "copy_ceiling", copy_ceiling_object(row),                                        //
        "phases", phases_object(row),                                                    //
        "resident", series_object(results, row, &row->resident),                         //
        "delivered", series_object(results, row, &row->delivered));
}

static json_t *rows_array(const struct results *results) {
    json_t *array = json_array();
    for (size_t i = 0; i < results->row_count; i++)
        array = json_appended(array, row_object(results, &results->rows[i]));
    return array;
}

// ---- the whole

static json_t *base_object(const struct results *results) {
    const struct row *base = results->base;
    return base ? json_pack("{s:o, s:o, s:o}", "backend", json_text(base->name), "workers",
                            json_count(base->opened.workers), "asked",
                            json_boolean(results->base_asked))
                : json_null();
}

static json_t *statistics_value(const struct quality *quality) {
    json_t *tests = json_array();
    if (quality->count == 0) {
        json_decref(tests);
        return json_null();
    }
    for (size_t i = 0; i < QUALITY_TESTS; i++) {
        const struct quality_result *result = &quality->results[i];
        tests = json_appended(tests, json_pack("{s:o, s:o, s:o}", "name", json_text(result->name),
                                               "p", json_number(result->p), "failed",
                                               json_boolean(result->failed)));
    }
    return json_pack("{s:o, s:o, s:o}", "values", json_count(quality->count), "false_alarms",
                     json_number(QUALITY_FALSE_ALARMS), "tests", tests);
}

json_t *json_report(const struct results *results) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o, s:o, s:o*}",
        "schema_version", json_integer(REPORT_SCHEMA_VERSION), //
        "kind", json_text(study_kind_name(STUDY_RUN)),         //
        "program", json_facts(&results->build),                //
        "program_unread", json_facts_unread(&results->build),  //
        "started_utc", json_text(results->started_utc),        //
        "elapsed_s", json_number(results->elapsed_s),          //
        "interrupted", json_boolean(results->interrupted),     //
        "run", run_object(&results->run),                      //
        "rounds", json_count(results->round_count),            //
        "base", base_object(results),                          //
        "results", rows_array(results),                        //
        "ceiling",
        ceiling_object(&results->ceiling_bytes_per_s, results->ceiling_stores,
                       results->ceiling_workers),                 //
        "floor_ns", json_value(&results->floor_ns, true),         //
        "floor_ci95_ns", json_interval(&results->floor_ns),       //
        "clock_cost_ns", json_number(results->clock_cost_ns),     //
        "first_touch_ns", json_measured(results->first_touch_ns), //
        "statistics", statistics_value(&results->quality),        //
        "notes", flag_array(results->notes, results->note_count), //
        "machine", json_facts(&results->machine),                 //
        "machine_unread", json_facts_unread(&results->machine),   //
        "environment", json_facts(&results->environment),         //
        "ranks", json_ranks(results));
}

static enum status write_document(json_t *report, FILE *stream, struct error *error) {
    if (!report)
        return fail(error, STATUS_MEMORY, "No memory left to make the JSON report.");
    // The newline ends the file as text files end; a failed write shows in ferror(stream).
    const int dumped = json_dumpf(report, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(report);
    fputc('\n', stream);
    if (dumped != 0 && !ferror(stream))
        return fail(error, STATUS_MEMORY, "No memory left to write the JSON report.");
    return STATUS_OK;
}

static enum status json_write(const struct results *results, FILE *stream, struct error *error) {
    return write_document(json_report(results), stream, error);
}

static enum status json_write_study(const struct study *study, FILE *stream, struct error *error) {
    return write_document(json_study(study), stream, error);
}

const struct reporter reporter_json = {
    .name = "json",
    .extension = "json",
    .summary = "for programs: everything, raw samples included (schema/ documents each key)",
    .write = json_write,
    .write_study = json_write_study,
};
