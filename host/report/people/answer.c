// The answer: the best GPU row of each place against the best CPU row, from their own samples.
// SPDX-License-Identifier: MIT
#include "report/people/answer.h"

#include "measure/statistics.h"
#include "report/people/lines.h"

#include <string.h>

// The two places in which "GPU against CPU" is decided.
static const struct place {
    const char *name;
    const char *meaning;
    bool delivered;
} places[] = {
    {"resident", "the lists may stay in the GPU's memory", false},
    {"delivered", "the lists must end in host memory", true},
};

static const struct series *series_of(const struct row *row, bool delivered) {
    return delivered ? &row->delivered : &row->resident;
}

// The row of the greatest rate in this place; NULL if there is none.
static const struct row *fastest(const struct results *results, bool gpu, bool delivered) {
    const struct row *best = NULL;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        const struct estimate *rate = &series_of(row, delivered)->numbers_per_s;
        if (row_has_rates(row) && rate->present && row_is_gpu(row) == gpu &&
            (!best || rate->value > series_of(best, delivered)->numbers_per_s.value))
            best = row;
    }
    return best;
}

static void append_rate(struct cell *text, const struct series *series) {
    struct cell rate;
    text_rate(&series->numbers_per_s, &rate);
    text_append(text, "%s numbers/s", rate.text);
}

static void append_row(struct cell *text, const struct results *results, const struct row *row) {
    struct cell workers;
    text_workers(row->opened.workers, results->ranks.count, &workers);
    text_append(text, "%s (%s)", row->name, workers.text);
}

static struct in_rounds in_rounds(const struct series *series) {
    return (struct in_rounds){series->samples_ns, series->rounds, series->count};
}

// "cuda (Made-up GPU)"
static void append_device(struct cell *text, const struct row *row) {
    text_append(text, row->opened.device[0] ? "%s (%s)" : "%s", row->name, row->opened.device);
}

// What a speed-up with its interval allows to be said.
static const char *verdict(const struct estimate *speedup) {
    if (!speedup->present || !speedup->has_interval)
        return "can't tell, too few samples";
    return speedup->low > 1 ? "yes" : speedup->high < 1 ? "no" : "no clear difference";
}

static void write_place(const struct results *results, const struct place *place,
                        const struct page *page) {
    const struct row *gpu = fastest(results, true, place->delivered);
    const struct row *cpu = fastest(results, false, place->delivered);
    struct cell name = {""}, text = {""}, ratio;
    text_append(&name, "If %s (%s)", place->meaning, place->name);
    if (!gpu) {
        page->item(page, name.text, "no GPU backend was measured so.");
        return;
    }
    const struct series *series = series_of(gpu, place->delivered);
    if (!cpu) {
        append_device(&text, gpu);
        text_append(&text, " makes ");
        append_rate(&text, series);
        text_append(&text, ", and no CPU backend was measured to compare it with.");
        page->item(page, name.text, text.text);
        return;
    }
    const struct series *base = series_of(cpu, place->delivered);
    const struct estimate speedup = estimate_ratio(in_rounds(base), in_rounds(series));
    text_ratio(&speedup, page->symbols, &ratio);
    text_append(&text, "%s. ", verdict(&speedup));
    append_device(&text, gpu);
    text_append(&text, " makes ");
    append_rate(&text, series);
    text_append(&text, ", %s times the ", ratio.text);
    append_rate(&text, base);
    text_append(&text, " of ");
    append_row(&text, results, cpu);
    text_append(&text, ", the fastest CPU backend.");
    page->item(page, name.text, text.text);
}

// Of rows that compute on the CPU every place counts: all of them end in host memory.
static const struct series *better_place(const struct row *row) {
    const struct estimate *resident = &row->resident.numbers_per_s;
    const struct estimate *delivered = &row->delivered.numbers_per_s;
    return !row->delivered_is_resident && delivered->present &&
                   (!resident->present || delivered->value > resident->value)
               ? &row->delivered
               : &row->resident;
}

static const struct row *fastest_cpu(const struct results *results) {
    const struct row *best = NULL;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (row_has_rates(row) && !row_is_gpu(row) && better_place(row)->numbers_per_s.present &&
            (!best ||
             better_place(row)->numbers_per_s.value > better_place(best)->numbers_per_s.value))
            best = row;
    }
    return best;
}

// "; process, opencl can't be told apart from it": the rows whose speed-up over the fastest has an
// interval around 1, or none.
static void append_equals(struct cell *text, const struct results *results,
                          const struct row *best) {
    const char *before = "; ";
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        if (row == best || !row_has_rates(row) || row_is_gpu(row) ||
            !better_place(row)->numbers_per_s.present)
            continue;
        const struct estimate ratio =
            estimate_ratio(in_rounds(better_place(best)), in_rounds(better_place(row)));
        if (ratio.has_interval && ratio.high < 1)
            continue;
        text_append(text, "%s%s", before, row->name);
        before = ", ";
    }
    if (before[0] == ',')
        text_append(text, " can't be told apart from it in this run");
}

// Whether somebody named rows, and no GPU among them.
static bool only_cpus_asked(const struct results *results) {
    for (size_t i = 0; i < results->row_count; i++)
        if (!results->rows[i].asked || (results->rows[i].backend->traits & TRAIT_OFFLOAD) != 0)
            return false;
    return results->row_count > 0;
}

static void append_share(struct cell *text, const struct series *series) {
    struct cell share;
    if (!series->ceiling_share.present)
        return;
    text_share(&series->ceiling_share, &share);
    if (series->ceiling_share.value > 1)
        text_append(text, ", as much as it can write");
    else
        text_append(text, ", %s of what it can write at most", share.text);
}

static void write_without_gpu(const struct results *results, const struct page *page) {
    const struct row *cpu = fastest_cpu(results);
    struct cell text = {""}, gigabytes;
    if (!only_cpus_asked(results))
        text_append(&text, "No GPU backend was measured, so this run can't say; \"gpubench list\" "
                           "shows what is missing and how to mend it. ");
    if (!cpu) {
        text_append(&text, "No CPU backend made numbers%s.", text.text[0] ? " either" : "");
        page->paragraph(page, text.text);
        return;
    }
    const struct series *series = better_place(cpu);
    text_append(&text, "The fastest CPU backend, ");
    append_row(&text, results, cpu);
    text_append(&text, series == &cpu->delivered ? ", delivered, makes " : ", makes ");
    append_rate(&text, series);
    text_gigabytes(&series->bytes_per_s, &gigabytes);
    text_append(&text, ": %s GB/s", gigabytes.text);
    append_share(&text, series);
    append_equals(&text, results, cpu);
    text_append(&text, ".");
    page->paragraph(page, text.text);
}

static void write_wrong(const struct results *results, const struct page *page) {
    for (size_t i = 0; i < results->row_count; i++) {
        if (results->rows[i].status == ROW_WRONG) {
            struct cell text = {""};
            text_append(&text,
                        "WRONG LIST: %s made other numbers than the reference. Its times "
                        "are left out.",
                        results->rows[i].name);
            page->paragraph(page, text.text);
        }
    }
}

static bool any_ok(const struct results *results) {
    bool ok = false;
    for (size_t i = 0; i < results->row_count; i++)
        ok = ok || (results->rows[i].status == ROW_OK && results->rows[i].verified);
    return ok;
}

static void write_untimed(const struct results *results, const struct page *page) {
    page->paragraph(page, any_ok(results) ? "Checked, not timed: the backends below made the "
                                            "reference's list, bit for bit."
                                          : "Nothing was measured; the reasons stand below.");
}

void answer_write(const struct results *results, const struct page *page) {
    if (results->interrupted)
        page->paragraph(page, "INTERRUPTED: this is what was measured until then.");
    write_wrong(results, page);
    if (!results_are_timed(results)) {
        write_untimed(results, page);
        return;
    }
    page->heading(page, "Is the GPU worth it?");
    if (!fastest(results, true, false) && !fastest(results, true, true)) {
        write_without_gpu(results, page);
        return;
    }
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        write_place(results, &places[i], page);
}
