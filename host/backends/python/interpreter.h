// A Python interpreter that runs a script of this program and answers its orders.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_INTERPRETER_H
#define GPUBENCH_BACKENDS_INTERPRETER_H

#include "status.h"

#include <sys/types.h>

struct interpreter {
    pid_t child; // 0: none
    int to, from;
};

enum { INTERPRETER_ARGUMENTS = 8, INTERPRETER_ANSWER = 208 };

struct interpreter_setup {
    const char *path;                             // looked up on PATH if it has no slash
    const char *script;                           // its text
    const char *arguments[INTERPRETER_ARGUMENTS]; // of the script; ends with NULL
    int memory; // a file that the script finds as descriptor 3; -1: none
    int cpu;    // the processor it is pinned to; -1: any
};

// Starts it and waits for its first answer, whose text, behind "ok ", goes to greeting.
MUST_CHECK enum status interpreter_start(const struct interpreter_setup *setup,
                                         struct interpreter *interpreter,
                                         char greeting[INTERPRETER_ANSWER], struct error *error);

// Gives an order of one letter and waits until it is done.
MUST_CHECK enum status interpreter_order(struct interpreter *interpreter, char order,
                                         struct error *error);

// Ends it: its input ends, and it is waited for. Takes a zeroed struct.
void interpreter_end(struct interpreter *interpreter);

#endif
