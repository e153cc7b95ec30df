// Waiting for MPI without hanging and without burning a processor: MPI's own waits watch their
// queues as fast as they can, which takes time from whatever shares the core.
// SPDX-License-Identifier: MIT
#include "mpi/messenger.h"

#include "platform/clock.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

// Two milliseconds of watching cost little and catch what comes in the course of a round; sleeps
// then grow to a millisecond, in which a thousandth of a core goes to looking.
static const uint64_t watched_ns = 2000000, sleep_least_ns = 20000, sleep_most_ns = 1000000;

_Noreturn void give_up(struct messenger *messenger) {
    int state = 0, code = EXIT_FAILURE;
    if (messenger->harness_pid > 0 && waitpid(messenger->harness_pid, &state, 0) > 0 &&
        WIFEXITED(state) && WEXITSTATUS(state) != 0) // 0 would leave the other ranks alone
        code = WEXITSTATUS(state);
    MPI_Abort(messenger->world, code);
    abort();
}

static bool is_gone(int socket) {
    struct pollfd watched = {.fd = socket, .events = POLLRDHUP};
    return socket >= 0 && poll(&watched, 1, 0) > 0;
}

static void look_behind(struct messenger *messenger) {
    if (messenger->ending)
        return;
    if (is_gone(messenger->harness))
        give_up(messenger);
    if (is_gone(messenger->member))
        give_up(messenger);
}

void wait_for(struct messenger *messenger, MPI_Request *request, enum haste haste) {
    const uint64_t start_ns = clock_now_ns();
    uint64_t sleep_ns = sleep_least_ns;
    int done = 0;
    for (unsigned looks = 0;; looks++) {
        MPI_Test(request, &done, MPI_STATUS_IGNORE);
        if (done)
            return;
        if (haste == AT_ONCE || clock_now_ns() - start_ns < watched_ns) {
            sched_yield();
            if (looks % 1024 == 1023)
                look_behind(messenger);
            continue;
        }
        look_behind(messenger);
        clock_sleep_until(clock_now_ns() + sleep_ns);
        sleep_ns = sleep_ns * 2 < sleep_most_ns ? sleep_ns * 2 : sleep_most_ns;
    }
}
