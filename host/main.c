// gpubench: parse, do, and say in one sentence and one exit code how it ended. Only here are errors
// printed.
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/standard_output.h"

#include <locale.h>
#include <stdio.h>

static enum status perform(const struct options *options, struct error *error) {
    struct error unwritten;
    const enum status status = command_perform(options, error);
    if (standard_output_finish(&unwritten) == STATUS_OK || status == STATUS_OUTPUT)
        return status;
    *error = unwritten; // outranks the rest: see exit_codes.h
    return unwritten.status;
}

int main(int argc, char **argv) {
    struct error error = {0};
    struct options options;
    setlocale(LC_CTYPE, ""); // which signs the terminal has; numbers stay as in "C"
    interrupt_catch();
    enum status status = options_parse(argc, argv, &options, &error);
    if (status == STATUS_OK)
        status = perform(&options, &error);
    if (status != STATUS_OK)
        fprintf(stderr, "gpubench: %s\n", error.message);
    options_free(&options);
    return exit_code_of(status);
}
