// The ranks in reports.
// SPDX-License-Identifier: MIT
#include "report/people/ranks.h"

#include <string.h>

static void line_part(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time_estimate(&line->series->rank_spread.rank_ns, symbols, cell);
}

static void line_rank_rate(const struct line *line, const struct symbols *symbols,
                           struct cell *cell) {
    (void)symbols;
    text_rate(&line->series->rank_spread.numbers_per_s, cell);
}

static void line_alone(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_ratio(&line->series->rank_spread.alone, symbols, cell);
}

static void line_skew(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    text_time_estimate(&line->series->rank_spread.skew_ns, symbols, cell);
}

static void line_imbalance(const struct line *line, const struct symbols *symbols,
                           struct cell *cell) {
    (void)symbols;
    text_share(&line->series->rank_spread.imbalance, cell);
}

static void line_barrier(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    text_time_estimate(&line->results->ranks.barrier_ns, symbols, cell);
}

static void line_gather(const struct line *line, const struct symbols *symbols, struct cell *cell) {
    const struct estimate *gather = &line->series->rank_spread.gather_ns;
    const bool gathered = gather->present && gather->value > 0;
    text_time(gathered ? gather->value : -1, symbols, cell);
}

static void line_slowest(const struct line *line, const struct symbols *symbols,
                         struct cell *cell) {
    (void)symbols;
    const struct rank_spread *spread = &line->series->rank_spread;
    cell->text[0] = '\0';
    if (!spread->present) {
        text_append(cell, "n/a");
        return;
    }
    text_append(cell, "%u on %s, in %zu of %zu", spread->slowest, spread->slowest_host,
                spread->slowest_samples, line->series->count);
    if (spread->late > 0)
        text_append(cell, "; %zu starts missed", spread->late);
}

static const struct column ranks_columns[] = {
    {"backend", false, text_line_name},   {"a rank's part [95 %]", true, line_part},
    {"numbers/s", true, line_rank_rate},  {"vs alone", true, line_alone},
    {"start skew", true, line_skew},      {"imbalance", true, line_imbalance},
    {"barrier", true, line_barrier},      {"gather", true, line_gather},
    {"slowest rank", false, line_slowest}};

const struct columns columns_ranks = {ranks_columns,
                                      sizeof ranks_columns / sizeof ranks_columns[0]};

static bool is_over_ranks(const struct study *study) {
    const struct point *first = study_first_measured(study);
    return first && first->results.ranks.count > 0;
}

const char *size_heading(const struct study *study) {
    return is_over_ranks(study) ? "ranks" : "workers";
}

void text_size(const struct study *study, unsigned size, struct cell *cell) {
    text_workers(size, is_over_ranks(study) ? size : 0, cell);
}

void ranks_write_conditions(const struct results *results, const struct page *page) {
    const struct ranks_facts *ranks = &results->ranks;
    struct cell text = {""}, time;
    if (ranks->count == 0)
        return;
    text_append(&text, "%u on %u %s, by %s. ", ranks->count, ranks->nodes,
                ranks->nodes == 1 ? "machine" : "machines", ranks->library);
    text_time(ranks->clock_error_ns, page->symbols, &time);
    text_append(&text,
                "A sample is from an agreed start to the last rank's completion, by clocks "
                "that agree within %s. \"vs alone\" is rank 0's time for its part alone "
                "over that beside the others. ",
                time.text);
    text_append(&text, ranks->gathered ? "Delivered: gathered in the memory of rank 0."
                                       : "Delivered: in the memory of each rank's machine.");
    page->item(page, "ranks", text.text);
}
