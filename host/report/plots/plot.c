// Scripts for gnuplot, and running it.
// SPDX-License-Identifier: MIT
#include "report/plots/plot.h"

#include "platform/program.h"

#include <stdlib.h>
#include <string.h>

// A drawing is read on white paper or in a page; a page gives its own ground and ink.
static const char *const terminals[] = {
    [PLOT_SVG] =
        "svg size %u,%u font 'sans-serif,14' linewidth 1.2 background '#ffffff' noenhanced",
    [PLOT_PNG] = "pngcairo size %u,%u font 'sans-serif,10' background '#ffffff' noenhanced",
};
static const char in_page[] = "svg size %u,%u font 'sans-serif,14' linewidth 1.2 noenhanced";

static void begin(const char *terminal, unsigned height, FILE *script) {
    fputs("# Made by gpubench. Run it with: gnuplot -d FILE > PICTURE\n"
          "reset session\nset encoding utf8\nset terminal ",
          script);
    // One of the two formats above.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    fprintf(script, terminal, (unsigned)PLOT_WIDTH, height);
#pragma GCC diagnostic pop
    fputs("\nset output\n", script);
}

// What all figures share: a light frame, marks outwards, and a key that covers no data.
static void begin_figure(const struct figure *figure, FILE *script) {
    fprintf(script,
            "\n# %s\nreset\n"
            "set border 3 linecolor '#808080'\nset tics out nomirror textcolor '#000000'\n"
            "set grid linecolor '#808080' linewidth 0.3 dashtype 3\n"
            "set key outside top center horizontal samplen 3\n",
            figure->caption);
}

static unsigned height_of_all(const struct study *study) {
    unsigned height = 0;
    for (const struct figure *figure = figures; figure->name; figure++)
        height += figure->is_of(study) ? figure->height(study) : 0;
    return height;
}

// Each figure has its share of the picture's height, from the top.
static void write_figures(const struct study *study, unsigned all, FILE *script) {
    unsigned below = all;
    fputs("set multiplot\n", script);
    for (const struct figure *figure = figures; figure->name; figure++) {
        if (!figure->is_of(study))
            continue;
        const unsigned height = figure->height(study);
        below -= height;
        begin_figure(figure, script);
        fprintf(script, "set size 1,%.6f\nset origin 0,%.6f\n", (double)height / all,
                (double)below / all);
        figure->write(study, script);
    }
    fputs("unset multiplot\n", script);
}

void plot_script(const struct study *study, enum plot_terminal terminal, FILE *script) {
    const unsigned height = height_of_all(study);
    begin(terminals[terminal], height > 0 ? height : 100, script);
    if (height > 0) {
        write_figures(study, height, script);
    } else {
        fputs("unset border\nunset tics\nunset key\nset label 'Nothing was timed.' at screen 0.5, "
              "screen 0.5 center\nplot [0:1] [0:1] NaN\n",
              script);
    }
}

void plot_figure_script(const struct study *study, const struct figure *figure, FILE *script) {
    begin(in_page, figure->height(study), script);
    begin_figure(figure, script);
    figure->write(study, script);
}

// ---- running gnuplot

enum status plot_ready(struct error *error) {
    if (program_exists("gnuplot"))
        return STATUS_OK;
    return fail(error, STATUS_UNAVAILABLE,
                "Plots need gnuplot, which was not found on PATH: install it (Debian: apt-get "
                "install gnuplot-nox), or choose another kind of file.");
}

// Whether a drawing or pixels end as they should.
static bool is_whole(const struct text *picture) {
    static const char *const ends[] = {"</svg>", "IEND\xae\x42\x60\x82"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const size_t length = strlen(ends[i]);
        size_t all = picture->length;
        while (all > 0 && picture->bytes[all - 1] == '\n')
            all--;
        if (all >= length && memcmp(picture->bytes + all - length, ends[i], length) == 0)
            return true;
    }
    return false;
}

// -d: no settings of the user's.
static enum status gnuplot(struct text *script, struct text *picture, struct error *error) {
    static const char *const arguments[] = {"gnuplot", "-d", NULL};
    const enum status status = filter_run(arguments, *script, picture, error);
    free(script->bytes);
    TRY(status);
    if (is_whole(picture))
        return STATUS_OK;
    free(picture->bytes);
    *picture = (struct text){0};
    return fail(error, STATUS_SYSTEM, "gnuplot ended well, but what it drew is no whole picture.");
}

static enum status finish(FILE *stream, struct text *script, struct text *picture,
                          struct error *error) {
    if (fclose(stream) != 0) {
        free(script->bytes);
        return fail(error, STATUS_MEMORY, "No memory left for the plots.");
    }
    return gnuplot(script, picture, error);
}

enum status plot_all(const struct study *study, enum plot_terminal terminal, struct text *picture,
                     struct error *error) {
    struct text script = {0};
    FILE *stream = open_memstream(&script.bytes, &script.length);
    *picture = (struct text){0};
    if (!stream)
        return fail(error, STATUS_MEMORY, "No memory left for the plots.");
    plot_script(study, terminal, stream);
    return finish(stream, &script, picture, error);
}

enum status plot_figure(const struct study *study, const struct figure *figure,
                        struct text *picture, struct error *error) {
    struct text script = {0};
    FILE *stream = open_memstream(&script.bytes, &script.length);
    *picture = (struct text){0};
    if (!stream)
        return fail(error, STATUS_MEMORY, "No memory left for the plots.");
    plot_figure_script(study, figure, stream);
    return finish(stream, &script, picture, error);
}
