// The answers of sweeps and scales in sentences: from which size on, and how far.
// SPDX-License-Identifier: MIT
#include "report/people/answer.h"
#include "report/people/page.h"
#include "report/people/ranks.h"
#include "study/break_even.h"
#include "study/scaling.h"

#include <string.h>

// ---- a sweep

static void append_sizes(struct cell *text, double low, double high) {
    struct cell from, to;
    text_amount(low, &from);
    text_amount(high, &to);
    text_append(text, "%s to %s", from.text, to.text);
}

static const char *base_of(const struct break_even *found) {
    return found->base[0] ? found->base : "the fastest CPU backend";
}

static void append_start(struct cell *text, const struct break_even *found,
                         const struct page *page) {
    struct cell value, low = {"below"}, high;
    text_amount(found->value, &value);
    text_amount(found->high, &high);
    if (found->low > 0) {
        text_amount(found->low, &low);
        text_append(text, "faster than %s from lists of %s numbers on [95 %%: %s%s%s]",
                    base_of(found), value.text, low.text, page->symbols->to, high.text);
    } else {
        text_append(text, "faster than %s from lists of at most %s numbers on", base_of(found),
                    high.text);
    }
    text_append(text, ", as far as the sizes go (");
    append_sizes(text, found->smallest, found->largest);
    text_append(text, ").");
}

static void append_range(struct cell *text, const struct break_even *found) {
    text_append(text, " (sizes ");
    append_sizes(text, found->smallest, found->largest);
    text_append(text, ").");
}

static void write_break_even(const struct break_even *found, const struct page *page) {
    struct cell name, text = {""};
    break_even_title(found, name.text, sizeof name.text);
    switch (found->kind) {
    case BREAK_EVEN_NONE:
        text_append(&text, "no size was measured with both it and %s.", base_of(found));
        break;
    case BREAK_EVEN_ALWAYS:
        text_append(&text, "faster than %s at every size", base_of(found));
        append_range(&text, found);
        break;
    case BREAK_EVEN_NEVER:
        text_append(&text, "never faster than %s in this range", base_of(found));
        append_range(&text, found);
        break;
    case BREAK_EVEN_AT:
        append_start(&text, found, page);
        break;
    case BREAK_EVEN_PASSING:
        text_append(&text, "faster than %s only at sizes ", base_of(found));
        append_sizes(&text, found->won_low, found->won_high);
        text_append(&text, "; beyond them it is slower again, or can't be told apart.");
        break;
    case BREAK_EVEN_UNDECIDED:
        text_append(&text, "can't be told apart from %s at the largest size", base_of(found));
        append_range(&text, found);
        break;
    }
    page->item(page, name.text, text.text);
}

// The least that was measured at any size; 0: none was.
static double least_empty_ns(const struct study *study, const char *name, size_t place) {
    double least = 0;
    for (size_t i = 0; i < study->point_count; i++) {
        const struct row *row = point_row(&study->points[i], name);
        const double ns = row && row_is_timed(row, place) ? row_series(row, place)->empty_ns : 0;
        least = ns > 0 && (least <= 0 || ns < least) ? ns : least;
    }
    return least;
}

// "serial 20 ns, opencl 8 µs (delivered 9 µs)": what each row costs however short its list is.
static void write_empty(const struct study *study, const struct page *page) {
    const struct results *first = NULL;
    for (size_t i = study->point_count; i-- > 0;)
        first = study->points[i].measured ? &study->points[i].results : first;
    struct cell text = {""}, time;
    for (size_t r = 0; first && r < first->row_count; r++) {
        const struct row *row = &first->rows[r];
        const double ns = least_empty_ns(study, row->name, 0);
        const double delivered_ns =
            row->delivered_is_resident ? 0 : least_empty_ns(study, row->name, 1);
        if (ns <= 0)
            continue;
        text_time(ns, page->symbols, &time);
        text_append(&text, "%s%s %s", text.text[0] ? ", " : "", row->name, time.text);
        text_time(delivered_ns, page->symbols, &time);
        if (delivered_ns > 0)
            text_append(&text, " (delivered %s)", time.text);
    }
    if (text.text[0]) {
        text_append(&text, ".");
        page->item(page, "The time of an empty list (launch or dispatch, and the wait)", text.text);
    }
}

static enum status write_break_evens(const struct study *study, const struct page *page,
                                     struct error *error) {
    struct break_evens found;
    TRY(break_evens_of(study, &found, error));
    page->heading(page, "From which size on does it pay?");
    if (found.count == 0) {
        page->paragraph(page,
                        "No backend with a device was measured, so there is no break-even to look "
                        "for; --between A,B compares any two rows.");
    }
    for (size_t i = 0; i < found.count; i++)
        write_break_even(&found.items[i], page);
    write_empty(study, page);
    break_evens_free(&found);
    return STATUS_OK;
}

// ---- a scale

static void append_percent(struct cell *text, const struct estimate *share,
                           const struct page *page) {
    text_append(text, "%.3g", share->value * 100);
    if (share->has_interval)
        text_append(text, " [%.3g%s%.3g]", share->low * 100, page->symbols->to, share->high * 100);
    text_append(text, " %%");
}

static void append_ceiling(struct cell *text, const struct study *study,
                           const struct scaling_law *law) {
    struct cell workers, share;
    if (!law->greatest_share.present) {
        text_append(text, "; the write ceiling was not measured.");
        return;
    }
    text_share(&law->greatest_share, &share);
    text_size(study, law->ceiling_workers, &workers);
    if (law->ceiling_workers > 0) {
        text_append(text, "; memory is the limit from %s on (%.0f %% of the write ceiling).",
                    workers.text, 100 * CEILING_MET);
    } else {
        text_append(text, "; the write ceiling is not met: %s of it at most.", share.text);
    }
}

static void write_law(const struct study *study, const struct scaling_law *law,
                      const struct page *page) {
    const struct scaled *last = &law->points[law->count - 1];
    struct cell name = {""}, text = {""}, workers, base, ratio, rate;
    text_append(&name, "%s, %s", law->row, scaling_name(law->scaling));
    text_size(study, last->workers, &workers);
    text_size(study, law->points[0].workers, &base);
    text_ratio(&last->speedup, page->symbols, &ratio);
    text_rate(&last->row->resident.numbers_per_s, &rate);
    text_append(&text, "%s make %s numbers/s, %s times the ", workers.text, rate.text, ratio.text);
    text_rate(&law->points[0].row->resident.numbers_per_s, &rate);
    text_append(&text, "%s of %s: efficiency ", rate.text, base.text);
    append_percent(&text, &last->efficiency, page);
    if (last->serial_fraction.present) {
        text_append(&text, ", serial fraction (Karp-Flatt) ");
        append_percent(&text, &last->serial_fraction, page);
    }
    append_ceiling(&text, study, law);
    page->item(page, name.text, text.text);
}

static enum status write_laws(const struct study *study, const struct page *page,
                              struct error *error) {
    struct scaling_laws laws;
    TRY(scaling_laws_of(study, &laws, error));
    page->heading(page, "How far does it scale?");
    if (laws.count == 0)
        page->paragraph(page, "No backend that takes several workers was measured.");
    for (size_t i = 0; i < laws.count; i++)
        write_law(study, &laws.items[i], page);
    scaling_laws_free(&laws);
    return STATUS_OK;
}

enum status study_answer_write(const struct study *study, const struct page *page,
                               struct error *error) {
    if (study->kind == STUDY_RUN) {
        answer_write(&study->points[0].results, page);
        return STATUS_OK;
    }
    if (study->interrupted)
        page->paragraph(page, "INTERRUPTED: this is what was measured until then; --resume FILE "
                              "goes on from a JSON report.");
    return study->kind == STUDY_SWEEP ? write_break_evens(study, page, error)
                                      : write_laws(study, page, error);
}
