// The report as one page for a browser: nothing is fetched from anywhere. The text is what the
// terminal shows; between the answer and the tables stand the plots, drawn by gnuplot, within the
// page. Without gnuplot the page says what is missing.
// SPDX-License-Identifier: MIT
#include "report/people/html_style.h"
#include "report/people/page.h"
#include "report/people/ranks.h"
#include "report/plots/plot.h"
#include "report/reporter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// ---- text

static void print_escaped(const char *text, FILE *stream) {
    char shown[5];
    for (size_t skipped; *text; text += skipped) {
        skipped = shown_character(text, shown);
        switch (*text) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        default:
            fputs((unsigned char)*text < 0x20 ? " " : shown, stream);
        }
    }
}

static void html_heading(const struct page *page, const char *title) {
    fputs("<h2>", page->stream);
    print_escaped(title, page->stream);
    fputs("</h2>\n", page->stream);
}

static void html_paragraph(const struct page *page, const char *text) {
    fputs("<p>", page->stream);
    print_escaped(text, page->stream);
    fputs("</p>\n", page->stream);
}

static void html_item(const struct page *page, const char *name, const char *text) {
    fputs("<p class=item><strong>", page->stream);
    print_escaped(name, page->stream);
    fputs(":</strong> ", page->stream);
    print_escaped(text, page->stream);
    fputs("</p>\n", page->stream);
}

// ---- tables

// Longer text may be broken into lines; figures never.
enum { CELL_LONG = 44 };

static void print_cell(const struct cell *cell, const char *tag, bool right, FILE *stream) {
    const char *kind = right ? " class=right" : strlen(cell->text) > CELL_LONG ? " class=long" : "";
    fprintf(stream, "<%s%s>", tag, kind);
    print_escaped(cell->text, stream);
    fprintf(stream, "</%.2s>", tag);
}

static void print_row(const struct grid *grid, const struct cell *cells, bool heading,
                      FILE *stream) {
    fputs("<tr>", stream);
    for (size_t i = 0; i < grid->column_count; i++) {
        const char *tag = heading ? "th scope=col" : i == 0 ? "th scope=row" : "td";
        print_cell(&cells[i], tag, grid->right[i], stream);
    }
    fputs("</tr>\n", stream);
}

static enum status html_grid(const struct page *page, const struct grid *grid,
                             struct error *error) {
    (void)error; // nothing here can fail: the stream keeps its own errors
    fputs("<div class=wide><table>\n<thead>", page->stream);
    print_row(grid, grid->headings, true, page->stream);
    fputs("</thead>\n<tbody>\n", page->stream);
    for (size_t row = 0; row < grid->row_count; row++)
        print_row(grid, grid->cells + row * grid->column_count, false, page->stream);
    fputs("</tbody></table></div>\n", page->stream);
    return STATUS_OK;
}

static struct page page_html(FILE *stream) {
    return (struct page){
        .stream = stream,
        .symbols = &symbols_utf8,
        .width = SIZE_MAX,
        .heading = html_heading,
        .paragraph = html_paragraph,
        .item = html_item,
        .grid = html_grid,
    };
}

// ---- plots

// The drawing without the lines before it that only a file of its own needs.
static void print_svg(const struct text *picture, const char *caption, FILE *stream) {
    const char *svg = strstr(picture->bytes, "<svg");
    if (!svg)
        return;
    fputs("<svg role=img aria-label=\"", stream);
    print_escaped(caption, stream);
    fputc('"', stream);
    fputs(svg + strlen("<svg"), stream);
}

static void write_figure(const struct study *study, const struct figure *figure, FILE *stream) {
    struct text picture;
    struct error error = {0};
    fputs("<figure><figcaption>", stream);
    print_escaped(figure->caption, stream);
    fputs("</figcaption><div class=wide>\n", stream);
    if (plot_figure(study, figure, &picture, &error) == STATUS_OK) {
        print_svg(&picture, figure->caption, stream);
        free(picture.bytes);
    } else {
        fputs("<p>This plot is missing: ", stream);
        print_escaped(error.message, stream);
        fputs("</p>", stream);
    }
    fputs("</div></figure>\n", stream);
}

static void write_figures(const struct study *study, const struct page *page) {
    struct error error = {0};
    bool headed = false;
    const bool ready = plot_ready(&error) == STATUS_OK;
    for (const struct figure *figure = figures; figure->name; figure++) {
        if (!figure->is_of(study))
            continue;
        if (!headed) {
            html_heading(page, "Plots");
            headed = true;
            if (!ready)
                html_paragraph(page, error.message);
        }
        if (ready)
            write_figure(study, figure, page->stream);
    }
}

// ---- the whole

static void write_facts(const struct facts *facts, const struct page *page) {
    fputs("<div class=wide><table><tbody>\n", page->stream);
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        fputs("<tr><th scope=row>", page->stream);
        print_escaped(fact->name, page->stream);
        fputs("</th><td class=long>", page->stream);
        print_escaped(fact->value ? fact->value : "unknown: ", page->stream);
        print_escaped(fact->value ? "" : fact->reason, page->stream);
        fputs("</td></tr>\n", page->stream);
    }
    fputs("</tbody></table></div>\n", page->stream);
}

static void write_all_facts(const struct results *results, const struct page *page) {
    html_heading(page, "The machine and the build");
    fputs("<details><summary>Every fact that was read</summary>\n", page->stream);
    write_facts(&results->machine, page);
    write_facts(&results->build, page);
    fputs("</details>\n", page->stream);
}

static void begin(const struct study *study, const struct page *page) {
    static const char *const titles[] = {[STUDY_RUN] = "gpubench: one run",
                                         [STUDY_SWEEP] = "gpubench: a sweep over sizes",
                                         [STUDY_SCALE] = "gpubench: a scale over "};
    const char *over = study->kind == STUDY_SCALE ? size_heading(study) : "";
    const struct point *first = study_first_measured(study);
    fprintf(page->stream,
            "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
            "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
            "<title>%s%s</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>%s%s</h1>\n",
            titles[study->kind], over, html_style, titles[study->kind], over);
    if (first) {
        const char *cpu = facts_value(&first->results.machine, "cpu_model");
        fputs("<p class=made>", page->stream);
        print_escaped(cpu ? cpu : "unknown processor", page->stream);
        fputs(", ", page->stream);
        print_escaped(first->results.started_utc, page->stream);
        fputs("</p>\n", page->stream);
    }
}

static enum status html_write(const struct study *study, FILE *stream, struct error *error) {
    const struct page page = page_html(stream);
    const struct point *first = study_first_measured(study);
    begin(study, &page);
    fputs("<div class=answer>\n", stream);
    enum status status = study_answer_write(study, &page, error);
    fputs("</div>\n", stream);
    if (status != STATUS_OK)
        return status;
    write_figures(study, &page);
    status = study_figures_write(study, &page, error);
    if (first)
        write_all_facts(&first->results, &page);
    fputs("</body>\n</html>\n", stream);
    return status;
}

const struct reporter reporter_html = {
    .name = "html",
    .extension = "html",
    .summary = "for a browser: everything on one page with its plots, which gnuplot draws",
    .write = html_write,
};
