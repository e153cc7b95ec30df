// What run and verify share: from a plan's results to reports and the status of the whole.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_REPORT_FILES_H
#define GPUBENCH_CLI_REPORT_FILES_H

#include "cli/options.h"
#include "measure/results.h"
#include "status.h"
#include "study/study.h"

// Before anything is measured: each --output has a known extension and can be written.
MUST_CHECK enum status report_files_check(const struct options *options, struct error *error);

// The table to standard output, and every --output; one that fails doesn't keep back the others.
// The status is the first failure's.
MUST_CHECK enum status report_everywhere(const struct options *options,
                                         const struct results *results, struct error *error);

// The worst that the rows say (see exit_codes.h), with a sentence that names them.
MUST_CHECK enum status results_status(const struct results *results, struct error *error);

// The same two of a study: a row that is unavailable counts only where no point has it.
MUST_CHECK enum status study_everywhere(const struct options *options, const struct study *study,
                                        struct error *error);
MUST_CHECK enum status study_status(const struct study *study, struct error *error);

#endif
