// Plots by gnuplot: figures of a study, each as data and commands in one script.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_PLOT_H
#define GPUBENCH_REPORT_PLOT_H

#include "platform/filter.h"
#include "report/people/text.h"
#include "status.h"
#include "study/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// One figure. Its commands leave the terminal alone, and begin from gnuplot's defaults.
struct figure {
    const char *name;    // of its data: a word
    const char *caption; // one sentence: what is seen, and how to read it
    // Whether the study has something to show.
    bool (*is_of)(const struct study *study);
    unsigned (*height)(const struct study *study); // pixels, of PLOT_WIDTH
    void (*write)(const struct study *study, FILE *script);
};

enum { PLOT_WIDTH = 680 };

// In the order of the page; ends with a NULL name.
extern const struct figure figures[];

// How a script ends up: as a picture of this terminal with every figure below the last.
enum plot_terminal { PLOT_SVG, PLOT_PNG };

// The script of all figures for a terminal; it prints the picture on standard output.
void plot_script(const struct study *study, enum plot_terminal terminal, FILE *script);

// The script of one figure, for a page that gives it ground and ink.
void plot_figure_script(const struct study *study, const struct figure *figure, FILE *script);

// Whether gnuplot is here; STATUS_UNAVAILABLE says how to mend it.
MUST_CHECK enum status plot_ready(struct error *error);

// What gnuplot makes of a script that `write` writes.
MUST_CHECK enum status plot_all(const struct study *study, enum plot_terminal terminal,
                                struct text *picture, struct error *error);
MUST_CHECK enum status plot_figure(const struct study *study, const struct figure *figure,
                                   struct text *picture, struct error *error);

#endif
