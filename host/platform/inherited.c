// Mending what was inherited.
// SPDX-License-Identifier: MIT
#include "platform/inherited.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

// A terminal, a scheduler or a limit on processor time sends these. SIGALRM is left out: who sets
// an alarm answers it.
static const int ending_signals[] = {SIGHUP,  SIGINT,  SIGQUIT,   SIGTERM,
                                     SIGXCPU, SIGUSR1, SIGVTALRM, SIGUSR2};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof ending_signals[0] };

// Reading nothing is the end of a file; results that can't be written are an error, as they were
// when the stream was closed; what is said on standard error is lost.
static void hold_standard_streams(void) {
    static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0)
            (void)open("/dev/null", modes[stream]); // gets the lowest number free: this one
}

void inherited_mend(void) {
    sigset_t none;
    sigemptyset(&none);
    hold_standard_streams();
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGTTOU, SIG_IGN);
}

static void set_ending_signals(void (*handler)(int number)) {
    // No SA_RESTART: a write that waits for a reader, and a wait for a child, must end too.
    const struct sigaction action = {.sa_handler = handler};
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        struct sigaction before;
        const int number = ending_signals[i];
        if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(number, &action, NULL);
    }
}

void ending_signals_catch(void (*handler)(int number)) {
    set_ending_signals(handler);
}

void ending_signals_ignore(void) {
    set_ending_signals(SIG_IGN);
}
