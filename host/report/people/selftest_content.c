// What stands in a selftest: how far this machine's comparisons can be trusted.
// SPDX-License-Identifier: MIT
#include "report/people/selftest_content.h"

#include <math.h>

enum { COLUMNS = 7 };

static void alarm_cells(const char *name, const char *kind, const struct alarms *alarms,
                        struct cell *cells) {
    text_set(&cells[0], name);
    text_set(&cells[1], kind);
    for (size_t c = 2; c < COLUMNS; c++)
        text_set(&cells[c], "");
    text_append(&cells[2], "%zu", alarms->comparisons);
    text_append(&cells[3], "%zu", alarms->false_alarms);
    text_append(&cells[4], "%zu", alarms->same);
    text_append(&cells[5], "%zu", alarms->inconclusive);
    text_append(&cells[6], "%.2g %%", alarms->smallest * 100);
}

static enum status write_rows(const struct selftest *found, const struct page *page,
                              struct error *error) {
    static const char *const headings[COLUMNS] = {
        "backend",      "against itself",          "comparisons", "false alarms", "same",
        "inconclusive", "95 % differ by less than"};
    static const bool right[COLUMNS] = {false, false, true, true, true, true, true};
    static struct cell cells[COLUMNS * (PLAN_ROWS + 1)]; // 230 kB: too much for the stack
    for (size_t c = 0; c < COLUMNS; c++)
        text_set(&cells[c], headings[c]);
    for (size_t i = 0; i < found->row_count; i++) {
        const struct selftest_row *row = &found->rows[i];
        alarm_cells(row->name, "in the same run", &row->within, &cells[COLUMNS * (2 * i + 1)]);
        alarm_cells(row->name, "in the next run", &row->between, &cells[COLUMNS * (2 * i + 2)]);
    }
    page->heading(page, "Every backend against itself");
    return page_table(page, cells, right, COLUMNS, 2 * found->row_count, error);
}

static void write_answer(const struct selftest *found, const struct page *page) {
    size_t comparisons = 0, alarms = 0;
    double smallest = 0;
    for (size_t i = 0; i < found->row_count; i++) {
        const struct selftest_row *row = &found->rows[i];
        comparisons += row->within.comparisons + row->between.comparisons;
        alarms += row->within.false_alarms + row->between.false_alarms;
        smallest = fmax(smallest, fmax(row->within.smallest, row->between.smallest));
    }
    struct cell text = {""};
    if (comparisons == 0) {
        page->paragraph(page, "Nothing could be compared.");
        return;
    }
    text_append(&text,
                "Of %zu comparisons of a backend with itself in %u runs, %zu (%.2g %%) said faster "
                "or slower, where only differences beyond %.3g %% count. ",
                comparisons, found->trials, alarms, 100 * (double)alarms / (double)comparisons,
                found->effect * 100);
    text_append(&text,
                "A single comparison on this machine can't be trusted with differences under "
                "%.2g %%: 5 %% of those with nothing to tell were larger.",
                smallest * 100);
    page->paragraph(page, text.text);
}

enum status selftest_write(const struct selftest *found, const struct page *page,
                           struct error *error) {
    if (found->interrupted)
        page->paragraph(page, "INTERRUPTED: this is what was measured until then.");
    page->heading(page, "How far can this machine be trusted?");
    write_answer(found, page);
    return write_rows(found, page, error);
}
