// Catching signals.
// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"
#include "cli/exit_codes.h"
#include "measure/observer.h"
#include "platform/inherited.h"

#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

static void on_signal(int number) {
    // A closing terminal and a limit on processor time tell more than once.
    const bool urgent = number == SIGINT || number == SIGQUIT || number == SIGTERM;
    if (measure_interrupted && urgent)
        _exit(exit_code_of(STATUS_INTERRUPTED));
    measure_interrupted = 1;
}

void interrupt_catch(void) {
    ending_signals_catch(on_signal);
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}
