// Starting an interpreter, and talking to it: an order is one byte, an answer one line, "ok" or
// what went wrong. The script is given as an argument, so nothing is written to any disk.
// SPDX-License-Identifier: MIT
#include "backends/python/interpreter.h"

#include "platform/child.h"
#include "platform/topology.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The child's way to the interpreter; a failure is an answer too.
static void become(const void *argument) {
    const struct interpreter_setup *setup = argument;
    // -I: no module of the working folder, and no variable of the user's, changes the experiment.
    const char *arguments[INTERPRETER_ARGUMENTS + 5] = {setup->path, "-I", "-c", setup->script};
    for (size_t i = 0; setup->arguments[i]; i++)
        arguments[4 + i] = setup->arguments[i];
    signal(SIGINT, SIG_IGN); // a Ctrl-C is gpubench's to answer
    signal(SIGPIPE, SIG_DFL);
    if (setup->cpu >= 0)
        (void)topology_pin(setup->cpu);
    execvp(setup->path, (char *const *)(const void *)arguments);
    dprintf(STDOUT_FILENO,
            "it can't be run (%s); install python3, or name an interpreter with --python\n",
            strerror(errno));
}

// One line; false where it ends before that.
static bool read_line(int from, char *line, size_t size) {
    for (size_t length = 0;; length++) {
        char letter = '\n';
        ssize_t got;
        do {
            got = read(from, &letter, 1);
        } while (got < 0 && errno == EINTR);
        if (got <= 0)
            return false;
        if (letter == '\n') {
            line[length < size ? length : size - 1] = '\0';
            return true;
        }
        if (length < size - 1)
            line[length] = letter;
    }
}

// Its answers have ended, so it has, or will.
static enum status ended(struct interpreter *interpreter, struct error *error) {
    enum { GRACE_MS = 1000 };
    siginfo_t how;
    if (!child_has_ended(interpreter->child, GRACE_MS, &how))
        return fail(error, STATUS_LOST, "the interpreter closed its answers");
    if (how.si_code == CLD_EXITED)
        return fail(error, STATUS_LOST, "the interpreter ended with exit code %d without an answer",
                    how.si_status);
    return fail(error, STATUS_LOST, "the interpreter was ended by SIG%s%s",
                sigabbrev_np(how.si_status),
                how.si_status == SIGKILL
                    ? "; where memory is short, this is how the system takes it back: ask for "
                      "smaller or fewer lists"
                    : "");
}

static enum status hear(struct interpreter *interpreter, char answer[INTERPRETER_ANSWER],
                        struct error *error) {
    if (!read_line(interpreter->from, answer, INTERPRETER_ANSWER))
        return ended(interpreter, error);
    return strncmp(answer, "ok", 2) == 0
               ? STATUS_OK
               : fail(error, STATUS_SYSTEM, "the interpreter says: %s", answer);
}

enum status interpreter_start(const struct interpreter_setup *setup,
                              struct interpreter *interpreter, char greeting[INTERPRETER_ANSWER],
                              struct error *error) {
    int orders[2], answers[2];
    *interpreter = (struct interpreter){0};
    if (pipe2(orders, O_CLOEXEC) != 0)
        return fail_errno(error, STATUS_SYSTEM, "no pipe to talk to an interpreter");
    if (pipe2(answers, O_CLOEXEC) != 0) {
        close(orders[0]);
        close(orders[1]);
        return fail_errno(error, STATUS_SYSTEM, "no pipe to talk to an interpreter");
    }
    // It complains where this process does.
    const pid_t child = child_start(
        &(struct child_setup){.live = become,
                              .argument = setup,
                              .files = {orders[0], answers[1], STDERR_FILENO, setup->memory}});
    const int refusal = errno;
    close(orders[0]);
    close(answers[1]);
    if (child < 0) {
        close(orders[1]);
        close(answers[0]);
        errno = refusal;
        return fail_errno(error, STATUS_SYSTEM, "an interpreter could not be started");
    }
    *interpreter = (struct interpreter){.child = child, .to = orders[1], .from = answers[0]};
    char answer[INTERPRETER_ANSWER];
    const enum status status = hear(interpreter, answer, error);
    if (status != STATUS_OK) {
        const struct error cause = *error;
        interpreter_end(interpreter);
        return fail(error, STATUS_UNAVAILABLE, "%.200s does not run the experiment: %.250s",
                    setup->path, cause.message);
    }
    snprintf(greeting, INTERPRETER_ANSWER, "%s", answer + strspn(answer, "ok "));
    return STATUS_OK;
}

// write without the signal that a closed pipe sends.
static bool put(int to, char order) {
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignore, &before);
    const bool written = write(to, &order, 1) == 1;
    sigaction(SIGPIPE, &before, NULL);
    return written;
}

enum status interpreter_order(struct interpreter *interpreter, char order, struct error *error) {
    char answer[INTERPRETER_ANSWER];
    if (!put(interpreter->to, order))
        return ended(interpreter, error);
    return hear(interpreter, answer, error);
}

void interpreter_end(struct interpreter *interpreter) {
    if (interpreter->child > 0) {
        close(interpreter->to);
        close(interpreter->from);
        child_reap(interpreter->child);
        *interpreter = (struct interpreter){0};
    }
}
