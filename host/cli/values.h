// A value of an option: from text into the setting that it is for.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_VALUES_H
#define GPUBENCH_CLI_VALUES_H

#include "list/setting.h"

// Its sentence carries on from the option and its value: "--size '0': ". text is NULL for a flag;
// SETTING_ARGUMENT keeps the pointer.
MUST_CHECK enum status value_parse(const struct setting *setting, const char *text, void *structure,
                                   struct error *error);

#endif
