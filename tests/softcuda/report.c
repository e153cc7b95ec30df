// What a process holds and did wrong, in the file FILE.PID that SOFTCUDA_REPORT names.
// SPDX-License-Identifier: MIT
#include "device.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char findings[4096]; // a line each
static size_t findings_used;

void write_report(void) {
    if (settings()->report == NULL)
        return;
    char path[4096];
    snprintf(path, sizeof path, "%s.%ld", settings()->report, (long)getpid());
    size_t held = 0;
    for (int kind = 0; kind < OBJECT_FUNCTION; kind++)
        held += objects_live((enum object_kind)kind);
    if (held == 0 && findings_used == 0) {
        unlink(path);
        return;
    }
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return;
    for (int kind = 0; kind < OBJECT_FUNCTION; kind++) {
        const size_t count = objects_live((enum object_kind)kind);
        if (count > 0)
            fprintf(file, "held: %zu %s\n", count, object_text((enum object_kind)kind));
    }
    fputs(findings, file);
    fclose(file);
}

void finding(const char *format, ...) {
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    fprintf(stderr, "softcuda: %s\n", sentence);
    const size_t room = sizeof findings - findings_used;
    if (strlen(sentence) + 12 < room) {
        findings_used +=
            (size_t)snprintf(findings + findings_used, room, "finding: %s\n", sentence);
    }
    write_report();
}
