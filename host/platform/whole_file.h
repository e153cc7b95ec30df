// A file that is written whole or not at all: into a temporary one beside it, flushed to disk and
// renamed. A path that exists and is no regular file (/dev/stdout, a pipe) is written directly.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_WHOLE_FILE_H
#define GPUBENCH_PLATFORM_WHOLE_FILE_H

#include "status.h"

#include <stdio.h>

struct whole_file {
    FILE *stream;    // what the caller writes to; errors show in ferror
    char *path;      // the file that is meant, symbolic links followed; owned
    char *temporary; // what is written until whole_file_keep; NULL: path itself; owned
};

// Whether the file could be written now, so that hours of work aren't lost on a missing folder.
// Creates nothing. STATUS_OUTPUT says what is in the way.
MUST_CHECK enum status whole_file_check(const char *path, struct error *error);

// On failure nothing is left behind, and *file is zeroed.
MUST_CHECK enum status whole_file_open(const char *path, struct whole_file *file,
                                       struct error *error);

// Flushes, renames and frees. STATUS_OUTPUT where anything written did not arrive; then the
// temporary file is removed and what path named before is untouched.
MUST_CHECK enum status whole_file_keep(struct whole_file *file, struct error *error);

// Removes what was written and frees; takes a zeroed file, can't fail.
void whole_file_discard(struct whole_file *file);

#endif
