// Looking for programs as a shell does.
// SPDX-License-Identifier: MIT
#include "platform/program.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_program(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) && access(path, X_OK) == 0;
}

bool program_exists(const char *name) {
    if (*name == '\0' || strchr(name, '/'))
        return is_program(name);
    const char *folders = getenv("PATH");
    while (folders && *folders) {
        char path[PATH_MAX];
        const size_t length = strcspn(folders, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)length, folders, name);
        if (is_program(path))
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}
