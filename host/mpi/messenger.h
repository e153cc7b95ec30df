// A rank's messenger: the only process of the rank that MPI knows. Every wait of its is for
// messages and for the ends of the processes behind it, so that nothing hangs; and none keeps a
// processor busy for long. Only where mpi.h was found when gpubench-mpi was built.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_MESSENGER_H
#define GPUBENCH_MPI_MESSENGER_H

#ifdef HAVE_MPI

#include "cli/options.h"
#include "mpi/orders.h"
#include "platform/memory.h"

#include <mpi.h>
#include <sys/types.h>

// The clock of rank 0 is the common one; the difference to it drifts.
struct common_clock {
    int64_t offset_ns; // this machine's clock less the common one, when they were compared
    int64_t compared_ns;
    double drift;    // of the offset, in ns a ns
    double error_ns; // half of the shortest round trip
};

int64_t clock_to_local(const struct common_clock *clock, int64_t common_ns);
int64_t clock_to_common(const struct common_clock *clock, int64_t local_ns);

struct messenger {
    struct standing standing;
    const struct shared_pages *shared; // the lists that are gathered; base NULL: none
    int member;                        // sockets
    int harness;                       // -1: not of rank 0
    pid_t harness_pid;
    MPI_Comm world, group; // group: MPI_COMM_NULL while there is none
    unsigned group_ranks;
    struct order whole; // the beginning of the group
    MPI_Datatype answer_type;
    MPI_Op answer_sum;
    struct common_clock clock;
    int64_t window_ns; // from an agreement on a start to that start
    bool ending;       // the processes behind may go now
};

// waiting.c. At once: the processor is only lent to others that want it; at leisure: it sleeps,
// longer and longer, up to a millisecond at a time.
enum haste { AT_ONCE, AT_LEISURE };
void wait_for(struct messenger *messenger, MPI_Request *request, enum haste haste);

// Ends the whole job because a process behind this messenger is gone.
_Noreturn void give_up(struct messenger *messenger);

// clocks.c. Compares each clock of the group with that of rank 0; all of them call it.
void compare_clocks(struct messenger *messenger);
void measure_barrier(struct messenger *messenger, struct estimate *barrier_ns);

// gather.c. Brings every slice of the last sample to rank 0; all of the group call it.
void gather_slices(struct messenger *messenger, const struct request *sampled, size_t bytes);

// greeting.c. Where this rank stands; of options that could not be parsed, the command line is
// NULL. STATUS_USAGE on every rank where they are not the same program, called alike, or not all
// that the launcher has started.
MUST_CHECK enum status greet(struct messenger *messenger, const struct options *options,
                             struct error *error);

// messenger.c. Carries orders and answers until the harness ends; returns the exit code.
int messenger_live(struct messenger *messenger, bool gather, size_t element);

#endif
#endif
