// The columns of the reports for people: one function for each kind of cell.
// SPDX-License-Identifier: MIT
#include "report/people/lines.h"
#include "study/study.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool row_is_judged(const struct row *row) {
    return !row_is_harness(row) && !row_has_own_seeds(row) &&
           (row->verified || row->status == ROW_OK || row->status == ROW_WRONG);
}

static bool row_is_sampled(const struct row *row) {
    return row->resident.count > 0 || row->delivered.count > 0;
}

bool results_are_timed(const struct results *results) {
    bool timed = false;
    for (size_t i = 0; i < results->row_count; i++)
        timed = timed || row_is_sampled(&results->rows[i]);
    return timed;
}

bool row_is_shown(const struct row *row) {
    return row->status == ROW_OK || (row->status == ROW_INTERRUPTED && row_is_sampled(row));
}

void text_row(const struct results *results, const struct row *row, struct cell *cell) {
    struct cell workers;
    text_workers(row->opened.workers, results->ranks.count, &workers);
    text_set(cell, row->name);
    text_append(cell, ", %s", workers.text);
}

void column_heading(const struct column *column, const struct results *results, struct cell *cell) {
    if (column->heading) {
        text_set(cell, column->heading);
        return;
    }
    text_set(cell, "speed-up");
    if (results->base) {
        text_row(results, results->base, cell);
        struct cell base = *cell;
        text_set(cell, "vs ");
        text_append(cell, "%s", base.text);
    }
}

// ---- how fast, and is it right

void text_line_name(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_set(cell, line->row->name);
    if (line->place[0])
        text_append(cell, ", %s", line->place);
    if (line->row->status == ROW_INTERRUPTED)
        text_append(cell, " (interrupted)");
}

static void line_median(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time_estimate(&line->series->median_ns, symbols, cell);
}

static void line_rate(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_rate(&line->series->numbers_per_s, cell);
}

static double fastest_rate(const struct results *results) {
    double fastest = 0;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        for (size_t place = 0; place < STUDY_PLACES; place++) {
            const struct estimate *rate = &row_series(row, place)->numbers_per_s;
            fastest = rate->present && rate->value > fastest ? rate->value : fastest;
        }
    }
    return fastest;
}

// The rate as a bar, against the fastest row's.
static void line_bar(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    const struct estimate *rate = &line->series->numbers_per_s;
    const double fastest = fastest_rate(line->results);
    text_set(cell, "");
    if (rate->present && fastest > 0)
        text_bar(rate->value / fastest, symbols, cell);
}

static void line_gigabytes(const struct line *line, const struct symbols *symbols,
                           struct cell *cell) {
    (void)symbols;
    text_gigabytes(&line->series->bytes_per_s, cell);
}

static void line_share(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_share(&line->series->ceiling_share, cell);
}

static void line_speedup(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    const struct results *results = line->results;
    if (line->row == results->base && line->series == &line->row->resident)
        text_set(cell, "base");
    else
        text_ratio(&line->series->speedup, symbols, cell);
}

static void line_verified(const struct line *line, const struct symbols *symbols,
                          struct cell *cell) {
    (void)symbols;
    const struct row *row = line->row;
    if (row_is_judged(row)) {
        text_set(cell, row->verified ? "yes" : "no");
    } else {
        text_set(cell, row_is_harness(row)      ? "n/a"
                       : row_has_own_seeds(row) ? "n/a, own seeds"
                                                : "unfinished");
    }
}

static void line_digest(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_set(cell, line->row->has_digest ? "" : "n/a");
    if (line->row->has_digest)
        text_append(cell, "%016" PRIx64, line->row->digest);
}

// ---- what a steady run leaves out

static void line_open(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time(line->row->phases.open_ns, symbols, cell);
}

static void line_open_parts(const struct line *line, const struct symbols *symbols,
                            struct cell *cell) {
    const struct opened *opened = &line->row->opened;
    text_set(cell, "");
    for (size_t i = 0; i < opened->phase_count && i < OPENED_PHASES; i++) {
        struct cell time;
        text_time((double)opened->phases[i].ns, symbols, &time);
        text_append(cell, "%s%s %s", i ? ", " : "", opened->phases[i].name, time.text);
    }
    if (opened->phase_count == 0)
        text_set(cell, "-");
}

static void line_first_run(const struct line *line, const struct symbols *symbols,
                           struct cell *cell) {
    text_time(line->row->phases.first_run_ns, symbols, cell);
}

static void line_steady(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    const struct estimate *median = &line->row->resident.median_ns;
    text_time(median->present ? median->value : -1, symbols, cell);
}

// What a run takes longer where its lists must end in host memory. A backend that copies while it
// makes the rest may hide all of it.
static void line_delivery(const struct line *line, const struct symbols *symbols,
                          struct cell *cell) {
    const struct row *row = line->row;
    const struct estimate *delivered = &row->delivered.median_ns;
    const struct estimate *resident = &row->resident.median_ns;
    if (row->delivered_is_resident)
        text_set(cell, "none");
    else if (!delivered->present || !resident->present)
        text_set(cell, "n/a");
    else if (delivered->value <= resident->value)
        text_set(cell, "none");
    else
        text_time(delivered->value - resident->value, symbols, cell);
}

static void line_verify(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time(line->row->phases.verify_ns, symbols, cell);
}

static void line_close(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time(line->row->phases.close_ns, symbols, cell);
}

// ---- what ran

static void line_row_name(const struct line *line, const struct symbols *symbols,
                          struct cell *cell) {
    (void)symbols;
    text_set(cell, line->row->name);
}

static void line_workers(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    text_set(cell, "");
    text_append(cell, "%u", line->row->opened.workers);
}

static void line_ceiling(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    text_gigabytes(&line->row->ceiling_bytes_per_s, cell);
    if (line->row->ceiling_bytes_per_s.present && line->row->ceiling_stores)
        text_append(cell, " %s", line->row->ceiling_stores);
    if (line->row->copy_ceiling_bytes_per_s.present) {
        struct cell copy;
        text_gigabytes(&line->row->copy_ceiling_bytes_per_s, &copy);
        text_append(cell, ", copy %s", copy.text);
    }
}

static void line_memory(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_set(cell, "n/a");
    if (line->row->peak_memory_bytes)
        text_bytes((double)line->row->peak_memory_bytes, cell);
}

static void append_condition(const struct device_condition *condition, struct cell *cell) {
    if (condition->present) {
        text_append(cell, "; %.0f MHz, %.0f C, %.0f W", condition->clock_mhz,
                    condition->temperature_c, condition->power_w);
    }
    if (condition->present && condition->joules_per_1e9 >= 0)
        text_append(cell, ", %.3g J for 10^9 numbers", condition->joules_per_1e9);
}

// Variant, library and device are free text, of which most rows have one or two.
static void line_variant(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    const struct opened *opened = &line->row->opened;
    const char *const parts[] = {opened->variant, opened->library, opened->device};
    text_set(cell, "");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i][0])
            text_append(cell, "%s%s", cell->text[0] ? "; " : "", parts[i]);
    append_condition(&line->row->resident.condition, cell);
    if (!cell->text[0])
        text_set(cell, "-");
}

// ---- how it was measured

static void line_samples(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    text_count(line->series->count, cell);
}

static void line_repeats(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    text_count(line->series->repeats, cell);
}

static void line_stop(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    (void)symbols;
    text_set(cell, stop_reason_name(line->series->stop));
}

static void line_device_clock(const struct line *line, const struct symbols *symbols,
                              struct cell *cell) {
    text_time_estimate(&line->series->device_ns, symbols, cell);
}

#define COLUMNS(...)                                                                               \
    {                                                                                              \
        .items = (const struct column[]){__VA_ARGS__},                                             \
        .count = sizeof((const struct column[]){__VA_ARGS__}) / sizeof(struct column)              \
    }

const struct columns columns_rates =
    COLUMNS({"backend", false, text_line_name}, {"median run [95 %]", true, line_median},
            {"numbers/s", true, line_rate}, {"", false, line_bar}, {"GB/s", true, line_gigabytes},
            {"of ceiling", true, line_share}, {NULL, true, line_speedup},
            {"verified", false, line_verified}, {"digest", false, line_digest});

const struct columns columns_phases =
    COLUMNS({"backend", false, line_row_name}, {"open", true, line_open},
            {"first run", true, line_first_run}, {"steady run", true, line_steady},
            {"delivery adds", true, line_delivery}, {"verify", true, line_verify},
            {"close", true, line_close}, {"open is made of", false, line_open_parts});

const struct columns columns_variants =
    COLUMNS({"backend", false, line_row_name}, {"workers", true, line_workers},
            {"ceiling GB/s", true, line_ceiling}, {"memory", true, line_memory},
            {"variant; library; device", false, line_variant});

const struct columns columns_sampling =
    COLUMNS({"backend", false, text_line_name}, {"samples", true, line_samples},
            {"runs a sample", true, line_repeats}, {"stopped by", false, line_stop},
            {"device's own clock", true, line_device_clock});

const struct columns columns_checked =
    COLUMNS({"backend", false, line_row_name}, {"workers", true, line_workers},
            {"verified", false, line_verified}, {"digest", false, line_digest},
            {"verify", true, line_verify}, {"variant; library; device", false, line_variant});
