// Running another program between two files in memory.
// SPDX-License-Identifier: MIT
#include "platform/filter.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

// The three ends of the program, in the order of their numbers.
enum end { END_INPUT, END_OUTPUT, END_ERRORS, ENDS };

// What posix_spawn's child may end with where the program can't be run (POSIX.1-2017): an emulated
// processor, whose vfork is a fork, can't tell the parent in any other way.
enum { NOT_RUN = 127 };

struct filter {
    int files[ENDS]; // -1: not open
    pid_t pid;
};

static enum status open_files(struct filter *filter, struct text input, struct error *error) {
    for (int i = 0; i < ENDS; i++) {
        filter->files[i] = memfd_create("gpubench-filter", MFD_CLOEXEC);
        if (filter->files[i] < 0)
            return fail_errno(error, STATUS_SYSTEM, "no file in memory could be made");
    }
    for (size_t done = 0; done < input.length;) {
        const ssize_t written =
            write(filter->files[END_INPUT], input.bytes + done, input.length - done);
        if (written <= 0)
            return fail_errno(error, STATUS_MEMORY, "no memory for another program's input");
        done += (size_t)written;
    }
    if (lseek(filter->files[END_INPUT], 0, SEEK_SET) != 0)
        return fail_errno(error, STATUS_SYSTEM, "a file in memory can't be read again");
    return STATUS_OK;
}

static enum status spawn(struct filter *filter, const char *const *arguments, struct error *error) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < ENDS; i++)
        posix_spawn_file_actions_adddup2(&actions, filter->files[i], i);
    // posix_spawn changes no argument; its prototype is older than const.
    const int failure =
        posix_spawnp(&filter->pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure == 0)
        return STATUS_OK;
    filter->pid = 0;
    errno = failure;
    return fail_errno(error, STATUS_UNAVAILABLE, "%s can't be run", arguments[0]);
}

// False: it was too slow, and has been ended.
static bool wait_for(pid_t pid, int *exit_status) {
    const struct timespec moment = {.tv_nsec = 5000000};
    for (int waited = 0; waited < FILTER_PATIENCE_S * 200; waited++) {
        if (waitpid(pid, exit_status, WNOHANG) != 0)
            return true;
        nanosleep(&moment, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, exit_status, 0);
    return false;
}

static enum status read_whole(int file, struct text *text, struct error *error) {
    const off_t length = lseek(file, 0, SEEK_END);
    *text = (struct text){.bytes = calloc((size_t)length + 1, 1), .length = (size_t)length};
    if (text->bytes == NULL)
        return fail(error, STATUS_MEMORY, "no memory for another program's output");
    for (size_t done = 0; done < text->length;) {
        const ssize_t got = pread(file, text->bytes + done, text->length - done, (off_t)done);
        if (got <= 0)
            return fail_errno(error, STATUS_SYSTEM, "a file in memory can't be read");
        done += (size_t)got;
    }
    return STATUS_OK;
}

// How it ended, and the first line of what it said.
static enum status complain(const struct filter *filter, const char *program, int exit_status,
                            struct error *error) {
    struct text said = {0};
    char end[64];
    if (WIFSIGNALED(exit_status))
        snprintf(end, sizeof end, "was ended by SIG%s", sigabbrev_np(WTERMSIG(exit_status)));
    else
        snprintf(end, sizeof end, "failed with exit code %d", WEXITSTATUS(exit_status));
    TRY(read_whole(filter->files[END_ERRORS], &said, error));
    const char *line = said.bytes + strspn(said.bytes, "\n ");
    fail(error, STATUS_SYSTEM, "%s %s%s%.*s", program, end, *line ? ": " : "",
         (int)strcspn(line, "\n"), line);
    free(said.bytes);
    return STATUS_SYSTEM;
}

static enum status run(struct filter *filter, const char *const *arguments, struct text input,
                       struct text *output, struct error *error) {
    TRY(open_files(filter, input, error));
    TRY(spawn(filter, arguments, error));
    int exit_status = 0;
    if (!wait_for(filter->pid, &exit_status))
        return fail(error, STATUS_SYSTEM, "%s took longer than %d s and was ended", arguments[0],
                    FILTER_PATIENCE_S);
    if (WIFEXITED(exit_status) && WEXITSTATUS(exit_status) == NOT_RUN)
        return fail(error, STATUS_UNAVAILABLE, "%s can't be run", arguments[0]);
    if (!WIFEXITED(exit_status) || WEXITSTATUS(exit_status) != 0)
        return complain(filter, arguments[0], exit_status, error);
    return read_whole(filter->files[END_OUTPUT], output, error);
}

enum status filter_run(const char *const *arguments, struct text input, struct text *output,
                       struct error *error) {
    struct filter filter = {.files = {-1, -1, -1}};
    *output = (struct text){0};
    const enum status status = run(&filter, arguments, input, output, error);
    for (int i = 0; i < ENDS; i++)
        if (filter.files[i] >= 0)
            close(filter.files[i]);
    if (status != STATUS_OK) {
        free(output->bytes);
        *output = (struct text){0};
    }
    return status;
}
