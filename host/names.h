// The names that the values of an enum have, in reports and on the command line.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_NAMES_H
#define GPUBENCH_NAMES_H

#include <stddef.h>

// The name at the index; NULL past the last.
typedef const char *name_at(size_t index);

// Defines such a function: NAMES(stores_name, [STORES_AUTO] = "auto", …)
#define NAMES(function, ...)                                                                       \
    const char *function(size_t index) {                                                           \
        static const char *const names[] = {__VA_ARGS__};                                          \
        return index < sizeof names / sizeof *names ? names[index] : NULL;                         \
    }

#endif
