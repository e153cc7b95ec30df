// Figures of a sweep: rates over sizes with ceilings and break-evens, and the ratios behind these.
// SPDX-License-Identifier: MIT
#include "report/people/lines.h"
#include "report/plots/figures.h"
#include "report/plots/plot_style.h"
#include "study/break_even.h"

#include <string.h>

enum { CURVES_MOST = 64 };

// One row in one place; index tells rows apart.
struct curve {
    const struct row *row; // of some point
    size_t place, index;
};

static bool is_drawn(const struct curve *curves, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(curves[i].row->name, name) == 0)
            return true;
    return false;
}

static size_t curves_of(const struct study *study, struct curve *curves) {
    size_t count = 0, index = 0;
    for (size_t i = 0; i < study->point_count; i++) {
        const struct results *results = &study->points[i].results;
        for (size_t r = 0; r < results->row_count; r++) {
            const struct row *row = &results->rows[r];
            if (count + STUDY_PLACES > CURVES_MOST || !row_is_timed(row, 0) ||
                is_drawn(curves, count, row->name))
                continue;
            curves[count++] = (struct curve){row, 0, index};
            if (!row->delivered_is_resident)
                curves[count++] = (struct curve){row, 1, index};
            index++;
        }
    }
    return count;
}

bool is_sweep(const struct study *study) {
    struct curve curves[CURVES_MOST];
    return study->kind == STUDY_SWEEP && curves_of(study, curves) > 0;
}

static void write_curve(const struct study *study, const struct curve *curve, size_t number,
                        FILE *script) {
    fprintf(script, "$curve%zu << END\n", number);
    for (size_t i = 0; i < study->point_count; i++) {
        const struct row *row = point_row(&study->points[i], curve->row->name);
        if (!row || !row_is_timed(row, curve->place))
            continue;
        const struct estimate *rate = &row_series(row, curve->place)->numbers_per_s;
        fprintf(script, "%.9g %.9g %.9g %.9g\n", (double)study->points[i].size, rate->value,
                rate->has_interval ? rate->low : rate->value,
                rate->has_interval ? rate->high : rate->value);
    }
    fputs("END\n", script);
}

// ---- ceilings: of the host, and of each device's own memory

static void write_host_ceiling(const struct study *study, FILE *script) {
    fputs("$ceiling << END\nNaN NaN\n", script);
    for (size_t i = 0; i < study->point_count; i++) {
        const struct results *results = &study->points[i].results;
        if (results->ceiling_bytes_per_s.present) {
            fprintf(script, "%.9g %.9g\n", (double)study->points[i].size,
                    results->ceiling_bytes_per_s.value /
                        (double)element_bytes(results->run.spec.type));
        }
    }
    fputs("END\n", script);
}

static void write_device_ceilings(const struct study *study, const struct curve *curves,
                                  size_t count, FILE *script) {
    fputs("$devices << END\nNaN NaN\n", script);
    for (size_t c = 0; c < count; c++) {
        for (size_t i = 0; i < study->point_count; i++) {
            const struct row *row = point_row(&study->points[i], curves[c].row->name);
            if (row && curves[c].place == 0 && row_is_offload(row) &&
                row->ceiling_bytes_per_s.present) {
                fprintf(script, "%.9g %.9g\n", (double)study->points[i].size,
                        row->ceiling_bytes_per_s.value /
                            (double)element_bytes(study->points[i].results.run.spec.type));
            }
        }
        fputc('\n', script); // the line is broken between devices
    }
    fputs("END\n", script);
}

static bool any_device(const struct curve *curves, size_t count) {
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any = any || row_is_offload(curves[i].row);
    return any;
}

// ---- break-evens

// A band over the interval, a line at the size, and its name at the bottom, where rising curves
// leave room; each higher than the last.
static void write_band(const struct break_even *found, size_t number, FILE *script) {
    const double low = found->low > 0 ? found->low : found->smallest;
    struct cell label, name = {""}, size;
    if (found->kind != BREAK_EVEN_AT)
        return;
    text_amount(found->value, &size);
    break_even_title(found, name.text, sizeof name.text);
    plot_label(name.text, &label);
    text_append(&label, ": from %s", size.text);
    fprintf(script,
            "set object rectangle from first %.9g, graph 0 to first %.9g, graph 1 behind "
            "fillcolor '" PLOT_GREY "' fillstyle transparent solid 0.18 noborder\n",
            low, found->high);
    fprintf(script,
            "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead linecolor '" PLOT_GREY
            "' linewidth 1.4 dashtype 4\n",
            found->value, found->value);
    // On the side that has more room.
    const bool left = found->value * found->value > found->smallest * found->largest;
    fprintf(script, "set label '%s' at first %.9g, graph %.3f %s textcolor '#000000'\n", label.text,
            found->value, 0.04 + 0.06 * (double)(number % 8),
            left ? "right offset -0.7,0" : "left offset 0.7,0");
}

static void write_bands(const struct study *study, FILE *script) {
    struct break_evens found;
    struct error error;
    if (break_evens_of(study, &found, &error) != STATUS_OK)
        return; // without memory for the marks the figure is still one
    for (size_t i = 0; i < found.count; i++)
        write_band(&found.items[i], i, script);
    break_evens_free(&found);
}

static void plot_curve(const struct curve *curve, size_t number, FILE *script) {
    struct cell name = {""}, label;
    text_append(&name, "%s", curve->row->name);
    if (!curve->row->delivered_is_resident)
        text_append(&name, ", %s", place_name(curve->place));
    plot_label(name.text, &label);
    fprintf(script, "  $curve%zu using 1:2 with linespoints ", number);
    plot_style(curve->index, curve->place, script);
    fprintf(script, " title '%s', \\\n", label.text);
    fputs("  ", script);
    plot_interval("curve", number, script);
}

static void axes(const struct study *study, const char *y_label, FILE *script) {
    const struct point *first = &study->points[0];
    const struct point *last = &study->points[study->point_count - 1];
    fprintf(script, "set xrange [%.9g:%.9g]\n", (double)first->size / 1.5,
            (double)last->size * 1.5);
    fprintf(script,
            "set logscale xy\nset format x '%%.0s %%c'\nset format y '%%.0s %%c'\n"
            "set xlabel 'numbers in a list'\nset ylabel '%s'\n",
            y_label);
}

void sweep_write(const struct study *study, FILE *script) {
    struct curve curves[CURVES_MOST];
    const size_t count = curves_of(study, curves);
    for (size_t i = 0; i < count; i++)
        write_curve(study, &curves[i], i, script);
    write_host_ceiling(study, script);
    write_device_ceilings(study, curves, count, script);
    axes(study, "numbers per second", script);
    write_bands(study, script);
    fputs("plot \\\n", script);
    for (size_t i = 0; i < count; i++)
        plot_curve(&curves[i], i, script);
    if (any_device(curves, count)) {
        fputs("  $devices using 1:2 with lines linecolor '" PLOT_DEVICE
              "' linewidth 2 dashtype 3 title 'device ceiling', \\\n",
              script);
    }
    fputs("  $ceiling using 1:2 with lines linecolor '" PLOT_GREY
          "' linewidth 2 dashtype 5 title 'host write ceiling'\n",
          script);
}

// ---- ratios

bool has_ratios(const struct study *study) {
    struct break_evens found = {0};
    struct error error;
    bool any = false;
    if (study->kind == STUDY_SWEEP && break_evens_of(study, &found, &error) == STATUS_OK)
        for (size_t i = 0; i < found.count; i++)
            any = any || found.items[i].point_count > 0;
    break_evens_free(&found);
    return any;
}

static void write_ratio_points(const struct break_even *found, size_t number, FILE *script) {
    fprintf(script, "$ratio%zu << END\nNaN NaN NaN NaN\n", number);
    for (size_t i = 0; i < found->point_count; i++) {
        const struct break_even_point *point = &found->points[i];
        fprintf(script, "%.9g %.9g %.9g %.9g\n", (double)point->size, point->ratio.value,
                point->ratio.low, point->ratio.high);
    }
    fputs("END\n", script);
}

static void plot_ratio(const struct break_even *found, size_t index, size_t number, FILE *script) {
    struct cell name, label;
    break_even_title(found, name.text, sizeof name.text);
    plot_label(name.text, &label);
    fprintf(script, "  $ratio%zu using 1:2 with linespoints ", number);
    plot_style(index, found->place, script);
    fprintf(script, " title '%s', \
  ",
            label.text);
    plot_interval("ratio", number, script);
}

void ratios_write(const struct study *study, FILE *script) {
    struct break_evens found;
    struct error error;
    if (break_evens_of(study, &found, &error) != STATUS_OK)
        return;
    for (size_t i = 0; i < found.count; i++)
        write_ratio_points(&found.items[i], i, script);
    axes(study, "times as fast", script);
    // Powers of two: most ratios lie between two powers of ten.
    fputs("set logscale y 2\nset format y '%g'\nset autoscale yfix\n", script);
    write_bands(study, script);
    fputs("plot \\\n", script);
    for (size_t i = 0; i < found.count; i++)
        plot_ratio(&found.items[i], i / STUDY_PLACES, i, script);
    fputs("  1 with lines linecolor '#000000' linewidth 1.4 title 'as fast'\n", script);
    break_evens_free(&found);
}
