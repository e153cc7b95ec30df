// The exit codes: one table, used by main and by every help text.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_EXIT_CODES_H
#define GPUBENCH_CLI_EXIT_CODES_H

#include "status.h"

#include <stddef.h>

struct exit_code {
    int code;
    const char *meaning;
};

// In rising order of code; ends with a NULL meaning.
extern const struct exit_code exit_codes[];

// Which code wins where several hold: one sentence for help.
extern const char exit_code_precedence[];

int exit_code_of(enum status status);

// Where one run has two statuses, the one to report: what stands first in the precedence.
enum status status_worse(enum status one, enum status other);

#endif
