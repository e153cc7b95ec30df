// One row for each device that a backend has for what was asked.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_DEVICE_ROWS_H
#define GPUBENCH_CLI_DEVICE_ROWS_H

#include "cli/options.h"
#include "measure/plan.h"
#include "status.h"

// Fills plan->rows from the options' rows: "opencl" becomes "opencl:0" and "opencl:1" where the
// backend's probe names two devices, and stays as it is where there is one or none. A baseline that
// was one row and has become several is the first of them.
MUST_CHECK enum status device_rows(const struct options *options, struct plan *plan,
                                   struct error *error);

#endif
