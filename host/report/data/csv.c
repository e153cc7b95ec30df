// The report for spreadsheets: a line for each row and place, units in the heading, quoted as
// RFC 4180 says. Lines end in a newline alone, as every reader of CSV takes and Unix tools want.
// An empty field is what the other reports call n/a or null. The fields are taken from the JSON.
// SPDX-License-Identifier: MIT
#include "report/data/tables.h"
#include "report/reporter.h"

#include <string.h>

// What a field is looked up in.
enum part { OF_REPORT, OF_ROW, OF_SERIES, PLACE, ZERO_IS_EMPTY = 4, LIST_FACTS = 8 };

// The last ones stand in reports over ranks only.
static const struct column {
    const char *heading;
    unsigned part;
    const char *path; // keys, and indexes of arrays, joined by dots
} columns[] = {
    {"backend", OF_ROW, "backend"},
    {"place", PLACE, NULL},
    {"stream", OF_REPORT, "run.stream"},
    {"type", OF_REPORT, "run.type"},
    {"seed", OF_REPORT, "run.seed"},
    {"size", OF_REPORT, "run.size"},
    {"lists", OF_REPORT, "run.lists"},
    {"status", OF_ROW, "status"},
    {"verified", OF_ROW, "verified"},
    {"digest", OF_ROW, "digest"},
    {"workers", OF_ROW | ZERO_IS_EMPTY, "workers"},
    {"samples", OF_SERIES, "sample_count"},
    {"repeats", OF_SERIES | ZERO_IS_EMPTY, "repeats"},
    {"stop", OF_SERIES, "stop"},
    {"median_ns", OF_SERIES, "median_ns"},
    {"median_ci95_low_ns", OF_SERIES, "ci95_ns.0"},
    {"median_ci95_high_ns", OF_SERIES, "ci95_ns.1"},
    {"numbers_per_s", OF_SERIES, "numbers_per_s"},
    {"bytes_per_s", OF_SERIES, "bytes_per_s"},
    {"ceiling_share", OF_SERIES, "ceiling_share"},
    {"speedup", OF_SERIES, "speedup.value"},
    {"speedup_ci95_low", OF_SERIES, "speedup.ci95.0"},
    {"speedup_ci95_high", OF_SERIES, "speedup.ci95.1"},
    {"speedup_base", OF_SERIES, "speedup.base"},
    {"speedup_base_workers", OF_SERIES, "speedup.base_workers"},
    {"device_median_ns", OF_SERIES, "device_median_ns"},
    {"open_ns", OF_ROW, "phases.open_ns"},
    {"first_run_ns", OF_ROW, "phases.first_run_ns"},
    {"verify_ns", OF_ROW, "phases.verify_ns"},
    {"close_ns", OF_ROW, "phases.close_ns"},
    {"variant", OF_ROW, "variant"},
    {"library", OF_ROW, "library"},
    {"device", OF_ROW, "device"},
    {"reason", OF_ROW, "reason"},
    // What tells the lines of joined files apart.
    {"started_utc", OF_REPORT, "started_utc"},
    {"machine", OF_REPORT, "machine.cpu_model"},
    {"operating_system", OF_REPORT, "machine.operating_system"},
    {"version", OF_REPORT, "program.version"},
    {"revision", OF_REPORT, "program.revision"},
    {"", LIST_FACTS, NULL}, // a column for each that has none here
    {"ranks", OF_REPORT, "ranks.count"},
    {"rank_part_ns", OF_SERIES, "ranks.part_ns"},
    {"rank_numbers_per_s", OF_SERIES, "ranks.numbers_per_s"},
    {"rank_against_alone", OF_SERIES, "ranks.against_alone"},
    {"start_skew_ns", OF_SERIES, "ranks.start_skew_ns"},
    {"imbalance", OF_SERIES, "ranks.imbalance"},
    {"barrier_ns", OF_REPORT, "ranks.barrier_ns"},
    {"gather_ns", OF_SERIES, "ranks.gather_ns"},
    {"slowest_rank", OF_SERIES, "ranks.slowest_rank"},
};
enum { RANKS_COLUMNS = 9, COLUMNS = sizeof columns / sizeof columns[0] };

static size_t columns_of(const struct results *results) {
    return results->ranks.count > 0 ? COLUMNS : COLUMNS - RANKS_COLUMNS;
}

static bool has_column(const char *heading) {
    for (size_t i = 0; i < COLUMNS; i++)
        if (strcmp(columns[i].heading, heading) == 0)
            return true;
    return false;
}

// NULL where the path ends in nothing.
static const json_t *look_up(const json_t *in, const char *path) {
    while (in && *path) {
        char step[64];
        const size_t length = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)length, path);
        in = json_is_array(in) ? json_array_get(in, (size_t)(*step - '0'))
                               : json_object_get(in, step);
        path += length + (path[length] == '.');
    }
    return in;
}

static void write_text(FILE *stream, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (const char[]){*text, '\0'}, stream);
    fputc('"', stream);
}

// 17 significant digits read back as the same double.
static void write_field(FILE *stream, const json_t *value) {
    if (json_is_string(value))
        write_text(stream, json_string_value(value));
    else if (json_is_boolean(value))
        fputs(json_is_true(value) ? "true" : "false", stream);
    else if (json_is_integer(value))
        fprintf(stream, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        fprintf(stream, "%.17g", json_real_value(value));
}

// The backend `null` would be taken for a missing name, by pandas for one, quoted or not.
static void write_name(FILE *stream, const json_t *row) {
    const char *name = json_string_value(json_object_get(row, "backend"));
    char named[80];
    snprintf(named, sizeof named, "%s (harness)", name);
    write_text(stream, json_is_true(json_object_get(row, "harness")) ? named : name);
}

static void write_facts(FILE *stream, const json_t *run) {
    for (size_t i = 0; i < list_fact_count; i++) {
        const char *key = list_facts[i].setting.key;
        if (has_column(key))
            continue;
        fputc(',', stream);
        write_field(stream, json_object_get(run, key));
    }
}

static void write_line(FILE *stream, size_t count, const json_t *report, const json_t *row,
                       const char *place) {
    const json_t *series = json_object_get(row, strcmp(place, "both") == 0 ? "resident" : place);
    const json_t *const parts[] = {[OF_REPORT] = report, [OF_ROW] = row, [OF_SERIES] = series};
    write_name(stream, row);
    for (size_t i = 1; i < count; i++) {
        const struct column *column = &columns[i];
        if (column->part == LIST_FACTS) {
            write_facts(stream, json_object_get(report, "run"));
            continue;
        }
        fputc(',', stream);
        if (column->part == PLACE) {
            fputs(place, stream);
            continue;
        }
        const json_t *value = look_up(parts[column->part % ZERO_IS_EMPTY], column->path);
        if (column->part < ZERO_IS_EMPTY || json_integer_value(value) != 0)
            write_field(stream, value);
    }
    fputc('\n', stream);
}

static void write_heading(FILE *stream, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (columns[i].part != LIST_FACTS)
            fprintf(stream, "%s%s", i ? "," : "", columns[i].heading);
        else
            for (size_t fact = 0; fact < list_fact_count; fact++)
                if (!has_column(list_facts[fact].setting.key))
                    fprintf(stream, ",%s", list_facts[fact].setting.key);
    fputc('\n', stream);
}

// A row whose lists have one place only stands once, the unmeasured ones too.
static enum status write_rows(FILE *stream, const struct results *results, struct error *error) {
    const size_t count = columns_of(results);
    json_t *report = table_write(&report_table, NULL, results);
    if (!report)
        return fail(error, STATUS_MEMORY, "No memory left to make the CSV report.");
    for (size_t i = 0; i < results->row_count; i++) {
        const json_t *row = json_array_get(json_object_get(report, "results"), i);
        const bool both = results->rows[i].delivered_is_resident;
        write_line(stream, count, report, row, both ? "both" : "resident");
        if (!both)
            write_line(stream, count, report, row, "delivered");
    }
    json_decref(report);
    return STATUS_OK;
}

// The rows of all points of a study: size and workers tell them apart.
static enum status csv_write(const struct study *study, FILE *stream, struct error *error) {
    const struct point *first = study_first_measured(study);
    write_heading(stream, columns_of(first ? &first->results : &(struct results){0}));
    for (size_t i = 0; i < study->point_count; i++)
        if (study->points[i].measured)
            TRY(write_rows(stream, &study->points[i].results, error));
    return STATUS_OK;
}

const struct reporter reporter_csv = {
    .name = "csv",
    .extension = "csv",
    .summary = "for spreadsheets: a line for each backend and place",
    .write = csv_write,
};
