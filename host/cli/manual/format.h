// The forms in which `gpubench manual` prints what the tables of commands and options say.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_MANUAL_FORMAT_H
#define GPUBENCH_CLI_MANUAL_FORMAT_H

#include <stddef.h>
#include <stdio.h>

enum manual_format { MANUAL_ROFF, MANUAL_BASH, MANUAL_ZSH, MANUAL_FISH, MANUAL_FORMATS };

// The name of a format; NULL past the last.
const char *manual_format_name(size_t format);

// I/O errors show in ferror(stream).
void manual_write_page(FILE *stream);
void manual_write_bash(FILE *stream);
void manual_write_zsh(FILE *stream);
void manual_write_fish(FILE *stream);

#endif
