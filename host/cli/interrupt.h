// Ctrl-C: the first ends the work in good order, the second at once.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_INTERRUPT_H
#define GPUBENCH_CLI_INTERRUPT_H

// From now on SIGINT and SIGTERM set measure_interrupted, and a closed pipe or a limit on the size
// of files is an error of write (EPIPE, EFBIG) instead of a silent end.
void interrupt_catch(void);

#endif
