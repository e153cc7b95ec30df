// The report for people on a terminal: libsmartcols draws the tables; a table wider than the
// terminal is cut between columns into several, each with the first column again, so that no
// figure is ever cut off.
// SPDX-License-Identifier: MIT
#include "report/people/page.h"
#include "report/reporter.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    WIDTH_PAPER = 120, // of a file or pipe
    WIDTH_LEAST = 40,
    WIDTH_TEXT = 96, // sentences on wider terminals: longer lines read badly
    INDENT = 2,
    COLUMNS_MOST = 16,
};

// Columns of the screen that a text takes: every byte but the continuations of UTF-8.
static size_t text_width(const char *text) {
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void print_indent(const struct page *page, size_t columns) {
    fprintf(page->stream, "%*s", (int)columns, "");
}

// libsmartcols does the same with the cells of tables.
static void print_plain(const struct page *page, const char *text, size_t length) {
    char shown[5];
    for (size_t i = 0; i < length;) {
        i += shown_character(text + i, shown);
        fputs(shown, page->stream);
    }
}

// Fills lines with words. `column` is where the text starts, further lines start at `indent`.
static void print_wrapped(const struct page *page, const char *text, size_t column, size_t indent) {
    const size_t width = page->width < WIDTH_TEXT ? page->width : WIDTH_TEXT;
    const char *word = text + strspn(text, " \n");
    bool first = true;
    while (*word) {
        const size_t length = strcspn(word, " \n");
        char copy[sizeof(struct cell)];
        snprintf(copy, sizeof copy, "%.*s", (int)length, word);
        const size_t needed = text_width(copy);
        if (!first && column + 1 + needed > width) {
            fputc('\n', page->stream);
            print_indent(page, indent);
            column = indent;
        } else if (!first) {
            fputc(' ', page->stream);
            column++;
        }
        print_plain(page, word, length);
        column += needed;
        first = false;
        word += length;
        word += strspn(word, " \n");
    }
    fputc('\n', page->stream);
}

static void table_heading(const struct page *page, const char *title) {
    fputc('\n', page->stream);
    print_plain(page, title, strlen(title));
    fputc('\n', page->stream);
}

static void table_paragraph(const struct page *page, const char *text) {
    print_wrapped(page, text, 0, 0);
}

static void table_item(const struct page *page, const char *name, const char *text) {
    print_indent(page, INDENT);
    print_plain(page, name, strlen(name));
    fputs(": ", page->stream);
    print_wrapped(page, text, INDENT + text_width(name) + 2, INDENT + INDENT);
}

static size_t column_width(const struct grid *grid, size_t column) {
    size_t width = text_width(grid->headings[column].text);
    for (size_t row = 0; row < grid->row_count; row++) {
        const size_t cell = text_width(grid->cells[row * grid->column_count + column].text);
        width = cell > width ? cell : width;
    }
    return width;
}

// Draws columns [from, to) behind column 0. Any step of libsmartcols fails only without memory.
static bool draw(const struct page *page, const struct grid *grid, size_t from, size_t to) {
    struct libscols_table *table = scols_new_table();
    if (!table)
        return false;
    scols_table_set_stream(table, page->stream);
    scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    scols_table_enable_ascii(table, page->symbols == &symbols_ascii);
    size_t shown[COLUMNS_MOST] = {0};
    size_t shown_count = 1;
    for (size_t column = from; column < to && shown_count < COLUMNS_MOST; column++)
        shown[shown_count++] = column;
    bool drawn = true;
    for (size_t i = 0; i < shown_count && drawn; i++) {
        drawn = scols_table_new_column(table, grid->headings[shown[i]].text, 0,
                                       grid->right[shown[i]] ? SCOLS_FL_RIGHT : 0) != NULL;
    }
    for (size_t row = 0; row < grid->row_count && drawn; row++) {
        struct libscols_line *line = scols_table_new_line(table, NULL);
        drawn = line != NULL;
        for (size_t i = 0; i < shown_count && drawn; i++) {
            const struct cell *cell = &grid->cells[row * grid->column_count + shown[i]];
            drawn = scols_line_set_data(line, i, cell->text) == 0;
        }
    }
    drawn = drawn && scols_print_table(table) == 0;
    scols_unref_table(table);
    return drawn;
}

static enum status table_grid(const struct page *page, const struct grid *grid,
                              struct error *error) {
    size_t from = 1;
    while (from < grid->column_count) {
        size_t to = from;
        size_t width = column_width(grid, 0);
        do {
            width += 1 + column_width(grid, to++);
        } while (to < grid->column_count && width + 1 + column_width(grid, to) <= page->width);
        if (from > 1)
            fputc('\n', page->stream);
        if (!draw(page, grid, from, to)) {
            return fail(error, STATUS_MEMORY, "No memory left to draw a table of %zu lines.",
                        grid->row_count);
        }
        from = to;
    }
    return STATUS_OK;
}

static size_t width_of(FILE *stream) {
    const int file = fileno(stream);
    struct winsize size;
    if (file < 0 || !isatty(file) || ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_PAPER;
    return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
}

struct page page_terminal(FILE *stream) {
    const bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return (struct page){
        .stream = stream,
        .symbols = utf8 ? &symbols_utf8 : &symbols_ascii,
        .width = width_of(stream),
        .heading = table_heading,
        .paragraph = table_paragraph,
        .item = table_item,
        .grid = table_grid,
    };
}

static enum status table_write(const struct study *study, FILE *stream, struct error *error) {
    const struct page page = page_terminal(stream);
    return study_content_write(study, &page, error);
}

const struct reporter reporter_table = {
    .name = "table",
    .extension = "txt",
    .summary = "for people: the answer, then tables that fit the terminal",
    .write = table_write,
};
