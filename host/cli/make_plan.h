// From options to a plan: resolved and checked against each other and this machine.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_MAKE_PLAN_H
#define GPUBENCH_CLI_MAKE_PLAN_H

#include "cli/options.h"
#include "measure/plan.h"
#include "status.h"

// The plan borrows from the options. It is not yet held against the memory (plan_fits).
MUST_CHECK enum status make_plan(const struct options *options, struct plan *plan,
                                 struct error *error);

#endif
