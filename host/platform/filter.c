// Running another program between two files in memory.
// SPDX-License-Identifier: MIT
#include "platform/filter.h"

#include "platform/child.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// The three ends of the program, in the order of their numbers.
enum end { END_INPUT, END_OUTPUT, END_ERRORS, ENDS };

// What the child ends with where the program can't be run, as a shell's would.
enum { NOT_RUN = 127 };

struct filter {
    int files[ENDS]; // -1: not open
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

static void become(const void *argument) {
    const char *const *arguments = argument;
    execvp(arguments[0], (char *const *)arguments); // which changes no argument
    _exit(NOT_RUN);
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
static enum status complain(const struct filter *filter, const char *program, const siginfo_t *how,
                            struct error *error) {
    struct text said = {0};
    char end[64];
    if (how->si_code == CLD_EXITED)
        snprintf(end, sizeof end, "failed with exit code %d", how->si_status);
    else
        snprintf(end, sizeof end, "was ended by SIG%s", sigabbrev_np(how->si_status));
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
    siginfo_t how;
    const pid_t child = child_start(
        &(struct child_setup){.live = become,
                              .argument = arguments,
                              .files = {filter->files[END_INPUT], filter->files[END_OUTPUT],
                                        filter->files[END_ERRORS], -1}});
    if (child < 0)
        return fail_errno(error, STATUS_SYSTEM, "%s can't be run", arguments[0]);
    const bool ended = child_has_ended(child, FILTER_PATIENCE_S * 1000, &how);
    kill(child, SIGKILL); // it is gone, or too slow
    child_reap(child);
    if (!ended)
        return fail(error, STATUS_SYSTEM, "%s took longer than %d s and was ended", arguments[0],
                    FILTER_PATIENCE_S);
    if (how.si_code == CLD_EXITED && how.si_status == NOT_RUN)
        return fail(error, STATUS_UNAVAILABLE, "%s can't be run", arguments[0]);
    if (how.si_code != CLD_EXITED || how.si_status != 0)
        return complain(filter, arguments[0], &how, error);
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
