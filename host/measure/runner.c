// The harness's side of a runner: starting it, waiting for it with patience, ending it.
// SPDX-License-Identifier: MIT
#include "measure/runner.h"

#include "measure/observer.h"
#include "measure/runner_child.h"
#include "platform/child.h"
#include "platform/clock.h"
#include "platform/inherited.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

volatile int measure_interrupted;

enum {
    SLICE_MS = 100,   // how late a silent death or an interruption between two readings is seen
    GRACE_MS = 1000,  // for a process whose socket is closed to be gone
    STILL_MS = 2000,  // a wait of a slice that takes longer was no wait: this process stood still
    REAP_MS = 5000,   // for a killed one to be gone: large memory is given back slowly
    RUNNER_SOCKET = 3 // the only descriptor a runner has beyond the standard ones
};

_Noreturn static void be_runner(const void *argument) {
    const struct runner_setup *setup = argument;
    ending_signals_ignore(); // Ctrl-C reaches the parent only
    signal(SIGPIPE, SIG_IGN);
    runner_child(setup->backend, setup->job, setup->device, RUNNER_SOCKET);
}

static enum status group_start(const struct runner_setup *setup, struct runner *runner,
                               struct error *error) {
    *runner = (struct runner){.group = setup->group, .row = setup->row, .socket = -1, .said = -1};
    const enum status status = setup->group->start(setup->group, setup->row, error);
    if (status == STATUS_OK)
        runner->pid = getpid(); // not 0: there are processes behind it
    return status;
}

static void group_end(struct runner *runner) {
    runner->group->end(runner->group, runner->row);
    runner->pid = 0;
}

enum status runner_start(const struct runner_setup *setup, struct runner *runner,
                         struct error *error) {
    if (setup->group != NULL)
        return group_start(setup, runner, error);
    *runner = (struct runner){.patience_s = setup->patience_s, .socket = -1, .said = -1};
    int ends[2], said[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail_errno(error, STATUS_SYSTEM, "no socket pair to talk to its runner");
    // Who says more than a pipe holds is not stopped: the rest is lost.
    if (pipe2(said, O_CLOEXEC | O_NONBLOCK) != 0) {
        close(ends[0]);
        close(ends[1]);
        return fail_errno(error, STATUS_SYSTEM, "no pipe to hear its runner");
    }
    // A dead runner's children become ours, to be reaped: not every init does that.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // Vendor libraries may print: where the harness can read it, and never into the results.
    // Sockets of other runners and open reports are none of its business.
    const struct child_setup child = {.live = be_runner,
                                      .argument = setup,
                                      .files = {-1, said[1], said[1], ends[1]},
                                      .leads = true};
    const pid_t pid = child_start(&child);
    close(ends[1]);
    close(said[1]);
    if (pid < 0) {
        const enum status status = fail_errno(
            error, STATUS_SYSTEM, "its runner process can't be started (see `ulimit -u`)");
        close(ends[0]);
        close(said[0]);
        return status;
    }
    runner->pid = pid;
    runner->socket = ends[0];
    runner->said = said[0];
    return STATUS_OK;
}

// Reaps the group: the runner, and the children it left, which fall to this process (see
// runner_start). A process inside a hung driver can't be killed before the driver lets it go: it is
// left to the system then, rather than hanging with it.
static void reap(pid_t group) {
    for (int waited_ms = 0; waited_ms < REAP_MS; waited_ms++) {
        pid_t reaped;
        do
            reaped = waitpid(-group, NULL, WNOHANG);
        while (reaped > 0);
        if (reaped < 0 && errno == ECHILD)
            return; // none is left
        poll(NULL, 0, 1);
    }
}

static size_t read_said(const struct runner *runner, char *text, size_t size) {
    const ssize_t got = runner->said < 0 ? -1 : read(runner->said, text, size);
    return got > 0 ? (size_t)got : 0;
}

void runner_said(struct runner *runner, char *text, size_t size) {
    enum { LINE_MOST = 160 }; // of a sentence that has more to say
    char all[4096];
    size_t kept = 0;
    for (size_t got; (got = read_said(runner, all + kept, sizeof all - 1 - kept)) > 0;) {
        kept += got;
        if (kept > sizeof all / 2) { // the end is what counts
            memmove(all, all + kept - sizeof all / 2, sizeof all / 2);
            kept = sizeof all / 2;
        }
    }
    while (kept > 0 && strchr(" \t\r\n", all[kept - 1]) != NULL)
        kept--;
    all[kept] = '\0';
    const char *line = strrchr(all, '\n');
    line = line == NULL ? all : line + 1;
    snprintf(text, size, kept > 0 ? "; it said: %.*s" : "%.*s", LINE_MOST, line);
}

// What stands in no sentence.
static void pass_on(const struct runner *runner) {
    char text[4096];
    for (size_t got; (got = read_said(runner, text, sizeof text)) > 0;)
        (void)!write(STDERR_FILENO, text, got);
}

void runner_end(struct runner *runner) {
    if (runner->pid == 0)
        return;
    if (runner->group != NULL) {
        group_end(runner);
        return;
    }
    kill(-runner->pid, SIGKILL); // the group: children that a backend forked end too
    kill(runner->pid, SIGKILL);
    reap(runner->pid);
    close(runner->socket);
    pass_on(runner);
    if (runner->said >= 0)
        close(runner->said);
    runner->said = -1;
    runner->pid = 0;
    runner->socket = -1;
}

static void describe_end(const siginfo_t *how, char *text, size_t size) {
    if (how->si_pid == 0)
        snprintf(text, size, "closed its connection");
    else if (how->si_code == CLD_EXITED)
        snprintf(text, size, "ended with exit status %d", how->si_status);
    else if (how->si_status == SIGKILL)
        snprintf(text, size,
                 "was killed (SIGKILL; where memory is short, this is how the system "
                 "takes it back: try a smaller --size)");
    else
        snprintf(text, size, "died of SIG%s (%s)", sigabbrev_np(how->si_status),
                 sigdescr_np(how->si_status));
}

static double seconds_since(uint64_t start_ns) {
    return (double)(clock_now_ns() - start_ns) * 1e-9;
}

static enum status lost(struct runner *runner, const char *doing, uint64_t start_ns,
                        struct error *error) {
    siginfo_t how;
    (void)child_has_ended(runner->pid, GRACE_MS, &how);
    char end[192], said[192];
    describe_end(&how, end, sizeof end);
    runner_said(runner, said, sizeof said);
    runner_end(runner);
    return fail(error, STATUS_LOST, "its process %s while %s, after %.3g s%s", end, doing,
                seconds_since(start_ns), said);
}

// Whether something stopped the runner, and what.
static int stopped_by(const struct runner *runner) {
    siginfo_t how = {0};
    return waitid(P_PID, (id_t)runner->pid, &how, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
                   how.si_pid == runner->pid
               ? how.si_status
               : 0;
}

static enum status hung(struct runner *runner, const char *doing, struct error *error) {
    char said[192], stopped[64] = "";
    const int number = stopped_by(runner);
    if (number > 0)
        snprintf(stopped, sizeof stopped, " (stopped by SIG%s)", sigabbrev_np(number));
    runner_said(runner, said, sizeof said);
    runner_end(runner);
    return fail(error, STATUS_LOST,
                "no answer for %.3g s while %s, so its process%s was ended; if the machine is "
                "that slow, use a smaller --size or a longer --patience%s",
                runner->patience_s, doing, stopped, said);
}

static enum status interrupted(struct runner *runner, const char *doing, struct error *error) {
    runner_end(runner);
    return fail(error, STATUS_INTERRUPTED, "interrupted while %s", doing);
}

// Waits until the reply can be read. A child of a dead runner may still hold the socket open, so
// its end is looked for as well. Time in which this process stood still, as all do in a container
// that is paused, is no silence.
static enum status await(struct runner *runner, const char *doing, uint64_t start_ns,
                         struct error *error) {
    uint64_t silent_ns = 0;
    for (uint64_t before = start_ns;;) {
        if (measure_interrupted)
            return interrupted(runner, doing, error);
        siginfo_t how;
        const bool ended = child_has_ended(runner->pid, 0, &how);
        struct pollfd readable = {.fd = runner->socket, .events = POLLIN};
        const int ready = poll(&readable, 1, ended ? 0 : SLICE_MS);
        const uint64_t now = clock_now_ns();
        const bool still = now - before > (uint64_t)STILL_MS * 1000000;
        silent_ns += still ? 0 : now - before;
        runner->suspended = runner->suspended || still;
        before = now;
        if (ready > 0)
            return STATUS_OK;
        if (ended)
            return lost(runner, doing, start_ns, error);
        if ((double)silent_ns * 1e-9 > runner->patience_s)
            return hung(runner, doing, error);
    }
}

// The reply's error, with what a driver or an interpreter said meanwhile.
static void take_error(struct runner *runner, const struct error *reply, struct error *error) {
    char said[192] = "";
    if (reply->status != STATUS_WRONG)
        runner_said(runner, said, sizeof said);
    fail(error, reply->status, "%.*s%s", (int)(sizeof error->message - strlen(said) - 1),
         reply->message, said);
}

enum status runner_call(struct runner *runner, const struct request *request, const char *doing,
                        struct reply *reply, struct error *error) {
    if (runner->group != NULL)
        return runner->group->call(runner->group, runner->row, request, doing, reply, error);
    const uint64_t start_ns = clock_now_ns();
    const ssize_t sent = send(runner->socket, request, sizeof *request, MSG_NOSIGNAL);
    if (sent != (ssize_t)sizeof *request)
        return lost(runner, doing, start_ns, error);
    TRY(await(runner, doing, start_ns, error));
    const ssize_t received = recv(runner->socket, reply, sizeof *reply, MSG_DONTWAIT);
    if (received != (ssize_t)reply_size(request->kind))
        return lost(runner, doing, start_ns, error);
    if (reply->error.status != STATUS_OK)
        take_error(runner, &reply->error, error);
    return reply->error.status;
}
