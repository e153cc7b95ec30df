// The ranks' clocks, compared as benchmarks of MPI do (SKaMPI, ReproMPI): each rank asks rank 0 for
// its time again and again; the answer that took the shortest round trip is the best one, and wrong
// by half of that trip at most. Comparing again tells how fast the clocks drift apart.
// SPDX-License-Identifier: MIT
#include "mpi/messenger.h"

#include "measure/statistics.h"
#include "platform/clock.h"

#include <math.h>

enum { ROUND_TRIPS = 100, BARRIERS = 31, TAG_CLOCK = 1 };

// No clock drifts faster; an estimate over a short time may.
#define DRIFT_MOST    1e-4
#define DRIFT_SPAN_NS 1e9

static int64_t offset_at(const struct common_clock *clock, int64_t local_ns) {
    return clock->offset_ns +
           (int64_t)llround(clock->drift * (double)(local_ns - clock->compared_ns));
}

int64_t clock_to_common(const struct common_clock *clock, int64_t local_ns) {
    return local_ns - offset_at(clock, local_ns);
}

int64_t clock_to_local(const struct common_clock *clock, int64_t common_ns) {
    // The offset changes by less than a nanosecond over its own size.
    return common_ns + offset_at(clock, common_ns + clock->offset_ns);
}

static void send_time(struct messenger *messenger, int to, int64_t time_ns) {
    MPI_Request request;
    MPI_Isend(&time_ns, sizeof time_ns, MPI_BYTE, to, TAG_CLOCK, messenger->group, &request);
    wait_for(messenger, &request, AT_ONCE);
}

static int64_t receive_time(struct messenger *messenger, int from, enum haste haste) {
    int64_t time_ns = 0;
    MPI_Request request;
    MPI_Irecv(&time_ns, sizeof time_ns, MPI_BYTE, from, TAG_CLOCK, messenger->group, &request);
    wait_for(messenger, &request, haste);
    return time_ns;
}

// Rank 0 calls one rank after the other, so that no trip waits for another's.
static void tell_time(struct messenger *messenger, int rank) {
    send_time(messenger, rank, 0);
    for (int i = 0; i < ROUND_TRIPS; i++) {
        (void)receive_time(messenger, rank, AT_ONCE);
        send_time(messenger, rank, (int64_t)clock_now_ns());
    }
}

static void ask_time(struct messenger *messenger, struct common_clock *best) {
    (void)receive_time(messenger, 0, AT_LEISURE); // called
    best->error_ns = INFINITY;
    for (int i = 0; i < ROUND_TRIPS; i++) {
        const int64_t asked = (int64_t)clock_now_ns();
        send_time(messenger, 0, 0);
        const int64_t told = receive_time(messenger, 0, AT_ONCE);
        const int64_t now = (int64_t)clock_now_ns();
        const double error_ns = (double)(now - asked) / 2;
        if (error_ns >= best->error_ns)
            continue;
        best->error_ns = error_ns;
        best->compared_ns = asked + (now - asked) / 2;
        best->offset_ns = best->compared_ns - told;
    }
}

static void learn_drift(const struct common_clock *before, struct common_clock *now) {
    const double span_ns = (double)(now->compared_ns - before->compared_ns);
    now->drift = before->drift;
    if (before->compared_ns == 0 || span_ns < DRIFT_SPAN_NS)
        return;
    const double drift = (double)(now->offset_ns - before->offset_ns) / span_ns;
    const double noise = (now->error_ns + before->error_ns) / span_ns;
    // What the round trips alone can explain is no drift.
    now->drift = fabs(drift) <= noise ? 0 : fmin(fmax(drift, -DRIFT_MOST), DRIFT_MOST);
}

void compare_clocks(struct messenger *messenger) {
    const struct common_clock before = messenger->clock;
    struct common_clock now = {0};
    if (messenger->standing.rank > 0) {
        ask_time(messenger, &now);
        learn_drift(&before, &now);
        messenger->clock = now;
        return;
    }
    for (unsigned rank = 1; rank < messenger->group_ranks; rank++)
        tell_time(messenger, (int)rank);
    messenger->clock.compared_ns = (int64_t)clock_now_ns();
}

void measure_barrier(struct messenger *messenger, struct estimate *barrier_ns) {
    double times[BARRIERS];
    for (int i = -1; i < BARRIERS; i++) { // the first brings all together
        MPI_Request request;
        const uint64_t start_ns = clock_now_ns();
        MPI_Ibarrier(messenger->group, &request);
        wait_for(messenger, &request, AT_ONCE);
        if (i >= 0)
            times[i] = (double)(clock_now_ns() - start_ns);
    }
    *barrier_ns = estimate_median(times, BARRIERS);
}
