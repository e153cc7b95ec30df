// What the tests of a list's statistics found.
// SPDX-License-Identifier: MIT
#include "report/people/quality_content.h"

enum { COLUMNS = 4 };

static void set(struct cell *cell, const char *text) {
    cell->text[0] = '\0';
    text_append(cell, "%s", text);
}

enum status write_quality(const struct results *results, const struct page *page,
                          struct error *error) {
    static const char *const headings[COLUMNS] = {"test", "looks at", "p", "verdict"};
    static const bool right[COLUMNS] = {false, false, true, false};
    const struct quality *quality = &results->quality;
    struct cell cells[COLUMNS * (QUALITY_TESTS + 1)];
    struct cell count, text = {""};
    if (quality->count == 0)
        return STATUS_OK;
    for (size_t c = 0; c < COLUMNS; c++)
        set(&cells[c], headings[c]);
    for (size_t i = 0; i < QUALITY_TESTS; i++) {
        const struct quality_result *result = &quality->results[i];
        struct cell *row = &cells[COLUMNS * (i + 1)];
        set(&row[0], result->name);
        set(&row[1], result->what);
        set(&row[2], "");
        text_append(&row[2], "%.2g", result->p);
        set(&row[3], result->failed ? "FAILED" : "passed");
    }
    page->heading(page, "Statistics of the list");
    const enum status status = page_table(page, cells, right, COLUMNS, QUALITY_TESTS, error);
    text_count(quality->count, &count);
    text_append(&text,
                "of the first %s values. p is how often chance alone is this far off, either way; "
                "a test fails under %.2g, so that %.2g %% of all good lists fail one of them.",
                count.text, QUALITY_FALSE_ALARMS / QUALITY_TESTS, 100 * QUALITY_FALSE_ALARMS);
    page->item(page, "statistics", text.text);
    return status;
}
