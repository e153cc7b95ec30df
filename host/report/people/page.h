// A page: what a report for people is made of, whatever it is printed on. The terminal and
// Markdown each implement it; report/people/content.c says what stands on it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_PAGE_H
#define GPUBENCH_REPORT_PAGE_H

#include "report/people/text.h"
#include "status.h"
#include "study/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// Cells stand row by row: cells[row * column_count + column].
struct grid {
    size_t column_count;
    size_t row_count;
    const struct cell *headings; // column_count
    const bool *right;           // column_count: aligned to the right
    const struct cell *cells;    // row_count * column_count
};

struct page {
    FILE *stream;
    const struct symbols *symbols;
    size_t width; // columns of the terminal; paper without edges: SIZE_MAX
    void (*heading)(const struct page *page, const char *title);
    void (*paragraph)(const struct page *page, const char *text);
    // One item of a list: a name and what is to be said about it.
    void (*item)(const struct page *page, const char *name, const char *text);
    MUST_CHECK enum status (*grid)(const struct page *page, const struct grid *grid,
                                   struct error *error);
};

// The pages there are.
struct page page_terminal(FILE *stream);
struct page page_markdown(FILE *stream);

// Prints cells that stand as a grid's do: the headings first, then row by row.
MUST_CHECK enum status page_table(const struct page *page, const struct cell *cells,
                                  const bool *right, size_t columns, size_t rows,
                                  struct error *error);

// Of one run's report, what stands behind the answer, on any page.
MUST_CHECK enum status content_write_figures(const struct results *results, const struct page *page,
                                             struct error *error);
void content_write_conditions(const struct results *results, const struct page *page);

// The whole report of any study: the answer, then the figures and conditions.
MUST_CHECK enum status study_answer_write(const struct study *study, const struct page *page,
                                          struct error *error);
MUST_CHECK enum status study_figures_write(const struct study *study, const struct page *page,
                                           struct error *error);
MUST_CHECK enum status study_content_write(const struct study *study, const struct page *page,
                                           struct error *error);

#endif
