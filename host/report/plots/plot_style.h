// What lines, marks and labels look like, so that rows are told apart without colour: each has a
// mark of its own, and a row's two places have lines of two kinds. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_PLOT_STYLE_H
#define GPUBENCH_REPORT_PLOT_STYLE_H

#include "report/people/text.h"

#include <stddef.h>
#include <stdio.h>

// Prints line, mark and colour of row `index` as options of gnuplot's plot command; delivered: the
// lists end in host memory.
void plot_style(size_t index, size_t place, FILE *script);

// Prints the intervals of data "$NAMENUMBER", whose columns 3 and 4 are their ends, as a part of
// gnuplot's plot command. They are arrows with flat heads: error bars would blot out the marks.
void plot_interval(const char *name, size_t number, FILE *script);

// A label without anything that gnuplot could take for a command, an escape or
// the end of a string; cut at 32 bytes.
void plot_label(const char *text, struct cell *label);

// The colours of bars: of rows on the host, and of rows on a device.
#define PLOT_HOST   "#3a7ca5"
#define PLOT_DEVICE "#c8622d"
#define PLOT_GREY   "#808080"

#endif
