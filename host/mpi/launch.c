// One rank from its start to its end: two processes are forked, then MPI is started in this one.
//
// They are forked before MPI starts, since it may start drivers, and a driver does not work in
// children; and into sessions of their own, since a launcher that ends a job ends what it knows:
// so the harness lives to write its report.
// SPDX-License-Identifier: MIT
#include "mpi/launch.h"

#include "cli/commands/commands.h"
#include "cli/exit_codes.h"
#include "cli/options.h"
#include "measure/observer.h"
#include "mpi/harness.h"
#include "mpi/member.h"
#include "mpi/messenger.h"
#include "platform/inherited.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// What all processes of this rank know from the command line.
struct call {
    struct options options;
    enum status status; // of parsing
    struct error error;
    struct shared_pages shared;
};

typedef int live_function(struct call *call, const struct standing *standing, int messenger);

// ---- signals

// Longer than it takes to write a report and to abort a job.
enum { END_S = 60, FINALIZE_S = 15 };

static pid_t harness_to_tell;

static void interrupt_self(int number) {
    (void)number;
    measure_interrupted = 1;
}

// The harness ends the run for all ranks; should that fail, each ends by itself (SIGALRM).
static void interrupt_harness(int number) {
    (void)number;
    if (harness_to_tell > 0)
        kill(harness_to_tell, SIGTERM);
    alarm(END_S);
}

// Launchers and schedulers send these, some to every process, some more than once. The harness ends
// the run for all: so the messengers only tell it.
static void catch_signals(void (*handler)(int)) {
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    ending_signals_catch(handler);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

// ---- the processes behind the messenger

// The processors that are this rank's, of those that MPI or the scheduler left to it.
static void take_processors(const struct standing *standing) {
    (void)sched_setaffinity(0, sizeof standing->allowed, &standing->allowed);
    topology_share(standing->sharer, standing->sharers);
}

static int live_as_member(struct call *call, const struct standing *standing, int messenger) {
    struct order order;
    if (call->status == STATUS_OK)
        member_live(&call->options, standing, &call->shared, messenger);
    else // the harness says what is wrong with the command line, and that is all
        (void)!recv(messenger, &order, sizeof order, 0);
    return EXIT_SUCCESS;
}

static int live_as_harness(struct call *call, const struct standing *standing, int messenger) {
    return harness_live(&call->options, standing, messenger, call->status, &call->error);
}

_Noreturn static void be(live_function *live, struct call *call, int messenger, pid_t parent) {
    struct standing standing;
    prctl(PR_SET_PDEATHSIG, SIGTERM); // not SIGHUP, which `nohup` has ignored
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    setsid();
    catch_signals(interrupt_self);
    // Nothing comes where this process is not needed, or the ranks don't fit each other.
    if (recv(messenger, &standing, sizeof standing, 0) != (ssize_t)sizeof standing)
        _exit(EXIT_SUCCESS);
    take_processors(&standing);
    const int code = live(call, &standing, messenger);
    fflush(NULL);
    _exit(code);
}

// other: a socket of the messenger's that the child must not keep open; -1: none.
static pid_t fork_off(live_function *live, struct call *call, int other, int *socket) {
    int ends[2];
    const pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        close(other);
        be(live, call, ends[1], parent);
    }
    close(ends[1]);
    *socket = ends[0];
    return pid;
}

// ---- the messenger

static bool fork_both(struct call *call, struct messenger *messenger) {
    messenger->harness_pid = fork_off(live_as_harness, call, -1, &messenger->harness);
    const pid_t member = fork_off(live_as_member, call, messenger->harness, &messenger->member);
    return member > 0 && messenger->harness_pid > 0;
}

static void dismiss_harness(struct messenger *messenger) {
    close(messenger->harness);
    waitpid(messenger->harness_pid, NULL, 0);
    messenger->harness = -1;
    messenger->harness_pid = 0;
}

// The harness opens the place where members meet it, and every rank learns of it.
static void meet(struct messenger *messenger) {
    struct standing *standing = &messenger->standing;
    if (standing->rank != 0)
        dismiss_harness(messenger);
    else if (send(messenger->harness, standing, sizeof *standing, MSG_NOSIGNAL) !=
                 (ssize_t)sizeof *standing ||
             recv(messenger->harness, &standing->meeting, sizeof standing->meeting, 0) !=
                 (ssize_t)sizeof standing->meeting)
        give_up(messenger);
    harness_to_tell = messenger->harness_pid;
    MPI_Bcast(&standing->meeting, sizeof standing->meeting, MPI_BYTE, 0, messenger->world);
    if (send(messenger->member, standing, sizeof *standing, MSG_NOSIGNAL) !=
        (ssize_t)sizeof *standing)
        give_up(messenger);
}

static int message(struct call *call, struct messenger *messenger) {
    struct error error = {0};
    const enum status status = greet(messenger, &call->options, &error);
    if (status == STATUS_OK) {
        meet(messenger);
        return messenger_live(messenger, call->options.gather,
                              element_bytes(call->options.spec.type));
    }
    if (messenger->standing.rank != 0)
        return EXIT_SUCCESS;
    fprintf(stderr, "gpubench-mpi: %s\n", error.message);
    return exit_code_of(status);
}

// The memory that the messenger sends from and receives into has to be there before it forks.
static void make_shared(struct call *call) {
    const struct options *options = &call->options;
    uint64_t bytes;
    if (call->status != STATUS_OK || !options->gather)
        return;
    if (__builtin_mul_overflow(options->spec.size, options->spec.lists, &bytes) ||
        __builtin_mul_overflow(bytes, element_bytes(options->spec.type), &bytes) ||
        __builtin_add_overflow(bytes, 64, &bytes))
        bytes = SIZE_MAX; // refused below
    call->status = shared_pages_create(bytes, &call->shared, &call->error);
}

static int print_manual(struct call *call) {
    const enum status status = command_finish(&call->options, &call->error);
    if (status != STATUS_OK)
        fprintf(stderr, "gpubench-mpi: %s\n", call->error.message);
    options_free(&call->options);
    return exit_code_of(status);
}

int launch(int argc, char **argv) {
    static struct call call; // too much for the stack
    static struct messenger messenger;
    call.status = inherited_mend(&call.error);
    setlocale(LC_CTYPE, "");
    options_over_ranks = true;
    if (call.status == STATUS_OK)
        call.status = options_parse(argc, argv, &call.options, &call.error);
    if (call.status == STATUS_OK && call.options.command == COMMAND_MANUAL)
        return print_manual(&call); // at a build, where no MPI may be able to start
    make_shared(&call);
    messenger.shared = &call.shared;
    if (!fork_both(&call, &messenger)) {
        fprintf(stderr, "gpubench-mpi: no processes left to start (see `ulimit -u`)\n");
        return exit_code_of(STATUS_SYSTEM);
    }
    catch_signals(interrupt_harness);
    prctl(PR_SET_PDEATHSIG, SIGTERM); // of the launcher
    MPI_Init(&argc, &argv);
    MPI_Comm_dup(MPI_COMM_WORLD, &messenger.world);
    const int code = message(&call, &messenger);
    alarm(END_S); // a rank that is gone may be waited for
    MPI_Comm_free(&messenger.world);
    // MPICH 4.0 over TCP often hangs in this where ranks come to it one after the other, and now
    // and then after a barrier still; by then all is written.
    MPI_Barrier(MPI_COMM_WORLD);
    alarm(FINALIZE_S);
    MPI_Finalize();
    return code;
}
