// Writing a file whole or not at all.
// SPDX-License-Identifier: MIT
#include "platform/whole_file.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char no_memory[] = "no memory for the name of the output file %s";

// The folder that holds path, as a new string; NULL without memory.
static char *folder_of(const char *path) {
    char *copy = strdup(path);
    char *folder = copy ? strdup(dirname(copy)) : NULL;
    free(copy);
    return folder;
}

static enum status check_folder(const char *path, struct error *error) {
    char *folder = folder_of(path);
    if (!folder)
        return fail(error, STATUS_MEMORY, no_memory, path);
    enum status status = STATUS_OK;
    if (access(folder, W_OK | X_OK) != 0)
        status =
            fail_errno(error, STATUS_OUTPUT, "can't write %s into the folder %s", path, folder);
    free(folder);
    return status;
}

static enum status check_existing(const char *path, const struct stat *what, struct error *error) {
    if (S_ISDIR(what->st_mode))
        return fail(error, STATUS_OUTPUT, "%s is a folder; name a file in it", path);
    if (S_ISREG(what->st_mode)) // it is replaced: the folder decides
        return check_folder(path, error);
    if (access(path, W_OK) != 0)
        return fail_errno(error, STATUS_OUTPUT, "can't write to %s", path);
    return STATUS_OK;
}

enum status whole_file_check(const char *path, struct error *error) {
    struct stat what;
    const size_t length = strlen(path);
    if (stat(path, &what) == 0)
        return check_existing(path, &what, error);
    if (errno != ENOENT)
        return fail_errno(error, STATUS_OUTPUT, "can't write %s", path);
    if (length == 0 || path[length - 1] == '/')
        return fail(error, STATUS_OUTPUT, "'%s' is not a file's name", path);
    return check_folder(path, error);
}

// Whether path is there and something other than a regular file: no rename may replace it.
static bool is_special(const char *path) {
    struct stat what;
    return stat(path, &what) == 0 && !S_ISREG(what.st_mode);
}

// The permissions of the file that is replaced, or those any new file gets.
static mode_t permissions(const char *path) {
    struct stat what;
    if (stat(path, &what) == 0)
        return what.st_mode & 0777;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static char *temporary_name(const char *path) {
    char *folder = folder_of(path);
    char *name = NULL;
    if (folder && asprintf(&name, "%s/.gpubench-XXXXXX", folder) < 0)
        name = NULL;
    free(folder);
    return name;
}

static enum status open_temporary(struct whole_file *file, struct error *error) {
    file->temporary = temporary_name(file->path);
    if (!file->temporary)
        return fail(error, STATUS_MEMORY, no_memory, file->path);
    const int descriptor = mkstemp(file->temporary);
    if (descriptor < 0) {
        free(file->temporary); // nothing was made: nothing to unlink
        file->temporary = NULL;
        return fail_errno(error, STATUS_OUTPUT, "can't write %s", file->path);
    }
    // Best effort: a file system without permissions keeps its own.
    if (fchmod(descriptor, permissions(file->path)) != 0)
        errno = 0;
    file->stream = fdopen(descriptor, "w");
    if (file->stream)
        return STATUS_OK;
    const enum status status = fail_errno(error, STATUS_OUTPUT, "can't write %s", file->path);
    close(descriptor);
    return status;
}

enum status whole_file_open(const char *path, struct whole_file *file, struct error *error) {
    *file = (struct whole_file){0};
    enum status status = whole_file_check(path, error);
    if (status != STATUS_OK)
        return status;
    file->path = realpath(path, NULL);
    if (!file->path)
        file->path = strdup(path);
    if (!file->path)
        return fail(error, STATUS_MEMORY, no_memory, path);
    if (!is_special(path)) {
        status = open_temporary(file, error);
    } else {
        file->stream = fopen(path, "w");
        if (!file->stream)
            status = fail_errno(error, STATUS_OUTPUT, "can't write to %s", path);
    }
    if (status != STATUS_OK)
        whole_file_discard(file);
    return status;
}

enum status whole_file_keep(struct whole_file *file, struct error *error) {
    bool written = !ferror(file->stream) && fflush(file->stream) == 0;
    if (written && file->temporary)
        written = fsync(fileno(file->stream)) == 0;
    const int number = errno;
    const bool closed = fclose(file->stream) == 0;
    file->stream = NULL;
    if (!written)
        errno = number; // the first reason, not what closing said
    written = written && closed;
    if (written && file->temporary)
        written = rename(file->temporary, file->path) == 0;
    enum status status = STATUS_OK;
    if (!written)
        status = fail_errno(error, STATUS_OUTPUT, "%s could not be written", file->path);
    else
        free(file->temporary), file->temporary = NULL;
    whole_file_discard(file);
    return status;
}

void whole_file_discard(struct whole_file *file) {
    if (file->stream)
        fclose(file->stream);
    if (file->temporary)
        unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (struct whole_file){0};
}
