// Styles of lines: colours of middle lightness, which stand out on white and on black.
// SPDX-License-Identifier: MIT
#include "report/plots/plot_style.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

void plot_style(size_t index, size_t place, FILE *script) {
    static const char *const colours[] = {"#3a7ca5", "#c8622d", "#2e9a6f", "#a64d9c",
                                          "#b08400", "#5b6ee1", "#b33a4b", "#6d7f2a"};
    static const int full[] = {7, 5, 9, 13, 11, 15, 7, 5}; // disc, square, triangles, diamond, …
    static const int hollow[] = {6, 4, 8, 12, 10, 14, 6, 4};
    fprintf(script, "linecolor '%s' pointtype %d dashtype %d linewidth 1.6 pointsize 0.8",
            colours[index % COUNT(colours)],
            place == 0 ? full[index % COUNT(full)] : hollow[index % COUNT(hollow)],
            place == 0 ? 1 : 2);
}

void plot_interval(const char *name, size_t number, FILE *script) {
    fprintf(script,
            "$%s%zu using 1:3:(0):($4-$3) with vectors heads size graph 0.008,90 linecolor "
            "'#000000' linewidth 1 notitle, \\\n",
            name, number);
}

void plot_label(const char *text, struct cell *label) {
    enum { MOST = 32 }; // more leaves no room for the data
    size_t length = 0;
    for (; *text && length < MOST; text++) {
        const unsigned char byte = (unsigned char)*text;
        const bool harmless = byte >= 0x20 && byte < 0x7F && !strchr("\"\\`'@$", byte);
        label->text[length++] = (char)(harmless ? byte : '_');
    }
    label->text[length] = '\0';
    if (*text)
        text_append(label, "...");
}
