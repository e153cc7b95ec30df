// What a run tells its caller while it goes on, and how the caller stops it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_OBSERVER_H
#define GPUBENCH_MEASURE_OBSERVER_H

// What a progress display is told, before each call to a runner.
struct progress {
    const char *activity;  // "opening", "verifying", "warming up", "sampling", "closing"
    const char *row;       // the row's name
    unsigned round;        // 1.. while sampling, else 0
    double estimate_ns;    // the row's median so far; 0 before there is one
    double relative_width; // half-width of the widest interval still over the target; 0 if unknown
    double left_s;         // time left at most; 0 if unknown
};

struct observer {
    void (*progress)(const struct observer *self, const struct progress *progress); // may be NULL
};

// Set by the signal handler for SIGINT and SIGTERM, read between and during calls to runners.
extern volatile int measure_interrupted;

#endif
