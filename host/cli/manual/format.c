// Names of the formats.
// SPDX-License-Identifier: MIT
#include "cli/manual/format.h"

const char *manual_format_name(size_t format) {
    static const char *const names[MANUAL_FORMATS] = {"roff", "bash", "zsh", "fish"};
    return format < MANUAL_FORMATS ? names[format] : NULL;
}
