// Standard output: nothing lost in silence.
// SPDX-License-Identifier: MIT
#include "cli/standard_output.h"

#include <errno.h>
#include <stdio.h>

enum status standard_output_finish(struct error *error) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    if (errno == 0) // the failure lies further back, and its number is gone
        return fail(error, STATUS_OUTPUT, "results could not be written to standard output");
    return fail_errno(error, STATUS_OUTPUT, "results could not be written to standard output");
}
