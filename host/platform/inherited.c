// Mending what was inherited.
// SPDX-License-Identifier: MIT
#include "platform/inherited.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
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

// A main thread's stack grows as it is used, up to the limit of that moment; a thread's is made
// whole, of the size that the limit had when the program started.
static enum status mend_stacks(struct error *error) {
    enum { LEAST_KIB = 512, USUAL_KIB = 8192 };
    const rlim_t least = (rlim_t)LEAST_KIB << 10, usual = (rlim_t)USUAL_KIB << 10;
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= usual)
        return STATUS_OK;
    limit.rlim_cur = limit.rlim_max < usual ? limit.rlim_max : usual; // "unlimited" is the largest
    (void)setrlimit(RLIMIT_STACK, &limit);
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < least)
        return fail(error, STATUS_SYSTEM,
                    "the stack may not grow beyond %llu KiB, and %d are needed: raise the limit "
                    "(`ulimit -s`)",
                    (unsigned long long)limit.rlim_cur >> 10, LEAST_KIB);
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) == 0) {
        (void)pthread_attr_setstacksize(&attributes, limit.rlim_cur);
        (void)pthread_setattr_default_np(&attributes);
        pthread_attr_destroy(&attributes);
    }
    return STATUS_OK;
}

enum status inherited_mend(struct error *error) {
    sigset_t none;
    sigemptyset(&none);
    hold_standard_streams();
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGTTOU, SIG_IGN);
    return mend_stacks(error);
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
