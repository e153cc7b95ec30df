// The report for people as GitHub's Markdown: the same content as on the terminal.
// SPDX-License-Identifier: MIT
#include "report/people/page.h"
#include "report/reporter.h"

#include <stdint.h>
#include <string.h>

// Whatever Markdown would take for markup is text here. A line's end would end a table's row.
static void print_escaped(const struct page *page, const char *text) {
    char shown[5];
    while (*text) {
        if (strchr("\\`*_<>|", *text))
            fputc('\\', page->stream);
        const bool line_end = *text == '\n';
        text += shown_character(text, shown);
        fputs(line_end ? " " : shown, page->stream);
    }
}

static void markdown_heading(const struct page *page, const char *title) {
    fputs("\n## ", page->stream);
    print_escaped(page, title);
    fputs("\n\n", page->stream);
}

static void markdown_paragraph(const struct page *page, const char *text) {
    print_escaped(page, text);
    fputs("\n\n", page->stream);
}

static void markdown_item(const struct page *page, const char *name, const char *text) {
    fputs("- **", page->stream);
    print_escaped(page, name);
    fputs("**: ", page->stream);
    print_escaped(page, text);
    fputc('\n', page->stream);
}

static void print_row(const struct page *page, const struct cell *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fputs("| ", page->stream);
        print_escaped(page, cells[i].text);
        fputc(' ', page->stream);
    }
    fputs("|\n", page->stream);
}

static enum status markdown_grid(const struct page *page, const struct grid *grid,
                                 struct error *error) {
    (void)error; // nothing here can fail: the stream keeps its own errors
    print_row(page, grid->headings, grid->column_count);
    for (size_t i = 0; i < grid->column_count; i++)
        fputs(grid->right[i] ? "|---:" : "|---", page->stream);
    fputs("|\n", page->stream);
    for (size_t row = 0; row < grid->row_count; row++)
        print_row(page, grid->cells + row * grid->column_count, grid->column_count);
    return STATUS_OK;
}

struct page page_markdown(FILE *stream) {
    return (struct page){
        .stream = stream,
        .symbols = &symbols_utf8,
        .width = SIZE_MAX,
        .heading = markdown_heading,
        .paragraph = markdown_paragraph,
        .item = markdown_item,
        .grid = markdown_grid,
    };
}

static enum status markdown_write(const struct study *study, FILE *stream, struct error *error) {
    const struct page page = page_markdown(stream);
    return study_content_write(study, &page, error);
}

const struct reporter reporter_markdown = {
    .name = "markdown",
    .extension = "md",
    .summary = "the same as the table, for a web page or an issue",
    .write = markdown_write,
};
