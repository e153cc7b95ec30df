// From options to a plan: resolved and checked against each other and this machine.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_MAKE_PLAN_H
#define GPUBENCH_CLI_MAKE_PLAN_H

#include "cli/options.h"
#include "measure/plan.h"
#include "status.h"

// The plan borrows from the options. Whether it fits the memory is not asked here: verify needs
// less of it than run.
MUST_CHECK enum status make_plan(const struct options *options, struct plan *plan,
                                 struct error *error);

#endif
