// A rank's member: owns the rank's runners and its memory for the lists, and knows nothing of MPI.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_MEMBER_H
#define GPUBENCH_MPI_MEMBER_H

#include "cli/options.h"
#include "mpi/orders.h"

// Whether what an order asks for ends in the memory of rank 0.
bool order_gathers(const struct order *order, bool gather);

// What a member answers: the reply of its runner, or the time that something of its own took.
struct part {
    struct error error;
    uint64_t ns;
    bool took_part; // of a sample
    struct reply reply;
};

// The life of a member process; shared: memory for the lists that the messenger sees too, made
// before either was forked, or none. Returns when the messenger says so, or is gone.
void member_live(const struct options *options, const struct standing *standing,
                 const struct shared_pages *shared, int messenger);

#endif
