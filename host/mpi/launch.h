// gpubench-mpi, from its start on one rank to its end.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_LAUNCH_H
#define GPUBENCH_MPI_LAUNCH_H

// What main does; returns the exit code, which rank 0 alone makes other than 0.
int launch(int argc, char **argv);

#endif
