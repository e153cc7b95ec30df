// The formats in which `gpubench emit` writes values.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_EMIT_FORMAT_H
#define GPUBENCH_CLI_EMIT_FORMAT_H

#include "streams/stream.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct emit_format {
    const char *name;
    bool text; // fit for a terminal
    // What stands before count values; NULL: nothing. Errors show in ferror(stream), here and
    // below.
    bool (*takes)(enum element_type type); // NULL: any type
    void (*begin)(enum element_type type, uint64_t count, FILE *stream);
    void (*write)(enum element_type type, const void *values, size_t count, FILE *stream);
};

enum { EMIT_AUTO, EMIT_RAW };
extern const struct emit_format emit_formats[]; // ends with a NULL name

// The one that was asked for, by its index; EMIT_AUTO: by the extension of the file, else raw.
const struct emit_format *emit_format_of(unsigned index, const char *file);

#endif
