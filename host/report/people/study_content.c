// What stands in a report of a sweep or a scale for people: the answer, the figures of all points,
// the points and rows that are missing, and the conditions.
// SPDX-License-Identifier: MIT
#include "report/people/lines.h"
#include "report/people/page.h"
#include "report/people/ranks.h"
#include "study/scaling.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 16 };

static enum status no_memory(struct error *error) {
    return fail(error, STATUS_MEMORY, "No memory left to print the tables.");
}

// ---- a sweep: sizes down, rows and places across

struct series_name {
    const struct row *row; // of some point: its name and traits
    size_t place;
};

static bool is_named(const struct series_name *names, size_t count, const char *row) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i].row->name, row) == 0)
            return true;
    return false;
}

// The rows that were timed at any size, with both places where these differ.
static size_t series_names(const struct study *study, struct series_name *names) {
    size_t count = 0;
    for (size_t i = 0; i < study->point_count; i++) {
        const struct results *results = &study->points[i].results;
        for (size_t r = 0; r < results->row_count; r++) {
            const struct row *row = &results->rows[r];
            if (count + STUDY_PLACES > COLUMNS_MOST - 2 || !row_is_timed(row, 0) ||
                is_named(names, count, row->name))
                continue;
            names[count++] = (struct series_name){row, 0};
            if (!row->delivered_is_resident)
                names[count++] = (struct series_name){row, 1};
        }
    }
    return count;
}

static void name_series(const struct series_name *name, struct cell *cell) {
    text_set(cell, name->row->name);
    if (!name->row->delivered_is_resident)
        text_append(cell, ", %s", place_name(name->place));
}

static void rate_cell(const struct point *point, const struct series_name *name,
                      struct cell *cell) {
    const struct row *row = point_row(point, name->row->name);
    text_set(cell, point->measured ? "n/a" : point->skipped[0] ? "skipped" : "to come");
    if (row && row_is_timed(row, name->place))
        text_rate(&row_series(row, name->place)->numbers_per_s, cell);
}

// "pthread, 2 workers": the one with the highest rate at this size.
static void fastest_cell(const struct point *point, const struct series_name *names, size_t count,
                         struct cell *cell) {
    const struct series_name *best = NULL;
    double best_rate = 0;
    for (size_t c = 0; c < count; c++) {
        const struct row *row = point_row(point, names[c].row->name);
        if (!row || !row_is_timed(row, names[c].place))
            continue;
        const double rate = row_series(row, names[c].place)->numbers_per_s.value;
        best = rate > best_rate ? &names[c] : best;
        best_rate = rate > best_rate ? rate : best_rate;
    }
    text_set(cell, "");
    if (!best)
        return;
    const struct row *row = point_row(point, best->row->name);
    const unsigned used = row->opened.workers_used;
    name_series(best, cell);
    if (!row_is_offload(row) && point->results.ranks.count == 0) {
        struct cell workers;
        text_workers(used > 0 ? used : row->opened.workers, 0, &workers);
        text_append(cell, ", %s", workers.text);
    }
}

static enum status write_rates(const struct study *study, const struct page *page,
                               struct error *error) {
    struct series_name names[COLUMNS_MOST];
    bool right[COLUMNS_MOST] = {false};
    const size_t count = series_names(study, names), columns = count + 2;
    struct cell *cells = malloc(columns * (study->point_count + 1) * sizeof *cells);
    if (!cells)
        return no_memory(error);
    text_set(&cells[0], "size");
    right[0] = true;
    for (size_t c = 0; c < count; c++) {
        name_series(&names[c], &cells[c + 1]);
        right[c + 1] = true;
    }
    text_set(&cells[count + 1], "fastest");
    for (size_t i = 0; i < study->point_count; i++) {
        struct cell *line = &cells[columns * (i + 1)];
        text_amount((double)study->points[i].size, line);
        for (size_t c = 0; c < count; c++)
            rate_cell(&study->points[i], &names[c], &line[c + 1]);
        fastest_cell(&study->points[i], names, count, &line[count + 1]);
    }
    page->heading(page, "Numbers per second, by the size of a list");
    const enum status status = page_table(page, cells, right, columns, study->point_count, error);
    free(cells);
    return status;
}

// ---- a scale: a table for each row, workers down

static void percent_cell(const struct estimate *share, const struct page *page, struct cell *cell) {
    struct estimate percent = *share;
    percent.value *= 100;
    percent.low *= 100;
    percent.high *= 100;
    text_ratio(&percent, page->symbols, cell);
    if (share->present)
        text_append(cell, " %%");
}

static void fraction_cell(const struct scaled *point, const struct page *page, struct cell *cell) {
    text_set(cell, "-");
    if (point->serial_fraction.present)
        text_ratio(&point->serial_fraction, page->symbols, cell);
}

static void scaled_cells(const struct scaled *point, const struct page *page, struct cell *cells) {
    text_set(&cells[0], "");
    text_append(&cells[0], "%u", point->workers);
    text_time_estimate(&point->median_ns, page->symbols, &cells[1]);
    text_rate(&point->row->resident.numbers_per_s, &cells[2]);
    text_ratio(&point->speedup, page->symbols, &cells[3]);
    percent_cell(&point->efficiency, page, &cells[4]);
    fraction_cell(point, page, &cells[5]);
    text_share(&point->ceiling_share, &cells[6]);
}

static enum status write_law(const struct study *study, const struct scaling_law *law,
                             const struct page *page, struct error *error) {
    const char *const headings[] = {size_heading(study), "median run [95 %]", "numbers/s",
                                    "speed-up",          "efficiency",        "serial fraction",
                                    "of ceiling"};
    enum { COLUMNS = sizeof headings / sizeof *headings };
    static const bool right[COLUMNS] = {true, true, true, true, true, true, true};
    struct cell *cells = malloc(COLUMNS * (law->count + 1) * sizeof *cells);
    if (!cells)
        return no_memory(error);
    for (size_t c = 0; c < COLUMNS; c++)
        text_set(&cells[c], headings[c]);
    for (size_t i = 0; i < law->count; i++)
        scaled_cells(&law->points[i], page, &cells[COLUMNS * (i + 1)]);
    struct cell title = {""};
    text_append(&title, "%s, %s: ", law->row, scaling_name(law->scaling));
    text_append(&title,
                law->scaling == SCALING_STRONG ? "the same work for all %s"
                                               : "as much work for each of the %s",
                size_heading(study));
    page->heading(page, title.text);
    const enum status status = page_table(page, cells, right, COLUMNS, law->count, error);
    free(cells);
    return status;
}

static enum status write_laws(const struct study *study, const struct page *page,
                              struct error *error) {
    struct scaling_laws laws;
    enum status status = scaling_laws_of(study, &laws, error);
    for (size_t i = 0; i < laws.count && status == STATUS_OK; i++)
        status = write_law(study, &laws.items[i], page, error);
    scaling_laws_free(&laws);
    return status;
}

// ---- what is missing

static void name_point(const struct study *study, const struct point *point, struct cell *cell) {
    struct cell size, workers;
    text_count(point->size, &size);
    text_size(study, point->workers, &workers);
    text_set(cell, "");
    if (study->kind == STUDY_SCALE)
        text_append(cell, "%s, %s", workers.text, scaling_name(point->scaling));
    else
        text_append(cell, "size %s", size.text);
}

static void write_missing_rows(const struct study *study, const struct point *point,
                               const struct page *page) {
    for (size_t r = 0; r < point->results.row_count; r++) {
        const struct row *row = &point->results.rows[r];
        if (row->status == ROW_OK)
            continue;
        struct cell where, name = {""};
        name_point(study, point, &where);
        text_append(&name, "%s, %s (%s)", where.text, row->name, row_status_name(row->status));
        page->item(page, name.text, row->reason);
    }
}

static bool is_complete(const struct point *point) {
    bool complete = point->measured;
    for (size_t r = 0; r < point->results.row_count; r++)
        complete = complete && point->results.rows[r].status == ROW_OK;
    return complete;
}

static void write_missing(const struct study *study, const struct page *page) {
    bool headed = false;
    for (size_t i = 0; i < study->point_count; i++) {
        const struct point *point = &study->points[i];
        struct cell name;
        if (is_complete(point))
            continue;
        if (!headed) {
            page->heading(page, "Skipped, failed or cut short");
            headed = true;
        }
        name_point(study, point, &name);
        if (!point->measured) {
            page->item(page, name.text,
                       point->skipped[0] ? point->skipped
                                         : "not measured yet; --resume FILE goes on from here.");
        }
        write_missing_rows(study, point, page);
    }
}

// ---- the whole

enum status study_figures_write(const struct study *study, const struct page *page,
                                struct error *error) {
    const struct point *first = study_first_measured(study);
    if (study->kind == STUDY_RUN)
        return content_write_figures(&study->points[0].results, page, error);
    TRY(study->kind == STUDY_SWEEP ? write_rates(study, page, error)
                                   : write_laws(study, page, error));
    write_missing(study, page);
    if (first) {
        struct cell elapsed;
        content_write_conditions(&first->results, page);
        text_time(study->elapsed_s * 1e9, page->symbols, &elapsed);
        text_append(&elapsed, " for all %zu points; the conditions above are the first one's.",
                    study->point_count);
        page->item(page, "time", elapsed.text);
    }
    return STATUS_OK;
}

enum status study_content_write(const struct study *study, const struct page *page,
                                struct error *error) {
    TRY(study_answer_write(study, page, error));
    return study_figures_write(study, page, error);
}
