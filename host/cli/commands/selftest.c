// gpubench selftest: every backend against itself.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/make_plan.h"
#include "cli/progress_line.h"
#include "cli/standard_output.h"
#include "report/people/selftest_content.h"

enum status command_selftest(const struct options *options, struct error *error) {
    static struct selftest found; // 20 kB
    struct plan plan;
    enum status status = make_plan(options, &plan, error);
    if (status != STATUS_OK)
        return status;
    struct progress_state state;
    const struct progress_line line = progress_line_start(&state);
    status = selftest_conduct(&plan, &line.observer, (unsigned)options->trials, options->effect,
                              &found, error);
    progress_line_clear(&state);
    if (status != STATUS_OK)
        return status;
    const struct page page = page_terminal(stdout);
    TRY(selftest_write(&found, &page, error));
    TRY(standard_output_finish(error));
    return found.interrupted
               ? fail(error, STATUS_INTERRUPTED, "interrupted; the trials until then are reported")
               : STATUS_OK;
}
