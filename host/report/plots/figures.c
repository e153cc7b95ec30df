// The table of figures, and those of one run: bars with intervals, and the samples themselves.
// SPDX-License-Identifier: MIT
#include "report/plots/figures.h"
#include "measure/statistics.h"
#include "report/people/lines.h"
#include "report/plots/plot_style.h"

#include <math.h>
#include <stdlib.h>

const struct figure figures[] = {
    {"rates",
     "Numbers per second: the median as a bar, its 95 % interval, and what the same workers could "
     "write to the same memory at most.",
     is_timed_run, bars_height, bars_write},
    {"samples",
     "Every sample: how far it lies from the median of its row; the bracket is the median's 95 % "
     "interval.",
     is_timed_run, bars_height, samples_write},
    {"sweep",
     "Numbers per second over the size of a list; bands mark where a device begins to pay.",
     is_sweep, curves_height, sweep_write},
    {"ratios",
     "How many times as fast as the fastest CPU backend, or as the row that was asked for: over 1 "
     "it pays.",
     has_ratios, curves_height, ratios_write},
    {"strong", "Strong scaling: the speed-up of the same work over its workers, against the ideal.",
     has_strong, curves_height, strong_write},
    {"weak", "Weak scaling: the efficiency where the work grows with its workers.", has_weak,
     curves_height, weak_write},
    {0},
};

unsigned curves_height(const struct study *study) {
    (void)study;
    return 460;
}

// ---- the lines of a run, from the top

enum { LINES_MOST = 128, POINTS_OF_A_LINE = 400 };

struct bar {
    const struct row *row;
    const struct series *series;
    size_t place;
};

static size_t bars_of(const struct study *study, struct bar *bars) {
    const struct results *results = &study->points[0].results;
    size_t count = 0;
    for (size_t i = 0; i < results->row_count; i++) {
        const struct row *row = &results->rows[i];
        for (size_t place = 0; place < STUDY_PLACES && count < LINES_MOST; place++)
            if (row_is_timed(row, place) && row_series(row, place)->numbers_per_s.present &&
                (place == 0 || !row->delivered_is_resident))
                bars[count++] = (struct bar){row, row_series(row, place), place};
    }
    return count;
}

bool is_timed_run(const struct study *study) {
    struct bar bars[LINES_MOST];
    return study->kind == STUDY_RUN && bars_of(study, bars) > 0;
}

unsigned bars_height(const struct study *study) {
    struct bar bars[LINES_MOST];
    return 130 + 34 * (unsigned)bars_of(study, bars);
}

static void name_bar(const struct bar *bar, struct cell *label) {
    struct cell name = {""};
    text_append(&name, "%s", bar->row->name);
    if (!bar->row->delivered_is_resident)
        text_append(&name, ", %s", place_name(bar->place));
    plot_label(name.text, label);
}

// Names instead of numbers on the vertical axis, the first row at the top.
static void write_names(const struct bar *bars, size_t count, FILE *script) {
    fputs("set ytics scale 0 (", script);
    for (size_t i = 0; i < count; i++) {
        struct cell label;
        name_bar(&bars[i], &label);
        fprintf(script, "%s'%s' %zu", i ? ", " : "", label.text, count - 1 - i);
    }
    fprintf(script, ")\nset yrange [-0.6:%zu.6]\nset grid noytics\n", count - 1);
}

// In numbers per second, of the memory that the fill writes to; 0: none is known.
static double ceiling_of(const struct study *study, const struct bar *bar) {
    const struct estimate *ceiling = &bar->row->ceiling_bytes_per_s;
    const size_t bytes = element_bytes(study->points[0].results.run.spec.type);
    return ceiling->present && bar->place == 0 ? ceiling->value / (double)bytes : 0;
}

// Columns: height, median, the ends of its interval, ceiling, where the label stands, the label.
static void write_bar(const struct study *study, const struct bar *bar, size_t height,
                      FILE *script) {
    const struct estimate *rate = &bar->series->numbers_per_s;
    const double high = rate->has_interval ? rate->high : rate->value;
    const double ceiling = ceiling_of(study, bar);
    struct cell label;
    text_rate(rate, &label);
    // Without an interval the bracket falls together with the median.
    fprintf(script, "%zu %.9g %.9g %.9g ", height, rate->value,
            rate->has_interval ? rate->low : rate->value, high);
    if (ceiling > 0)
        fprintf(script, "%.9g ", ceiling);
    else
        fputs("NaN ", script);
    fprintf(script, "%.9g \"%s\"\n", fmax(high, ceiling), label.text);
}

static void write_bars(const struct study *study, const struct bar *bars, size_t count,
                       bool offload, FILE *script) {
    fprintf(script, "$%s << END\n", offload ? "device" : "host");
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (row_is_offload(bars[i].row) == offload) {
            write_bar(study, &bars[i], count - 1 - i, script);
            any = true;
        }
    }
    fputs(any ? "END\n" : "NaN NaN NaN NaN NaN NaN \"\"\nEND\n", script);
}

static bool any_offload(const struct bar *bars, size_t count) {
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any = any || row_is_offload(bars[i].row);
    return any;
}

static void plot_bars(const char *data, const char *colour, const char *fill, const char *title,
                      FILE *script) {
    fprintf(script,
            "  $%s using 2:1:(0):2:($1-0.3):($1+0.3) with boxxyerror linecolor '%s' fillstyle %s "
            "title '%s', \\\n"
            "  $%s using 2:1:3:4 with xerrorbars linecolor '#000000' linewidth 1.6 pointtype 0 "
            "notitle, \\\n"
            "  $%s using 6:1:7 with labels left offset 1,0 textcolor '#000000' "
            "notitle, \\\n"
            "  $%s using 5:1 with points pointtype 10 pointsize 1.1 linewidth 1.6 linecolor '" //
            PLOT_GREY "' notitle, \\\n",
            data, colour, fill, title, data, data, data);
}

void bars_write(const struct study *study, FILE *script) {
    struct bar bars[LINES_MOST];
    const size_t count = bars_of(study, bars);
    write_bars(study, bars, count, false, script);
    write_bars(study, bars, count, true, script);
    write_names(bars, count, script);
    fputs("set xrange [0:*]\nset format x '%.0s %c'\nset xlabel 'numbers per second'\n"
          "set offsets 0, graph 0.12, 0, 0\nplot \\\n",
          script);
    plot_bars("host", PLOT_HOST, "solid 0.75 border", "on the host", script);
    if (any_offload(bars, count))
        plot_bars("device", PLOT_DEVICE, "pattern 4 border", "on a device", script);
    fputs("  NaN with lines linecolor '#000000' linewidth 2 title '95 % "
          "interval', \\\n"
          "  NaN with points pointtype 10 pointsize 1.1 linewidth 1.6 linecolor '" PLOT_GREY
          "' title 'write ceiling'\n",
          script);
}

// ---- samples

static double percent_off(double value, double median) {
    return 100 * (value / median - 1);
}

// At most POINTS_OF_A_LINE of them, evenly by rank: the two ends are always there. Neighbours by
// rank take turns in height, so that equal ones don't cover each other.
static void write_sample_points(const struct bar *bar, size_t height, FILE *script) {
    double *sorted = sorted_copy(bar->series->samples_ns, bar->series->count);
    const size_t count = sorted ? bar->series->count : 0;
    const size_t shown = count < POINTS_OF_A_LINE ? count : POINTS_OF_A_LINE;
    for (size_t i = 0; i < shown; i++) {
        const size_t rank = shown > 1 ? i * (count - 1) / (shown - 1) : 0;
        fprintf(script, "%.6g %.2f\n", percent_off(sorted[rank], bar->series->median_ns.value),
                (double)height + 0.11 * (double)(i % 5) - 0.22);
    }
    free(sorted);
}

static void write_interval(const struct bar *bar, size_t height, FILE *script) {
    const struct estimate *median = &bar->series->median_ns;
    if (median->has_interval && median->value > 0) {
        fprintf(script, "0 %zu %.6g %.6g\n", height, percent_off(median->low, median->value),
                percent_off(median->high, median->value));
    }
}

// How far the sample lies that lies furthest from its row's median, in per cent.
static double furthest_of(const struct bar *bars, size_t count) {
    double furthest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct series *series = bars[i].series;
        for (size_t s = 0; s < series->count; s++) {
            furthest =
                fmax(furthest, fabs(percent_off(series->samples_ns[s], series->median_ns.value)));
        }
    }
    return furthest;
}

// Where some lie far off, most still lie within a few per cent: then the axis is linear near the
// median and logarithmic beyond.
static void write_deviation_axis(double furthest, FILE *script) {
    if (furthest < 10) {
        fputs("set format x '%+g'\n", script);
        return;
    }
    fputs("set nonlinear x via asinh(x) inverse sinh(x)\n"
          "set xtics ('-90' -90, '-30' -30, '-10' -10, '-3' -3, '-1' -1, '0' 0, '+1' 1, '+3' 3, "
          "'+10' 10, '+30' 30, '+100' 100, '+300' 300, '+1000' 1000, '+10000' 10000)\n",
          script);
}

void samples_write(const struct study *study, FILE *script) {
    struct bar bars[LINES_MOST];
    const size_t count = bars_of(study, bars);
    fputs("$samples << END\n", script);
    for (size_t i = 0; i < count; i++)
        write_sample_points(&bars[i], count - 1 - i, script);
    fputs("END\n$intervals << END\nNaN NaN NaN NaN\n", script);
    for (size_t i = 0; i < count; i++)
        write_interval(&bars[i], count - 1 - i, script);
    fputs("END\n", script);
    write_names(bars, count, script);
    write_deviation_axis(furthest_of(bars, count), script);
    fputs(
        "set xlabel 'away from the median, in %: slower to the right'\nset yzeroaxis linewidth 1\n"
        "plot $samples using 1:2 with points pointtype 6 pointsize 0.45 linecolor '" PLOT_HOST
        "' title 'one sample', \\\n"
        "  $intervals using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2.4 linecolor "
        "'#000000' notitle, \\\n  NaN with lines linewidth 2.4 linecolor '#000000' title '95 % "
        "interval'\n",
        script);
}
