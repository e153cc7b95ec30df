// One line on the terminal, drawn again and again: what is being measured, and how far it is.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_PROGRESS_LINE_H
#define GPUBENCH_CLI_PROGRESS_LINE_H

#include "measure/observer.h"
#include "report/people/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress_state {
    FILE *terminal;
    uint64_t drawn_ns; // when it was drawn last; 0: it isn't there
};

// The observer first: measure/ is handed the observer, and the line finds itself around it.
struct progress_line {
    struct observer observer;
    struct progress_state *state; // an observer is constant; what changes stands beside it
};

// Draws on standard error, if that is a terminal; otherwise the observer observes nothing.
struct progress_line progress_line_start(struct progress_state *state);

// Wipes it away.
void progress_line_clear(struct progress_state *state);

// What the line says.
void progress_line_text(const struct progress *progress, struct cell *cell);

#endif
