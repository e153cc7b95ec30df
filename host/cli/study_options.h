// Options of the commands that measure or read studies: how their values get into struct options,
// and how ranges of sizes and workers are resolved.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_STUDY_OPTIONS_H
#define GPUBENCH_CLI_STUDY_OPTIONS_H

#include "cli/options.h"
#include "study/study.h"

MUST_CHECK enum status parse_sizes(const char *text, struct options *options, struct error *error);
MUST_CHECK enum status parse_between(const char *text, struct options *options,
                                     struct error *error);
MUST_CHECK enum status parse_worker_list(const char *text, struct options *options,
                                         struct error *error);
MUST_CHECK enum status parse_rank_list(const char *text, struct options *options,
                                       struct error *error);

// A list of rising numbers: "1K..1G" with this many steps a decade, both ends among them, or
// "1K,10K". Its sentences carry on from the option and its value.
struct numbers {
    size_t count;
    uint64_t values[STUDY_POINTS];
};
MUST_CHECK enum status numbers_in_decades(const char *text, uint64_t steps, uint64_t most,
                                          struct numbers *numbers, struct error *error);

// "1..8" (each number), "1,2,4", or "auto": 1 to the usual most.
MUST_CHECK enum status numbers_of_workers(const char *text, uint64_t usual_most,
                                          struct numbers *numbers, struct error *error);

#endif
