// From the options to what they ask for.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/help.h"
#include "cli/standard_output.h"
#include "platform/facts.h"

#include <stdio.h>

static enum status (*const runs[COMMAND_COUNT])(const struct options *, struct error *) = {
    [COMMAND_RUN] = command_run,       [COMMAND_SWEEP] = command_sweep,
    [COMMAND_SCALE] = command_scale,   [COMMAND_COMPARE] = command_compare,
    [COMMAND_REPORT] = command_report, [COMMAND_SELFTEST] = command_selftest,
    [COMMAND_LIST] = command_list,     [COMMAND_VERIFY] = command_verify,
    [COMMAND_EMIT] = command_emit,     [COMMAND_MANUAL] = command_manual,
};

enum status command_perform(const struct options *options, struct error *error) {
    if (options->version) {
        printf("gpubench%s %s (%s, sources %s)\n", options_over_ranks ? "-mpi" : "",
               build_version(), build_revision(), build_sources());
        return STATUS_OK;
    }
    if (options->help) {
        help_print(options, stdout);
        return STATUS_OK;
    }
    return runs[options->command](options, error);
}

enum status command_finish(const struct options *options, struct error *error) {
    struct error unwritten;
    const enum status status = command_perform(options, error);
    if (standard_output_finish(&unwritten) == STATUS_OK || status == STATUS_OUTPUT)
        return status;
    *error = unwritten; // outranks the rest: see exit_codes.h
    return unwritten.status;
}
