// Drawing progress.
// SPDX-License-Identifier: MIT
#include "cli/progress_line.h"
#include "platform/clock.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Drawn at most this often: a terminal that redraws more often takes time from what is measured.
static const uint64_t interval_ns = 100000000;

static void append(char *text, size_t size, const char *format, double value) {
    const size_t length = strlen(text);
    snprintf(text + length, size - length, format, value);
}

// A time with the unit that leaves one to three digits before the point.
static void append_time(char *text, size_t size, double ns) {
    static const char *const formats[] = {", %.3g ns", ", %.3g µs", ", %.3g ms", ", %.3g s"};
    size_t unit = 0;
    for (; unit < 3 && ns >= 999.5; unit++)
        ns /= 1000;
    append(text, size, formats[unit], ns);
}

void progress_line_text(const struct progress *progress, char *text, size_t size) {
    snprintf(text, size, "%s %s", progress->activity, progress->row);
    if (progress->round > 0)
        append(text, size, ", round %.0f", progress->round);
    if (progress->estimate_ns > 0)
        append_time(text, size, progress->estimate_ns);
    if (progress->relative_width > 0)
        append(text, size, ", widest interval ±%.2g %%", 100 * progress->relative_width);
    if (progress->left_s > 0)
        append(text, size, ", at most %.0f s left", ceil(progress->left_s));
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
    char text[256];
    progress_line_text(progress, text, sizeof text);
    // One column stays free: in the last one some terminals begin a new line.
    fprintf(line->state->terminal, "\r%.*s\033[K", columns(line->state->terminal) - 1, text);
    fflush(line->state->terminal);
}

struct progress_line progress_line_start(struct progress_state *state) {
    *state = (struct progress_state){.terminal = stderr};
    const bool seen = isatty(STDERR_FILENO);
    return (struct progress_line){.observer = {.progress = seen ? draw : NULL}, .state = state};
}

void progress_line_clear(struct progress_state *state) {
    if (state->drawn_ns > 0)
        fputs("\r\033[K", state->terminal);
    state->drawn_ns = 0;
}
