// Figures of a scale: speed-up and efficiency over workers, against the ideal.
// SPDX-License-Identifier: MIT
#include "report/people/ranks.h"
#include "report/plots/figures.h"
#include "report/plots/plot_style.h"
#include "study/scaling.h"

static bool has(const struct study *study, enum scaling scaling) {
    struct scaling_laws laws = {0};
    struct error error;
    bool any = false;
    if (study->kind == STUDY_SCALE && scaling_laws_of(study, &laws, &error) == STATUS_OK)
        for (size_t i = 0; i < laws.count; i++)
            any = any || laws.items[i].scaling == scaling;
    scaling_laws_free(&laws);
    return any;
}

bool has_strong(const struct study *study) {
    return has(study, SCALING_STRONG);
}

bool has_weak(const struct study *study) {
    return has(study, SCALING_WEAK);
}

static void write_value(const struct scaled *point, const struct estimate *value, FILE *script) {
    fprintf(script, "%u %.9g %.9g %.9g\n", point->workers, value->value,
            value->has_interval ? value->low : value->value,
            value->has_interval ? value->high : value->value);
}

// The ideal reaches as far as the workers do.
static void write_data(const struct scaling_laws *laws, enum scaling scaling, FILE *script) {
    unsigned base = 1, most = 1;
    for (size_t i = 0; i < laws->count; i++) {
        const struct scaling_law *law = &laws->items[i];
        fprintf(script, "$law%zu << END\n", i);
        for (size_t p = 0; p < law->count; p++) {
            const struct scaled *point = &law->points[p];
            write_value(point, scaling == SCALING_STRONG ? &point->speedup : &point->efficiency,
                        script);
            most = point->workers > most ? point->workers : most;
        }
        fputs("END\n", script);
        base = law->points[0].workers;
    }
    const double end = scaling == SCALING_STRONG ? (double)most / base : 1;
    fprintf(script, "$ideal << END\n%u 1\n%u %.9g\nEND\n", base, most, end);
    fprintf(script, "set xrange [%.2f:%.2f]\nset xtics %u\n", base - 0.3, most + 0.3,
            1 + most / 16);
}

// Where the ceiling of memory is met, if it is.
static void write_ceiling(const struct scaling_law *law, size_t number, FILE *script) {
    struct cell name = {""}, label;
    if (law->ceiling_workers == 0)
        return;
    text_append(&name, "%s: memory is the limit", law->row);
    plot_label(name.text, &label);
    fprintf(script,
            "set arrow from first %u, graph 0 to first %u, graph 1 nohead linecolor '" PLOT_GREY
            "' linewidth 1.4 dashtype 4\n",
            law->ceiling_workers, law->ceiling_workers);
    // On the side that has more room.
    const bool left =
        2 * law->ceiling_workers > law->points[0].workers + law->points[law->count - 1].workers;
    fprintf(script, "set label '%s' at first %u, graph %.3f %s textcolor '#000000'\n", label.text,
            law->ceiling_workers, 0.06 + 0.06 * (double)(number % 8),
            left ? "right offset -0.7,0" : "left offset 0.7,0");
}

static void plot_law(const struct scaling_law *law, size_t number, FILE *script) {
    struct cell label;
    plot_label(law->row, &label);
    fprintf(script, "  $law%zu using 1:2 with linespoints ", number);
    plot_style(number / 2, 0, script);
    fprintf(script, " title '%s', \
  ",
            label.text);
    plot_interval("law", number, script);
}

static void write(const struct study *study, enum scaling scaling, const char *y_label,
                  FILE *script) {
    struct scaling_laws laws;
    struct error error;
    if (scaling_laws_of(study, &laws, &error) != STATUS_OK)
        return;
    write_data(&laws, scaling, script);
    fprintf(script,
            "set yrange [0:*]\nset offsets 0, 0, graph 0.05, 0\nset xlabel '%s'\nset ylabel "
            "'%s'\n",
            size_heading(study), y_label);
    for (size_t i = 0; i < laws.count; i++)
        if (laws.items[i].scaling == scaling)
            write_ceiling(&laws.items[i], i, script);
    fputs("plot \\\n", script);
    for (size_t i = 0; i < laws.count; i++)
        if (laws.items[i].scaling == scaling)
            plot_law(&laws.items[i], i, script);
    fputs("  $ideal using 1:2 with lines linecolor '#000000' dashtype 3 linewidth 1.4 title "
          "'ideal'\n",
          script);
    scaling_laws_free(&laws);
}

void strong_write(const struct study *study, FILE *script) {
    write(study, SCALING_STRONG, "speed-up", script);
}

void weak_write(const struct study *study, FILE *script) {
    write(study, SCALING_WEAK, "efficiency", script);
}
