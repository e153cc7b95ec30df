// Drawing progress.
// SPDX-License-Identifier: MIT
#include "cli/progress_line.h"
#include "platform/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Drawn at most this often: a terminal that redraws more often takes time from what is measured.
static const uint64_t interval_ns = 100000000;

// Plain ASCII, so that it can be cut at any column of any terminal.
void progress_line_text(const struct progress *progress, struct cell *cell) {
    *cell = (struct cell){0};
    text_append(cell, "%s %s", progress->activity, progress->row);
    if (progress->round > 0)
        text_append(cell, ", round %u", progress->round);
    if (progress->estimate_ns > 0) {
        struct cell time;
        text_time(progress->estimate_ns, &symbols_ascii, &time);
        text_append(cell, ", %s a run", time.text);
    }
    if (progress->relative_width > 0)
        text_append(cell, ", +-%.2g %%", 100 * progress->relative_width);
    if (progress->left_s > 0)
        text_append(cell, ", %.0f s left at most", ceil(progress->left_s));
}

static int columns(FILE *terminal) {
    struct winsize size;
    return ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void draw(const struct observer *observer, const struct progress *progress) {
    const struct progress_line *line = (const struct progress_line *)observer;
    const uint64_t now = clock_now_ns();
    if (line->state->drawn_ns > 0 && now - line->state->drawn_ns < interval_ns)
        return;
    line->state->drawn_ns = now;
    struct cell cell;
    progress_line_text(progress, &cell);
    // One column stays free: in the last one some terminals begin a new line.
    fprintf(line->state->terminal, "\r%.*s\033[K", columns(line->state->terminal) - 1, cell.text);
    fflush(line->state->terminal);
}

struct progress_line progress_line_start(struct progress_state *state) {
    *state = (struct progress_state){.terminal = stderr};
    const char *kind = getenv("TERM"); // "dumb", or none: one that can't wipe a line
    const bool seen = isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0;
    return (struct progress_line){.observer = {.progress = seen ? draw : NULL}, .state = state};
}

void progress_line_clear(struct progress_state *state) {
    if (state->drawn_ns > 0)
        fputs("\r\033[K", state->terminal);
    state->drawn_ns = 0;
}
