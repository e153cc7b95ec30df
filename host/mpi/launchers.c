// The launchers that say in the environment how many ranks they have started. An MPI that knows
// nothing of its launcher takes each process for an only rank.
// SPDX-License-Identifier: MIT
#include "mpi/launchers.h"

#include <stdlib.h>

#define OTHER_LAUNCHER "start it with the mpirun of the MPI that it was built with"

// The nearest to the program first: mpirun may run within a job of Slurm and start fewer ranks than
// the job has tasks.
static const struct launcher {
    const char *variable;
    const char *mend;
} launchers[] = {
    {"OMPI_COMM_WORLD_SIZE", OTHER_LAUNCHER}, // mpirun of Open MPI
    {"PMI_SIZE", OTHER_LAUNCHER},             // mpirun of MPICH and its kin, and srun --mpi=pmi2
    {"SLURM_STEP_NUM_TASKS", "name the interface between the two: srun --mpi=pmix for Open MPI, "
                             "srun --mpi=pmi2 for MPICH"},
    {"SLURM_NTASKS", "start it with srun --mpi=pmix (Open MPI) or --mpi=pmi2 (MPICH), or a single "
                     "rank with mpirun -n 1"},
};

enum status launcher_agrees(unsigned ranks, const char *library, struct error *error) {
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++) {
        const char *text = getenv(launchers[i].variable);
        if (text == NULL)
            continue;
        const unsigned long started = strtoul(text, NULL, 10);
        if (started <= ranks)
            return STATUS_OK;
        return fail(error, STATUS_USAGE,
                    "%s is %lu, but %.60s knows of %u %s only, so that each process would make the "
                    "whole list for itself: %s",
                    launchers[i].variable, started, library, ranks, ranks == 1 ? "rank" : "ranks",
                    launchers[i].mend);
    }
    return STATUS_OK;
}
