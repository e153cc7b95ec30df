// What stands in a report for people, and in which order: the answer first, then the figures, then
// whatever a careful reader asks for next.
// SPDX-License-Identifier: MIT
#include "report/people/lines.h"
#include "report/people/page.h"
#include "report/people/ranks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ---- tables

// Both places of a row stand below one another; a CPU row, where they are the same, has one line.
static size_t places_of(const struct results *results, const struct row *row, struct line *lines) {
    lines[0] = (struct line){results, row, &row->resident, ""};
    if (row->delivered_is_resident || !row->delivered.present)
        return 1;
    lines[0].place = "resident";
    lines[1] = (struct line){results, row, &row->delivered, "delivered"};
    return 2;
}

static size_t lines_of(const struct results *results, bool places, struct line *lines) {
    size_t count = 0;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (row_is_shown(row)) {
            const size_t found = places_of(results, row, &lines[count]);
            count += places ? found : 1;
        }
    }
    return count;
}

enum status page_table(const struct page *page, const struct cell *cells, const bool *right,
                       size_t columns, size_t rows, struct error *error) {
    const struct grid grid = {.column_count = columns,
                              .row_count = rows,
                              .headings = cells,
                              .right = right,
                              .cells = cells + columns};
    return page->grid(page, &grid, error);
}

static enum status print_lines(const struct page *page, const struct columns *columns,
                               const struct line *lines, size_t line_count, struct error *error) {
    bool right[16];
    struct cell *cells = malloc((line_count + 1) * columns->count * sizeof *cells);
    if (!cells) {
        return fail(error, STATUS_MEMORY, "No memory left to print a table of %zu lines.",
                    line_count);
    }
    struct cell *at = cells;
    for (size_t c = 0; c < columns->count; c++) {
        right[c] = columns->items[c].right;
        column_heading(&columns->items[c], lines->results, at++);
    }
    for (size_t i = 0; i < line_count; i++)
        for (size_t c = 0; c < columns->count; c++)
            columns->items[c].text(&lines[i], page->symbols, at++);
    const enum status status = page_table(page, cells, right, columns->count, line_count, error);
    free(cells);
    return status;
}

static const struct table {
    const char *heading;
    const struct columns *columns;
    bool timed;  // of a run that was timed, or of one that was only checked
    bool places; // a line for each place, not one for each row
} tables[] = {
    {"Lists", &columns_checked, .timed = false, .places = false},
    {"Rates", &columns_rates, .timed = true, .places = true},
    {"Ranks", &columns_ranks, .timed = true, .places = true},
    {"Phases: what a steady run leaves out", &columns_phases, .timed = true, .places = false},
    {"What ran", &columns_variants, .timed = true, .places = false},
    {"Samples", &columns_sampling, .timed = true, .places = true},
};

static enum status write_tables(const struct results *results, const struct page *page,
                                struct error *error) {
    struct line *lines = malloc((results->row_count * 2 + 1) * sizeof *lines);
    if (!lines)
        return fail(error, STATUS_MEMORY, "No memory left to print the tables.");
    enum status status = STATUS_OK;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0] && status == STATUS_OK; t++) {
        const size_t count = lines_of(results, tables[t].places, lines);
        const bool lacks_ranks = tables[t].columns == &columns_ranks && results->ranks.count == 0;
        if (count > 0 && tables[t].timed == results_are_timed(results) && !lacks_ranks) {
            page->heading(page, tables[t].heading);
            status = print_lines(page, tables[t].columns, lines, count, error);
        }
    }
    free(lines);
    return status;
}

// ---- the statistics of a list; nothing where it was not tested

static enum status write_quality(const struct results *results, const struct page *page,
                                 struct error *error) {
    enum { COLUMNS = 4 };
    static const char *const headings[COLUMNS] = {"test", "looks at", "p", "verdict"};
    static const bool right[COLUMNS] = {false, false, true, false};
    const struct quality *quality = &results->quality;
    struct cell cells[COLUMNS * (QUALITY_TESTS + 1)];
    struct cell count, text = {""};
    if (quality->count == 0)
        return STATUS_OK;
    for (size_t c = 0; c < COLUMNS; c++)
        text_set(&cells[c], headings[c]);
    for (size_t i = 0; i < QUALITY_TESTS; i++) {
        const struct quality_result *result = &quality->results[i];
        struct cell *row = &cells[COLUMNS * (i + 1)];
        text_set(&row[0], result->name);
        text_set(&row[1], result->what);
        text_set(&row[2], "");
        text_append(&row[2], "%.2g", result->p);
        text_set(&row[3], result->failed ? "FAILED" : "passed");
    }
    page->heading(page, "Statistics of the list");
    const enum status status = page_table(page, cells, right, COLUMNS, QUALITY_TESTS, error);
    text_count(quality->count, &count);
    text_append(&text,
                "of the first %s values. p is how often chance alone is this far off, either way; "
                "a test fails under %.2g, so that %.2g %% of all good lists fail one of them.",
                count.text, QUALITY_FALSE_ALARMS / (double)QUALITY_TESTS,
                100 * QUALITY_FALSE_ALARMS);
    page->item(page, "statistics", text.text);
    return status;
}

// ---- rows without figures, and remarks

static void write_unmeasured(const struct results *results, const struct page *page) {
    bool headed = false;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (row->status == ROW_OK)
            continue;
        if (!headed) {
            page->heading(page, "Skipped, failed or cut short");
            headed = true;
        }
        struct cell name = {""};
        text_append(&name, "%s (%s)", row->name, row_status_name(row->status));
        page->item(page, name.text, row->reason);
    }
}

static void write_flags(const struct page *page, const char *row, const char *place,
                        const struct flag *flags, size_t count) {
    for (size_t i = 0; i < count && i < SERIES_FLAGS; i++) {
        struct cell name = {""};
        text_append(&name, "%s%s%s%s%s", row, place[0] ? ", " : "", place, row[0] ? ": " : "",
                    flags[i].name);
        page->item(page, name.text, flags[i].text);
    }
}

static size_t flags_in_all(const struct results *results) {
    size_t count = results->note_count;
    for (size_t i = 0; i < results->row_count; i++)
        count += results->rows[i].resident.flag_count + results->rows[i].delivered.flag_count;
    return count;
}

static void write_notes(const struct results *results, const struct page *page) {
    if (flags_in_all(results) == 0)
        return;
    page->heading(page, "To keep in mind");
    write_flags(page, "", "", results->notes, results->note_count);
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        struct line lines[2];
        const size_t count = places_of(results, row, lines);
        for (size_t l = 0; l < count; l++) {
            write_flags(page, row->name, lines[l].place, lines[l].series->flags,
                        lines[l].series->flag_count);
        }
    }
}

// ---- the conditions of the measurement

static void write_ceiling(const struct results *results, const struct page *page) {
    if (!results->ceiling_bytes_per_s.present) {
        page->item(page, "ceiling", "not measured, so no rate has a share of it.");
        return;
    }
    struct cell text, workers;
    text_bytes(results->ceiling_bytes_per_s.value, &text);
    text_workers(results->ceiling_workers, results->ranks.count, &workers);
    text_append(&text, "/s: what %s can write to host memory with no arithmetic, by %s stores. ",
                workers.text, results->ceiling_stores ? results->ceiling_stores : "plain");
    text_append(&text, "\"of ceiling\" is a row's share of what its own workers can write to its "
                       "own memory.");
    page->item(page, "ceiling", text.text);
}

static void write_costs(const struct results *results, const struct page *page) {
    struct cell text = {""};
    if (results->floor_ns.present) {
        text_time_estimate(&results->floor_ns, page->symbols, &text);
        text_append(&text, " a run: what the harness itself costs; it is not subtracted.");
        page->item(page, "harness", text.text);
    }
    text_time(results->clock_cost_ns, page->symbols, &text);
    text_append(&text, " for a reading.");
    page->item(page, "clock", text.text);
    if (results->first_touch_ns >= 0) {
        text_time(results->first_touch_ns, page->symbols, &text);
        text_append(&text, " to touch the lists' shared pages once, before the first run.");
        page->item(page, "first touch", text.text);
    }
}

static void write_run(const struct results *results, const struct page *page) {
    const struct list_spec *spec = &results->run.spec;
    struct cell lists, size, bytes, workers, text = {""};
    text_count(spec->lists, &lists);
    text_count(spec->size, &size);
    text_bytes((double)spec->lists * (double)spec->size * (double)element_bytes(spec->type),
               &bytes);
    text_workers((unsigned)spec->workers, 0, &workers);
    text_append(&text,
                "%s %s of %s %s numbers (%s), stream %s, seed %" PRIu64 "; %s%s, memory %s, ",
                lists.text, spec->lists == 1 ? "list" : "lists", size.text,
                element_name(spec->type), bytes.text, spec->stream->name, spec->seed, workers.text,
                results->ranks.count > 0 ? " on each rank" : "", memory_name(spec->memory));
    text_append(&text, "vector level %s, stores %s.", isa_name(spec->isa),
                stores_name(spec->stores));
    page->item(page, "run", text.text);
}

static void write_sampling(const struct results *results, const struct page *page) {
    struct cell text = {""};
    text_append(&text,
                "%u %s, each of every backend once in shuffled order (shuffle seed %" PRIu64
                "), until the 95 %% interval of each median is within %.3g %% of it, or for "
                "%.3g s; %.3g s in all, begun %s.",
                results->round_count, results->round_count == 1 ? "round" : "rounds",
                results->run.shuffle_seed, results->run.precision * 100, results->run.time_s,
                results->elapsed_s, results->started_utc);
    page->item(page, "sampling", text.text);
}

// The facts that a reader asks for first, in words; the JSON has them all.
static const struct told_fact {
    const char *name;
    const char *words; // before the value
} machine_facts[] = {{"cpu_model", ""},
                     {"cpus_allowed", "processors "},
                     {"cpu_governor", "governor "},
                     {"memory_bytes", "memory "},
                     {"hypervisor", "hypervisor "},
                     {"kernel_release", "kernel "}},
  build_facts[] = {
      {"version", "version "}, {"revision", "revision "}, {"compiler", ""}, {"flags", ""}};

static void append_fact(struct cell *text, const struct told_fact *told, const char *value) {
    struct cell bytes;
    if (value && strcmp(told->name, "memory_bytes") == 0) {
        text_bytes(strtod(value, NULL), &bytes);
        value = bytes.text;
    }
    text_append(text, "%s%s", told->words, value ? value : "unknown");
}

static void write_facts(const struct page *page, const char *title, const struct facts *facts,
                        const struct told_fact *told, size_t count) {
    struct cell text = {""};
    for (size_t i = 0; i < count; i++) {
        text_append(&text, "%s", i ? ", " : "");
        append_fact(&text, &told[i], facts_value(facts, told[i].name));
    }
    page->item(page, title, text.text);
}

void content_write_conditions(const struct results *results, const struct page *page) {
    page->heading(page, "Conditions");
    write_run(results, page);
    ranks_write_conditions(results, page);
    if (results_are_timed(results)) {
        write_sampling(results, page);
        write_ceiling(results, page);
        write_costs(results, page);
    }
    write_facts(page, "machine", &results->machine, machine_facts,
                sizeof machine_facts / sizeof machine_facts[0]);
    write_facts(page, "build", &results->build, build_facts,
                sizeof build_facts / sizeof build_facts[0]);
    for (size_t i = 0; i < results->environment.count; i++) {
        const struct fact *fact = &results->environment.items[i];
        page->item(page, fact->name, fact->value ? fact->value : fact->reason);
    }
    if (results->run.command_line)
        page->item(page, "command", results->run.command_line);
}

enum status content_write_figures(const struct results *results, const struct page *page,
                                  struct error *error) {
    TRY(write_tables(results, page, error));
    TRY(write_quality(results, page, error));
    write_unmeasured(results, page);
    write_notes(results, page);
    content_write_conditions(results, page);
    return STATUS_OK;
}
