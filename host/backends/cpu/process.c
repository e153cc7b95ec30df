// process: one forked child a worker. All write the same shared memory and this process only waits,
// unless another transport is asked for: then each sends its list, and this process takes them.
//
// A child owns nothing that outlives it, so it may be ended at any moment: by close, by the death
// of this process, or by whatever kills it, which a fill reports as STATUS_LOST.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

#include "platform/inherited.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// No file of the parent's is held open but the child's own channel.
static void hold_only(int channel) {
    if (channel > STDERR_FILENO)
        (void)close_range((unsigned)channel + 1, ~0U, 0);
    if (channel != STDERR_FILENO + 1)
        (void)close_range(STDERR_FILENO + 1, channel < 0 ? ~0U : (unsigned)channel - 1, 0);
}

// The child's life. It never returns to the caller's code, runs no exit handler and touches no
// stream of stdio: those belong to the parent. A Ctrl-C is the parent's to answer.
static _Noreturn void live(const struct pool_worker *worker, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // died before it could be asked for a signal
        _exit(EXIT_FAILURE);
    for (int number = 1; number < NSIG; number++) // no handler of the parent's runs here
        signal(number, SIG_DFL);
    ending_signals_ignore();
    hold_only(worker->channel);
    pool_serve(worker);
    _exit(EXIT_SUCCESS);
}

static enum status start(struct pool_worker *worker, struct error *error) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0)
        live(worker, parent);
    if (child < 0) {
        return fail_errno(error, STATUS_SYSTEM,
                          "child %u of %u could not be forked; ask for fewer workers",
                          worker->index + 1, pool_size(worker->pool));
    }
    worker->child = child;
    return STATUS_OK;
}

static pid_t reap(pid_t child, int *how, int options) {
    pid_t reaped;
    do {
        reaped = waitpid(child, how, options);
    } while (reaped < 0 && errno == EINTR);
    return reaped;
}

static enum status report_death(const struct pool_worker *worker, pid_t child, int how,
                                struct error *error) {
    const unsigned number = worker->index + 1, all = pool_size(worker->pool);
    if (!WIFSIGNALED(how)) {
        return fail(error, STATUS_LOST, "child %u of %u (process %d) ended with exit code %d",
                    number, all, (int)child, WEXITSTATUS(how));
    }
    const int signal_number = WTERMSIG(how);
    const char *cause = signal_number == SIGKILL
                            ? "; the kernel may have been out of memory (its log says so): ask for "
                              "smaller lists, or look for who killed it"
                            : "";
    return fail(error, STATUS_LOST, "child %u of %u (process %d) was killed by signal %d (%s)%s",
                number, all, (int)child, signal_number, strsignal(signal_number), cause);
}

static enum status check(struct pool_worker *worker, struct error *error) {
    int how = 0;
    const pid_t child = worker->child;
    if (reap(child, &how, WNOHANG) != child)
        return STATUS_OK; // it lives
    worker->child = 0;
    return report_death(worker, child, how, error);
}

static void end(struct pool_worker *worker) {
    if (worker->child > 0) {
        int how;
        kill(worker->child, SIGKILL);
        (void)reap(worker->child, &how, 0);
        worker->child = 0;
    }
}

static const struct pool_kind children = {
    .caller_works = false,
    .start = start,
    .check = check,
    .end = end,
};

static const struct backend_kind kind = {
    .pool = &children,
    .started = "children forked",
    .sharing = LISTS_SHARED,
    .transports = true,
};

const struct backend backend_process = {
    .name = "process",
    .summary = "forked processes that fill shared memory or send their lists, pinned",
    .kind = &kind,
    .traits = 0,
    .probe = host_probe,
    .open = host_open,
    .fill = host_fill,
    .stand_by = host_stand_by,
    .deliver = NULL, // the values are in host memory
    .view = host_view,
    .poison = host_poison,
    .ceiling = host_ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = host_close,
};
