// The reports that are pictures, and the script that draws them.
// SPDX-License-Identifier: MIT
#include "report/plots/plot.h"
#include "report/reporter.h"

#include <stdlib.h>

static enum status write_picture(const struct study *study, enum plot_terminal terminal,
                                 FILE *stream, struct error *error) {
    struct text picture;
    TRY(plot_ready(error));
    TRY(plot_all(study, terminal, &picture, error));
    fwrite(picture.bytes, 1, picture.length, stream);
    free(picture.bytes);
    return STATUS_OK;
}

static enum status svg_write(const struct study *study, FILE *stream, struct error *error) {
    return write_picture(study, PLOT_SVG, stream, error);
}

static enum status png_write(const struct study *study, FILE *stream, struct error *error) {
    return write_picture(study, PLOT_PNG, stream, error);
}

static enum status gnuplot_write(const struct study *study, FILE *stream, struct error *error) {
    (void)error; // nothing here can fail: the stream keeps its own errors
    plot_script(study, PLOT_SVG, stream);
    return STATUS_OK;
}

const struct reporter reporter_svg = {
    .name = "svg",
    .extension = "svg",
    .summary = "the plots alone, as a drawing; gnuplot makes it",
    .ready = plot_ready,
    .write = svg_write,
};

const struct reporter reporter_png = {
    .name = "png",
    .extension = "png",
    .summary = "the plots alone, as pixels; gnuplot makes them",
    .ready = plot_ready,
    .write = png_write,
};

const struct reporter reporter_gnuplot = {
    .name = "gnuplot",
    .extension = "gp",
    .summary = "data and script of the plots: gnuplot -d report.gp > report.svg",
    .write = gnuplot_write,
};
