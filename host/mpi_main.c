// gpubench-mpi: gpubench over the ranks of MPI.
// SPDX-License-Identifier: MIT
#include "mpi/launch.h"

int main(int argc, char **argv) {
    return launch(argc, argv);
}
