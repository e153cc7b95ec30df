// Starting an interpreter, and talking to it: an order is one byte, an answer one line, "ok" or
// what went wrong. The script is given as an argument, so nothing is written to any disk.
// SPDX-License-Identifier: MIT
#include "backends/python/interpreter.h"

#include "platform/topology.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY_DESCRIPTOR = 3 };

// Its descriptors: orders, answers, the memory; it complains where this process does.
static void arrange_files(const struct interpreter_setup *setup, int orders, int answers) {
    dup2(orders, STDIN_FILENO);
    dup2(answers, STDOUT_FILENO);
    if (setup->memory >= 0 && setup->memory != MEMORY_DESCRIPTOR)
        dup2(setup->memory, MEMORY_DESCRIPTOR);
    else if (setup->memory >= 0) // already there; it only has to stay
        fcntl(MEMORY_DESCRIPTOR, F_SETFD, 0);
    (void)close_range(MEMORY_DESCRIPTOR + (setup->memory >= 0), ~0U, 0);
}

// The child's way to the interpreter; a failure is an answer too.
static _Noreturn void become(const struct interpreter_setup *setup, int orders, int answers,
                             pid_t parent) {
    // -I: no module of the working folder, and no variable of the user's, changes the experiment.
    const char *arguments[INTERPRETER_ARGUMENTS + 5] = {setup->path, "-I", "-c", setup->script};
    for (size_t i = 0; setup->arguments[i]; i++)
        arguments[4 + i] = setup->arguments[i];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // died before it could be asked for a signal
        _exit(EXIT_FAILURE);
    signal(SIGINT, SIG_IGN); // a Ctrl-C is gpubench's to answer
    signal(SIGPIPE, SIG_DFL);
    if (setup->cpu >= 0)
        (void)topology_pin(setup->cpu);
    arrange_files(setup, orders, answers);
    execvp(setup->path, (char *const *)(const void *)arguments);
    dprintf(STDOUT_FILENO,
            "it can't be run (%s); install python3, or name an interpreter with --python\n",
            strerror(errno));
    _exit(EXIT_FAILURE);
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
    const struct timespec moment = {.tv_nsec = 10000000};
    siginfo_t how = {0};
    for (int i = 0; i < 100 && how.si_pid == 0; i++) {
        (void)waitid(P_PID, (id_t)interpreter->child, &how, WEXITED | WNOHANG | WNOWAIT);
        if (how.si_pid == 0)
            nanosleep(&moment, NULL);
    }
    if (how.si_pid == 0)
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
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0)
        become(setup, orders[0], answers[1], parent);
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
        pid_t reaped;
        do {
            reaped = waitpid(interpreter->child, NULL, 0);
        } while (reaped < 0 && errno == EINTR);
        *interpreter = (struct interpreter){0};
    }
}
