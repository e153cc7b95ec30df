// The harness' side: the group that measure/ asks, behind it the messenger of rank 0.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_HARNESS_H
#define GPUBENCH_MPI_HARNESS_H

#include "cli/options.h"
#include "mpi/orders.h"

// The life of the harness process on rank 0: what gpubench does from its options on, with the
// group. parsed, *refusal: what became of the options. Returns the exit code.
int harness_live(struct options *options, const struct standing *standing, int messenger,
                 enum status parsed, const struct error *refusal);

#endif
