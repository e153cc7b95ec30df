// What to measure: the command line, resolved and checked against this machine.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_PLAN_H
#define GPUBENCH_MEASURE_PLAN_H

#include "backend.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLAN_ROWS = 64 };

// What others are compared with unless the user says otherwise: one core, no threads.
#define PLAN_USUAL_BASELINE "serial"

struct rank_group;

struct plan_row {
    const struct backend *backend;
    const char *device; // selector; "" for the default
    char name[64];      // "opencl:0"
    bool asked;         // named by the user: unavailable is then an error
};

struct plan {
    struct list_spec spec;
    struct cpu_plan cpus;
    size_t row_count;
    struct plan_row rows[PLAN_ROWS];
    char selectors[PLAN_ROWS][32]; // of rows whose device was found, not named
    const char *baseline;     // a row's name; NULL: the default (serial, else the first ok row)
    double precision;         // 0.01 = 1 %: target half-width of the median's interval, relative
    double time_s;            // budget for sampling
    double patience_s;        // a runner silent for longer in one call is hung, and ended
    uint64_t shuffle_seed;    // of the order within rounds
    bool times_empty;         // measure what an empty list costs, too
    bool statistics;          // of measure_verify: test a sample of the list, too
    const char *command_line; // for the report
    const struct rank_group *group; // makes the runs, a slice on each rank; NULL: this process does
    unsigned ranks;                 // of the group that take part
};

// size * lists; the options made sure that it fits in 2^60.
uint64_t plan_elements(const struct plan *plan);

// What a backend is opened for: the plan's list, made on a device, `capacity` elements at a time,
// in the shared pages; pages that aren't there (NULL, or its base) leaves the backend to its own
// memory.
struct job plan_job(const struct plan *plan, const char *device, uint64_t capacity,
                    const struct shared_pages *pages);

// Refuses, before anything is allocated, what can't fit this machine: the sentence says what it
// would need and what there is (STATUS_MEMORY), and what to do.
MUST_CHECK enum status plan_fits(const struct plan *plan, struct error *error);

// What the runners take beyond the lists, all of them.
uint64_t plan_runner_bytes(const struct plan *plan);

// Elements that are made and compared at once where nothing is timed.
uint64_t plan_slice(const struct plan *plan);

// Of them, those that one call compares: so many that no answer is long in coming.
uint64_t plan_piece(const struct plan *plan);

#endif
