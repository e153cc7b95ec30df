// What stands in a comparison for people: the verdict in a sentence, what differs between the
// machines and builds, each row, and how the verdicts are made.
// SPDX-License-Identifier: MIT
#include "report/people/compare_content.h"

#include <stdlib.h>
#include <string.h>

static size_t count_verdicts(const struct comparison *comparison, enum verdict verdict) {
    size_t count = 0;
    for (size_t i = 0; i < comparison->row_count; i++)
        count += comparison->rows[i].verdict == verdict;
    return count;
}

// Why rows are inconclusive, and what to do.
static void write_doubts(const struct comparison *comparison, const struct page *page) {
    size_t few = 0, wide = 0, least = comparison_samples_needed(comparison->miss);
    for (size_t i = 0; i < comparison->row_count; i++) {
        const struct compared *row = &comparison->rows[i];
        if (row->verdict != VERDICT_INCONCLUSIVE)
            continue;
        *(row->ratio.has_interval ? &wide : &few) += 1;
    }
    struct cell text = {""};
    if (few > 0)
        text_append(&text,
                    "%zu inconclusive for too few samples: an interval of this many rows needs %zu "
                    "or more of each, so measure with a longer --time or a smaller --size.",
                    few, least);
    if (wide > 0)
        text_append(
            &text,
            "%s%zu inconclusive since the interval of the ratio reaches beyond both verdicts: "
            "measure with a smaller --precision and a longer --time, or ask for a larger "
            "--effect.",
            few > 0 ? " " : "", wide);
    if (few + wide > 0)
        page->paragraph(page, text.text);
}

static void write_summary(const struct comparison *comparison, const struct page *page) {
    struct cell text = {""};
    if (comparison->row_count == 0)
        text_append(&text, "No row is in both: rows are compared that have the same name, stream, "
                           "type, size, lists, memory mode and workers.");
    for (enum verdict verdict = 0; comparison->row_count > 0 && verdict < VERDICTS; verdict++) {
        text_append(&text, "%s%zu %s", verdict ? ", " : "", count_verdicts(comparison, verdict),
                    verdict_name(verdict));
    }
    if (comparison->row_count > 0)
        text_append(&text, ", of %zu rows.", comparison->row_count);
    if (comparison->only_before > 0)
        text_append(&text, " Only before: %s.", comparison->vanished);
    if (comparison->only_after > 0)
        text_append(&text, " Only after: %s.", comparison->appeared);
    page->paragraph(page, text.text);
    write_doubts(comparison, page);
}

static void write_differences(const struct comparison *comparison, const struct page *page) {
    page->heading(page, "What differs");
    if (comparison->difference_count == 0) {
        page->paragraph(page, "Nothing that was recorded of machine, build, environment, variants "
                              "and libraries.");
    }
    for (size_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *difference = &comparison->differences[i];
        struct cell name = {""}, text = {""};
        text_append(&name, "%s, %s", difference->kind, difference->name);
        text_append(&text, "%s -> %s", difference->before, difference->after);
        page->item(page, name.text, text.text);
    }
}

static void row_cells(const struct compared *row, const struct page *page, struct cell *cells) {
    const struct run_facts *run = &row->before_point->results.run;
    struct cell amount;
    text_set(&cells[0], row->before->name);
    if (row->places_differ)
        text_append(&cells[0], ", %s", place_name(row->place));
    text_amount((double)run->spec.size * (double)run->spec.lists, &amount);
    text_set(&cells[1], "");
    text_append(&cells[1], "%s %s", amount.text, element_name(run->spec.type));
    text_workers(row->before->opened.workers, row->before_point->results.ranks.count, &cells[2]);
    text_time_estimate(&row_series(row->before, row->place)->median_ns, page->symbols, &cells[3]);
    text_time_estimate(&row_series(row->after, row->place)->median_ns, page->symbols, &cells[4]);
    text_ratio(&row->ratio, page->symbols, &cells[5]);
    text_set(&cells[6], verdict_name(row->verdict));
}

static enum status write_rows(const struct comparison *comparison, const struct page *page,
                              struct error *error) {
    static const char *const headings[] = {
        "backend", "numbers", "workers", "before [95 %]", "after [95 %]", "time, after over before",
        "verdict"};
    enum { COLUMNS = sizeof headings / sizeof *headings };
    static const bool right[COLUMNS] = {false, true, true, true, true, true, false};
    struct cell *cells = malloc(COLUMNS * (comparison->row_count + 1) * sizeof *cells);
    if (!cells)
        return fail(error, STATUS_MEMORY, "No memory left to print a comparison.");
    for (size_t c = 0; c < COLUMNS; c++)
        text_set(&cells[c], headings[c]);
    for (size_t i = 0; i < comparison->row_count; i++)
        row_cells(&comparison->rows[i], page, &cells[COLUMNS * (i + 1)]);
    page->heading(page, "Rows");
    const enum status status =
        page_table(page, cells, right, COLUMNS, comparison->row_count, error);
    free(cells);
    return status;
}

static void write_method(const struct comparison *comparison, const struct page *page) {
    struct cell text = {""};
    text_append(&text,
                "slower and faster where the whole interval of the ratio lies beyond %.3g %%, same "
                "where all of it lies within, else inconclusive. ",
                comparison->effect * 100);
    text_append(&text,
                "Each interval misses with at most %.2g, so that all verdicts together hold with "
                "95 %%; it counts samples that resemble their neighbours as fewer.",
                comparison->miss);
    page->item(page, "verdicts", text.text);
}

enum status comparison_write(const struct comparison *comparison, const char *before,
                             const char *after, const struct page *page, struct error *error) {
    struct cell title = {""};
    text_append(&title, "%.200s -> %.200s", before, after);
    page->heading(page, title.text);
    write_summary(comparison, page);
    write_differences(comparison, page);
    if (comparison->row_count == 0)
        return STATUS_OK;
    const enum status status = write_rows(comparison, page, error);
    write_method(comparison, page);
    return status;
}
