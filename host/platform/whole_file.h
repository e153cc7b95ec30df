// A file that is written whole or not at all: into one without a name in the same folder (into a
// temporary one, where the file system has no such files), flushed to disk and renamed. Where a
// name can't be replaced (a file that was mounted by itself, a folder that takes no new ones) the
// file is written in place once all of it is there. A path that exists and is no regular file
// (/dev/stdout, a pipe) is written directly.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_WHOLE_FILE_H
#define GPUBENCH_PLATFORM_WHOLE_FILE_H

#include "status.h"

#include <stdbool.h>
#include <stdio.h>

struct whole_file {
    FILE *stream;    // what the caller writes to; errors show in ferror
    char *path;      // the file that is meant, symbolic links followed; owned
    char *temporary; // the name of what is written until whole_file_keep; NULL: none; owned
    bool direct;     // what is written goes to path at once
};

// Whether the file could be written now, so that hours of work aren't lost on a missing folder.
// Creates nothing. STATUS_OUTPUT says what is in the way.
MUST_CHECK enum status whole_file_check(const char *path, struct error *error);

// On failure nothing is left behind, and *file is zeroed.
MUST_CHECK enum status whole_file_open(const char *path, struct whole_file *file,
                                       struct error *error);

// Flushes, renames and frees. STATUS_OUTPUT where anything written did not arrive; then what was
// temporary is removed and, unless it was written in place, what path named before is untouched.
// Where it was, *error has a remark.
MUST_CHECK enum status whole_file_keep(struct whole_file *file, struct error *error);

// Removes what was written and frees; takes a zeroed file, can't fail.
void whole_file_discard(struct whole_file *file);

// A text that has nowhere else to go: into a new file of the temporary folder (of /tmp, if
// that takes none), whose name goes into `kept`. False: not even there.
MUST_CHECK bool whole_file_rescue(const char *text, size_t length, const char *extension,
                                  char *kept, size_t size);

// The folder for what is only needed for a while: TMPDIR, where it says one, else /tmp.
const char *temporary_folder(void);

#endif
