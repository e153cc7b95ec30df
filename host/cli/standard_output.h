// Whether results on standard output arrived.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_STANDARD_OUTPUT_H
#define GPUBENCH_CLI_STANDARD_OUTPUT_H

#include "status.h"

// Flushes standard output; STATUS_OUTPUT where it, or anything before it, did not get through
// (full disk, reader gone, closed from the start). Then nothing more is tried.
MUST_CHECK enum status standard_output_finish(struct error *error);

#endif
