// A reporter turns results into text. One small struct each, in an ordered table.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_REPORTER_H
#define GPUBENCH_REPORT_REPORTER_H

#include "measure/results.h"
#include "status.h"
#include "study/study.h"

#include <stddef.h>
#include <stdio.h>

struct reporter {
    const char *name;      // "table", "json", "csv", "markdown", "html", "svg", …
    const char *extension; // of --output FILE: "txt", "json", "csv", "md", "html", …
    const char *summary;   // one line for help
    // Whether it can be made here; NULL: always. STATUS_UNAVAILABLE says how to mend it.
    MUST_CHECK enum status (*ready)(struct error *error);
    // Writes the whole report: of a run, its one point's; a sweep or a scale may have no point that
    // was measured yet. I/O errors show in ferror(stream), which the caller checks.
    MUST_CHECK enum status (*write)(const struct study *study, FILE *stream, struct error *error);
};

// NULL-terminated; the first is the default for standard output.
extern const struct reporter *const reporters[];

// By the extension of a file's name; STATUS_USAGE names the known ones.
MUST_CHECK enum status reporter_for_file(const char *file, const struct reporter **reporter,
                                         struct error *error);

// Writes the report to a file whole or not at all: into a temporary file beside it, flushed to disk
// and renamed. A path that exists and is no regular file (/dev/stdout, a pipe) is written directly.
MUST_CHECK enum status study_to_file(const struct study *study, const char *file,
                                     struct error *error);

// The same after the work: a report that can't go where it should is kept in a new file in the
// temporary folder, which the error names.
MUST_CHECK enum status study_kept(const struct study *study, const char *file, struct error *error);

#endif
