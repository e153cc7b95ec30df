// Every backend of this build, from the one list in CMakeLists.txt.
// SPDX-License-Identifier: MIT
#include "backend.h"

#include <string.h>

#define BACKEND(name) extern const struct backend backend_##name;
#include "backend_list.inc"
#undef BACKEND

const struct backend *const backends[] = {
#define BACKEND(name) &backend_##name,
#include "backend_list.inc"
#undef BACKEND
    NULL,
};

const struct backend *backend_find(const char *name, const char **device) {
    const size_t length = strcspn(name, ":");
    for (const struct backend *const *backend = backends; *backend; backend++) {
        if (strlen((*backend)->name) == length && strncmp((*backend)->name, name, length) == 0) {
            *device = name + length + (name[length] == ':');
            return *backend;
        }
    }
    return NULL;
}
