// gpubench: parse, do, and say in one sentence and one exit code how it ended. Only here are errors
// printed.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/exit_codes.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "platform/inherited.h"

#include <locale.h>
#include <stdio.h>

static enum status parse_and_perform(int argc, char **argv, struct options *options,
                                     struct error *error) {
    TRY(inherited_mend(error));
    setlocale(LC_CTYPE, ""); // which signs the terminal has; numbers stay as in "C"
    interrupt_catch();
    TRY(options_parse(argc, argv, options, error));
    return command_finish(options, error);
}

int main(int argc, char **argv) {
    struct error error = {0};
    static struct options options;
    const enum status status = parse_and_perform(argc, argv, &options, &error);
    if (error.status == status && error.message[0] != '\0') // a failure, or a remark
        fprintf(stderr, "gpubench: %s\n", error.message);
    options_free(&options);
    return exit_code_of(status);
}
