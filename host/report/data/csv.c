// The report for spreadsheets: a line for each row and place, units in the heading, quoted as
// RFC 4180 says. Lines end in a newline alone, as every reader of CSV takes and Unix tools want.
// An empty field is what the other reports call n/a or null.
// SPDX-License-Identifier: MIT
#include "report/people/lines.h"
#include "report/people/ranks.h"
#include "report/reporter.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void field_text(FILE *stream, const char *text) {
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
static void field_number(FILE *stream, double value, bool known) {
    if (known && isfinite(value))
        fprintf(stream, "%.17g", value);
}

static void field_count(FILE *stream, uint64_t value, bool known) {
    if (known)
        fprintf(stream, "%" PRIu64, value);
}

// ---- one function for each kind of field

static void csv_backend(const struct line *line, FILE *stream) {
    field_text(stream, line->row->name);
}

static void csv_place(const struct line *line, FILE *stream) {
    field_text(stream, line->place);
}

static void csv_stream(const struct line *line, FILE *stream) {
    field_text(stream, line->results->run.stream);
}

static void csv_type(const struct line *line, FILE *stream) {
    field_text(stream, element_name(line->results->run.type));
}

static void csv_seed(const struct line *line, FILE *stream) {
    field_count(stream, line->results->run.seed, true);
}

static void csv_size(const struct line *line, FILE *stream) {
    field_count(stream, line->results->run.size, true);
}

static void csv_lists(const struct line *line, FILE *stream) {
    field_count(stream, line->results->run.lists, true);
}

static void csv_status(const struct line *line, FILE *stream) {
    field_text(stream, row_status_name(line->row->status));
}

static void csv_reason(const struct line *line, FILE *stream) {
    field_text(stream, line->row->status == ROW_OK ? "" : line->row->reason);
}

static void csv_verified(const struct line *line, FILE *stream) {
    if (row_is_judged(line->row))
        fputs(line->row->verified ? "true" : "false", stream);
}

static void csv_digest(const struct line *line, FILE *stream) {
    if (line->row->has_digest && !row_is_harness(line->row))
        fprintf(stream, "%016" PRIx64, line->row->digest);
}

static void csv_workers(const struct line *line, FILE *stream) {
    field_count(stream, line->row->opened.workers, line->row->opened.workers > 0);
}

static void csv_variant(const struct line *line, FILE *stream) {
    field_text(stream, line->row->opened.variant);
}

static void csv_library(const struct line *line, FILE *stream) {
    field_text(stream, line->row->opened.library);
}

static void csv_device(const struct line *line, FILE *stream) {
    field_text(stream, line->row->opened.device);
}

static void csv_samples(const struct line *line, FILE *stream) {
    field_count(stream, line->series->count, true);
}

static void csv_repeats(const struct line *line, FILE *stream) {
    field_count(stream, line->series->repeats, line->series->count > 0);
}

static void csv_stop(const struct line *line, FILE *stream) {
    field_text(stream, stop_reason_name(line->series->stop));
}

static void csv_median(const struct line *line, FILE *stream) {
    field_number(stream, line->series->median_ns.value, line->series->median_ns.present);
}

static void csv_median_low(const struct line *line, FILE *stream) {
    const struct estimate *median = &line->series->median_ns;
    field_number(stream, median->low, median->present && median->has_interval);
}

static void csv_median_high(const struct line *line, FILE *stream) {
    const struct estimate *median = &line->series->median_ns;
    field_number(stream, median->high, median->present && median->has_interval);
}

static void field_rate(const struct line *line, const struct estimate *rate, FILE *stream) {
    field_number(stream, rate->value, rate->present && row_has_rates(line->row));
}

static void csv_numbers(const struct line *line, FILE *stream) {
    field_rate(line, &line->series->numbers_per_s, stream);
}

static void csv_bytes(const struct line *line, FILE *stream) {
    field_rate(line, &line->series->bytes_per_s, stream);
}

static void csv_share(const struct line *line, FILE *stream) {
    field_rate(line, &line->series->ceiling_share, stream);
}

static bool has_speedup(const struct line *line) {
    return line->series->speedup.present && row_has_rates(line->row) && line->results->base;
}

static void csv_speedup(const struct line *line, FILE *stream) {
    field_number(stream, line->series->speedup.value, has_speedup(line));
}

static void csv_speedup_low(const struct line *line, FILE *stream) {
    field_number(stream, line->series->speedup.low,
                 has_speedup(line) && line->series->speedup.has_interval);
}

static void csv_speedup_high(const struct line *line, FILE *stream) {
    field_number(stream, line->series->speedup.high,
                 has_speedup(line) && line->series->speedup.has_interval);
}

static void csv_base(const struct line *line, FILE *stream) {
    field_text(stream, has_speedup(line) ? line->results->base->name : "");
}

static void csv_base_workers(const struct line *line, FILE *stream) {
    const bool known = has_speedup(line);
    field_count(stream, known ? line->results->base->opened.workers : 0, known);
}

static void csv_device_median(const struct line *line, FILE *stream) {
    field_number(stream, line->series->device_ns.value, line->series->device_ns.present);
}

static void field_phase(double ns, FILE *stream) {
    field_number(stream, ns, ns >= 0);
}

static void csv_open(const struct line *line, FILE *stream) {
    field_phase(line->row->phases.open_ns, stream);
}

static void csv_first_run(const struct line *line, FILE *stream) {
    field_phase(line->row->phases.first_run_ns, stream);
}

static void csv_verify(const struct line *line, FILE *stream) {
    field_phase(line->row->phases.verify_ns, stream);
}

static void csv_close(const struct line *line, FILE *stream) {
    field_phase(line->row->phases.close_ns, stream);
}

// ---- of reports over ranks

static void csv_ranks(const struct line *line, FILE *stream) {
    field_count(stream, line->results->ranks.count, true);
}

static void field_estimate(const struct estimate *estimate, FILE *stream) {
    field_number(stream, estimate->value, estimate->present);
}

static void csv_part(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.rank_ns, stream);
}

static void csv_rank_rate(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.numbers_per_s, stream);
}

static void csv_alone(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.alone, stream);
}

static void csv_skew(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.skew_ns, stream);
}

static void csv_imbalance(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.imbalance, stream);
}

static void csv_barrier(const struct line *line, FILE *stream) {
    field_estimate(&line->results->ranks.barrier_ns, stream);
}

static void csv_gather(const struct line *line, FILE *stream) {
    field_estimate(&line->series->rank_spread.gather_ns, stream);
}

static void csv_slowest(const struct line *line, FILE *stream) {
    field_count(stream, line->series->rank_spread.slowest, line->series->rank_spread.present);
}

// The last ones stand in reports over ranks only.
static const struct field {
    const char *heading;
    void (*write)(const struct line *line, FILE *stream);
} fields[] = {
    {"backend", csv_backend},
    {"place", csv_place},
    {"stream", csv_stream},
    {"type", csv_type},
    {"seed", csv_seed},
    {"size", csv_size},
    {"lists", csv_lists},
    {"status", csv_status},
    {"verified", csv_verified},
    {"digest", csv_digest},
    {"workers", csv_workers},
    {"samples", csv_samples},
    {"repeats", csv_repeats},
    {"stop", csv_stop},
    {"median_ns", csv_median},
    {"median_ci95_low_ns", csv_median_low},
    {"median_ci95_high_ns", csv_median_high},
    {"numbers_per_s", csv_numbers},
    {"bytes_per_s", csv_bytes},
    {"ceiling_share", csv_share},
    {"speedup", csv_speedup},
    {"speedup_ci95_low", csv_speedup_low},
    {"speedup_ci95_high", csv_speedup_high},
    {"speedup_base", csv_base},
    {"speedup_base_workers", csv_base_workers},
    {"device_median_ns", csv_device_median},
    {"open_ns", csv_open},
    {"first_run_ns", csv_first_run},
    {"verify_ns", csv_verify},
    {"close_ns", csv_close},
    {"variant", csv_variant},
    {"library", csv_library},
    {"device", csv_device},
    {"reason", csv_reason},
    {"ranks", csv_ranks},
    {"rank_part_ns", csv_part},
    {"rank_numbers_per_s", csv_rank_rate},
    {"rank_against_alone", csv_alone},
    {"start_skew_ns", csv_skew},
    {"imbalance", csv_imbalance},
    {"barrier_ns", csv_barrier},
    {"gather_ns", csv_gather},
    {"slowest_rank", csv_slowest},
};
enum { RANKS_FIELDS = 9, FIELDS = sizeof fields / sizeof fields[0] };

static size_t fields_of(const struct results *results) {
    return results->ranks.count > 0 ? FIELDS : FIELDS - RANKS_FIELDS;
}

static void write_line(const struct line *line, FILE *stream) {
    for (size_t i = 0; i < fields_of(line->results); i++) {
        fputs(i ? "," : "", stream);
        fields[i].write(line, stream);
    }
    fputc('\n', stream);
}

static void write_heading(const struct results *results, FILE *stream) {
    for (size_t i = 0; i < fields_of(results); i++)
        fprintf(stream, "%s%s", i ? "," : "", fields[i].heading);
    fputc('\n', stream);
}

// Both places of every row, the unmeasured ones too, so that a filter on either finds all rows.
static void write_rows(const struct results *results, FILE *stream) {
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        write_line(&(struct line){results, row, &row->resident, "resident"}, stream);
        write_line(&(struct line){results, row, &row->delivered, "delivered"}, stream);
    }
}

static enum status csv_write(const struct results *results, FILE *stream, struct error *error) {
    (void)error; // nothing here can fail: the stream keeps its own errors
    write_heading(results, stream);
    write_rows(results, stream);
    return STATUS_OK;
}

// The rows of all points: size and workers tell them apart.
static enum status csv_write_study(const struct study *study, FILE *stream, struct error *error) {
    (void)error;
    const struct point *first = study_first_measured(study);
    write_heading(first ? &first->results : &(struct results){0}, stream);
    for (size_t i = 0; i < study->point_count; i++)
        write_rows(&study->points[i].results, stream);
    return STATUS_OK;
}

const struct reporter reporter_csv = {
    .name = "csv",
    .extension = "csv",
    .summary = "for spreadsheets: a line for each backend and place",
    .write = csv_write,
    .write_study = csv_write_study,
};
