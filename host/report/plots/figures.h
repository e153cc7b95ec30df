// The functions behind the table of figures.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_FIGURES_H
#define GPUBENCH_REPORT_FIGURES_H

#include "report/plots/plot.h"

// figures.c: one run
bool is_timed_run(const struct study *study);
unsigned bars_height(const struct study *study);
void bars_write(const struct study *study, FILE *script);
void samples_write(const struct study *study, FILE *script);

// figures_sweep.c
unsigned curves_height(const struct study *study);
bool is_sweep(const struct study *study);
void sweep_write(const struct study *study, FILE *script);
bool has_ratios(const struct study *study);
void ratios_write(const struct study *study, FILE *script);

// figures_scale.c
bool has_strong(const struct study *study);
bool has_weak(const struct study *study);
void strong_write(const struct study *study, FILE *script);
void weak_write(const struct study *study, FILE *script);

#endif
