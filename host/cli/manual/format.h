// The forms in which `gpubench manual` prints what the tables of commands and options say.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_MANUAL_FORMAT_H
#define GPUBENCH_CLI_MANUAL_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

struct manual_format {
    const char *name;
    bool is_of_shell; // and says gpubench wherever gpubench-mpi would say that
    // I/O errors show in ferror(stream).
    void (*write)(FILE *stream);
};

extern const struct manual_format manual_formats[]; // ends with a NULL name

void manual_write_page(FILE *stream);
void manual_write_bash(FILE *stream);
void manual_write_zsh(FILE *stream);
void manual_write_fish(FILE *stream);

#endif
