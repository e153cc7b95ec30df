// Reading reports back: the JSON files that gpubench writes, of this schema version. Whatever is
// broken, cut short, out of range or contradicts itself is refused with a sentence that says where.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_READ_H
#define GPUBENCH_STUDY_READ_H

#include "status.h"
#include "study/study.h"

// The version of the JSON schema in schema/; raised whenever a key changes its meaning.
enum { REPORT_SCHEMA_VERSION = 1 };

enum {
    READ_BYTES_MOST = 512 << 20, // a sweep with every sample has some MB
    READ_DEPTH_MOST = 32,        // a report has 10 levels
};

// A run's report is a study of one point. Rates of rows are computed anew from their samples.
// STATUS_USAGE: it is no such file. On failure *study is zeroed.
MUST_CHECK enum status study_read(const char *file, struct study *study, struct error *error);

// The same from memory; file is its name.
MUST_CHECK enum status study_parse(const char *text, size_t length, const char *file,
                                   struct study *study, struct error *error);

// Only whether brackets in the text open at most this deep.
bool json_depth_fits(const char *text, size_t length, size_t most);

#endif
