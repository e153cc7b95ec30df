// Catching signals.
// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"
#include "cli/exit_codes.h"
#include "measure/measure.h"

#include <signal.h>
#include <unistd.h>

static void on_signal(int number) {
    (void)number;
    if (measure_interrupted)
        _exit(exit_code_of(STATUS_INTERRUPTED));
    measure_interrupted = 1;
}

void interrupt_catch(void) {
    // No SA_RESTART: a write that waits for a reader, and a wait for a runner, must end too.
    const struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}
