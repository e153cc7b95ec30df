// What the program's launcher says of the number of ranks, held against what MPI says.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_LAUNCHERS_H
#define GPUBENCH_MPI_LAUNCHERS_H

#include "status.h"

// STATUS_USAGE where the launcher that started this process has started more than the `ranks` that
// MPI knows of: each would make the whole list, and write over the others' files. library: MPI's
// name, for the sentence.
MUST_CHECK enum status launcher_agrees(unsigned ranks, const char *library, struct error *error);

#endif
