// What a process inherits from the one that started it: standard streams and signals.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_INHERITED_H
#define GPUBENCH_PLATFORM_INHERITED_H

#include "status.h"

// First thing in main: closed standard streams get something open that takes or gives nothing, so
// that no file of ours gets their numbers; signals that were blocked arrive again; deaths of
// children are told, and writing to a terminal from the background stops nobody; stacks, of threads
// too, may grow as far as usual. STATUS_SYSTEM where they can't grow far enough to go on.
MUST_CHECK enum status inherited_mend(struct error *error);

// Every signal that asks a program to end comes to the handler, but for those that the parent had
// ignored, as `nohup` does.
void ending_signals_catch(void (*handler)(int number));

// In a child: such signals are the parent's to answer.
void ending_signals_ignore(void);

#endif
