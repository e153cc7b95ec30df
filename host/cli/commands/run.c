// gpubench run: plan, measure, report.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/make_plan.h"
#include "cli/progress_line.h"
#include "cli/report_files.h"
#include "measure/measure.h"

typedef enum status measure_function(const struct plan *plan, const struct observer *observer,
                                     struct results *results, struct error *error);

// A failure of the harness itself comes first, then one of writing, then what the rows say.
static enum status report(const struct options *options, const struct results *results,
                          enum status measured, struct error *error) {
    if (results->row_count == 0) // refused before there was anything to report
        return measured;
    struct error written = {0};
    const enum status status = report_everywhere(options, results, &written);
    if (measured != STATUS_OK)
        return measured;
    *error = written;
    TRY(status);
    return results_status(results, error);
}

static enum status measure_and_report(const struct options *options, measure_function *measure,
                                      struct error *error) {
    struct plan plan;
    TRY(report_files_check(options, error));
    TRY(make_plan(options, &plan, error));
    struct progress_state state;
    const struct progress_line line = progress_line_start(&state);
    struct results results = {0};
    const enum status measured = measure(&plan, &line.observer, &results, error);
    progress_line_clear(&state);
    const enum status status = report(options, &results, measured, error);
    results_free(&results);
    return status;
}

enum status command_run(const struct options *options, struct error *error) {
    return measure_and_report(options, measure_run, error);
}

enum status command_verify(const struct options *options, struct error *error) {
    return measure_and_report(options, measure_verify, error);
}
