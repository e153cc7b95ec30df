// Writing a file whole or not at all.
// SPDX-License-Identifier: MIT
#include "platform/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char no_memory[] = "no memory for the name of the output file %s";

// ---- before

// The folder that holds path, as a new string; NULL without memory.
static char *folder_of(const char *path) {
    char *copy = strdup(path);
    char *folder = copy ? strdup(dirname(copy)) : NULL;
    free(copy);
    return folder;
}

// Whether files can be made in a folder. One that was removed, but is somebody's working folder,
// looks as if they could.
static bool takes_files(const char *folder) {
    struct stat what;
    const bool there = access(folder, W_OK | X_OK) == 0 && stat(folder, &what) == 0;
    if (there && what.st_nlink == 0)
        errno = ENOENT;
    return there && what.st_nlink > 0;
}

static enum status check_folder(const char *path, struct error *error) {
    char *folder = folder_of(path);
    if (!folder)
        return fail(error, STATUS_MEMORY, no_memory, path);
    enum status status = STATUS_OK;
    if (!takes_files(folder))
        status =
            fail_errno(error, STATUS_OUTPUT, "can't write %s into the folder %s", path, folder);
    free(folder);
    return status;
}

static enum status check_existing(const char *path, const struct stat *what, struct error *error) {
    if (S_ISDIR(what->st_mode))
        return fail(error, STATUS_OUTPUT, "%s is a folder; name a file in it", path);
    if (access(path, W_OK) == 0)
        return STATUS_OK;
    if (S_ISREG(what->st_mode)) // it can be replaced, if the folder allows that
        return check_folder(path, error);
    return fail_errno(error, STATUS_OUTPUT, "can't write to %s", path);
}

// Where a link points that leads nowhere yet, as a new string; NULL if it is no link.
static char *behind_link(const char *link) {
    char target[PATH_MAX], *joined = NULL;
    const ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0)
        return NULL;
    target[length] = '\0';
    if (target[0] == '/')
        return strdup(target);
    char *folder = folder_of(link);
    if (!folder || asprintf(&joined, "%s/%s", folder, target) < 0)
        joined = NULL;
    free(folder);
    return joined;
}

// The file that a path means, links followed, as a new string; NULL without memory.
static char *file_meant(const char *path) {
    enum { LINKS_MOST = 40 }; // as many as the kernel follows
    char *found = realpath(path, NULL);
    char *at = found ? found : strdup(path);
    for (int i = 0; !found && at && i < LINKS_MOST; i++) {
        char *next = behind_link(at);
        if (!next)
            break;
        free(at);
        at = next;
    }
    return at;
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
    char *meant = file_meant(path);
    const enum status status = meant ? check_folder(meant, error) : STATUS_OK;
    free(meant);
    return status;
}

// ---- opening

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

static char *temporary_name(const char *path, const char *ending) {
    char *folder = folder_of(path);
    char *name = NULL;
    if (folder && asprintf(&name, "%s/.gpubench-%s", folder, ending) < 0)
        name = NULL;
    free(folder);
    return name;
}

// A file without a name in the folder of path, which nothing is left of whatever ends this process;
// -1: none.
static int open_nameless(const char *path) {
    char *folder = folder_of(path);
    const int descriptor = folder ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    free(folder);
    return descriptor;
}

static int open_named(struct whole_file *file) {
    file->temporary = temporary_name(file->path, "XXXXXX");
    const int descriptor = file->temporary ? mkostemp(file->temporary, O_CLOEXEC) : -1;
    if (descriptor < 0) {
        free(file->temporary); // nothing was made: nothing to unlink
        file->temporary = NULL;
    }
    return descriptor;
}

static int open_descriptor(struct whole_file *file) {
    int descriptor = is_special(file->path) ? -1 : open_nameless(file->path);
    if (descriptor < 0 && !is_special(file->path))
        descriptor = open_named(file);
    file->direct = descriptor < 0;
    if (file->direct && access(file->path, F_OK) == 0) // else the reason above is the one to tell
        return open(file->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    // Best effort: a file system without permissions keeps its own.
    if (descriptor >= 0 && fchmod(descriptor, permissions(file->path)) != 0)
        errno = 0;
    return descriptor;
}

enum status whole_file_open(const char *path, struct whole_file *file, struct error *error) {
    *file = (struct whole_file){0};
    enum status status = whole_file_check(path, error);
    if (status != STATUS_OK)
        return status;
    file->path = file_meant(path);
    if (!file->path)
        return fail(error, STATUS_MEMORY, no_memory, path);
    const int descriptor = open_descriptor(file);
    file->stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (file->stream)
        return STATUS_OK;
    status = fail_errno(error, STATUS_OUTPUT, "can't write %s", path);
    if (descriptor >= 0)
        close(descriptor);
    whole_file_discard(file);
    return status;
}

// ---- keeping

// Some file systems have no notion of flushing to a disk, and say so.
static bool flush_to_disk(int descriptor) {
    return fsync(descriptor) == 0 || errno == EINVAL || errno == EPERM || errno == ENOTSUP ||
           errno == EROFS || errno == ENOSYS;
}

// Gives a file without a name one that is free in the folder of path.
static bool give_name(struct whole_file *file, int descriptor) {
    enum { TRIES = 100 };
    char self[64], ending[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", descriptor);
    for (int i = 0; i < TRIES && !file->temporary; i++) {
        snprintf(ending, sizeof ending, "%d-%d", (int)getpid(), i);
        char *name = temporary_name(file->path, ending);
        if (name && linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
            file->temporary = name;
        else
            free(name);
        if (!file->temporary && errno != EEXIST)
            return false;
    }
    return file->temporary != NULL;
}

static bool replace(struct whole_file *file, int descriptor) {
    if (!file->temporary && !give_name(file, descriptor))
        return false;
    if (rename(file->temporary, file->path) != 0)
        return false;
    free(file->temporary);
    file->temporary = NULL;
    return true;
}

static bool copy(int from, int to) {
    char bytes[1 << 16];
    ssize_t got;
    for (off_t done = 0; (got = pread(from, bytes, sizeof bytes, done)) > 0;)
        for (ssize_t part = 0, written; part < got; part += written, done += written)
            if ((written = write(to, bytes + part, (size_t)(got - part))) < 0)
                return false;
    return got == 0 && flush_to_disk(to);
}

// Where the name can't be replaced, which errno says why.
static bool write_in_place(const struct whole_file *file, int descriptor, struct error *remark) {
    const int reason = errno;
    const int to = open(file->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool copied = to >= 0 && copy(descriptor, to);
    const int number = to < 0 ? reason : errno;
    if (to >= 0)
        copied = close(to) == 0 && copied;
    errno = reason;
    if (copied)
        fail_errno(remark, STATUS_OK,
                   "%s was written in place, since it can't be replaced as a whole", file->path);
    errno = number;
    return copied;
}

static bool put_into_place(struct whole_file *file, struct error *remark) {
    const int descriptor = fileno(file->stream);
    if (ferror(file->stream) || fflush(file->stream) != 0)
        return false;
    if (file->direct)
        return true;
    return flush_to_disk(descriptor) &&
           (replace(file, descriptor) || write_in_place(file, descriptor, remark));
}

enum status whole_file_keep(struct whole_file *file, struct error *error) {
    *error = (struct error){0};
    const bool placed = put_into_place(file, error);
    const int number = errno;
    const bool closed = fclose(file->stream) == 0;
    file->stream = NULL;
    if (!placed)
        errno = number; // the first reason, not what closing said
    if (!placed || !closed)
        fail_errno(error, STATUS_OUTPUT, "%s could not be written", file->path);
    whole_file_discard(file);
    return error->status;
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

static const char usual_folder[] = "/tmp";

const char *temporary_folder(void) {
    const char *named = getenv("TMPDIR");
    return named && *named ? named : usual_folder;
}

bool whole_file_rescue(const char *text, size_t length, const char *extension, char *kept,
                       size_t size) {
    const char *folder = takes_files(temporary_folder()) ? temporary_folder() : usual_folder;
    snprintf(kept, size, "%s/gpubench-XXXXXX.%s", folder, extension);
    const int descriptor = mkostemps(kept, (int)strlen(extension) + 1, O_CLOEXEC);
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    bool good = stream && fwrite(text, 1, length, stream) == length;
    if (stream)
        good = fclose(stream) == 0 && good;
    if (!good && descriptor >= 0)
        unlink(kept);
    return good;
}
