// What the harness and a runner say to each other: one request, one reply, each one datagram of a
// socket pair. Both ends are the same program, so the structs travel as they are.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_PROTOCOL_H
#define GPUBENCH_MEASURE_PROTOCOL_H

#include "backend.h"

#include <stdbool.h>
#include <stdint.h>

enum request_kind {
    REQUEST_PROBE,
    REQUEST_OPEN,
    REQUEST_POISON,
    REQUEST_SAMPLE,
    REQUEST_VERIFY,
    REQUEST_CLOSE,
    REQUEST_KINDS
};

// What a sample times: the two places where lists can be wanted, and what bounds them.
enum place {
    PLACE_RESIDENT,          // fill
    PLACE_DELIVERED,         // deliver
    PLACE_CEILING_PLAIN,     // ceiling with plain stores
    PLACE_CEILING_STREAMING, // ceiling with streaming stores
    PLACE_CEILING_COPY,      // copy_ceiling
    PLACE_ALONE,             // fill of a slice by the first rank of a group, the others idle
    PLACES
};

struct request {
    enum request_kind kind;
    enum place place;      // sample
    unsigned repeats;      // sample: runs between the two readings of the clock
    bool release;          // sample: poison after the clock has stopped (gives fresh memory back)
    uint64_t first, count; // sample: the elements to make; verify: which of them to compare
    uint64_t start_ns;     // sample: not before this reading of the clock; 0: at once
    bool yields;           // sample: others need this processor until then
    bool gathers;          // sample: the values must end in the shared pages
};

struct opening {
    uint64_t ns;
    struct opened opened;
};

// How the parts of one sample lay among the ranks of a group, by their common clock.
struct spread {
    double skew_ns;             // between the first rank's start and the last one's
    double mean_ns, longest_ns; // of the ranks' own parts
    double first_ns;            // of rank 0's own part
    double gather_ns;           // from the last completion until all was in rank 0's memory
    unsigned slowest;           // the rank that completed last
    unsigned late;              // starts that some rank missed: they were agreed anew
    char host[64];              // of the slowest rank
};

struct sample {
    uint64_t ns;                 // of all repeats
    uint64_t began_ns, ended_ns; // readings of the clock
    bool late;                   // asked for after start_ns
    bool has_spread;
    struct spread spread;
    bool has_device_ns;
    uint64_t device_ns; // of the last run, by the device's own clock
    bool has_state;
    struct device_state state; // of the device after the runs; energy_j: of the runs
    uint64_t switches;         // times the runner's threads were made to give up a processor
};

struct verdict {
    uint64_t ns;
    uint64_t digest; // of the compared elements, right or wrong
};

struct closing {
    uint64_t ns;
    uint64_t peak_memory_bytes; // of the runner and its children, without shared pages; 0 unknown
    uint64_t ran_ns, waited_ns; // of their threads: on a processor, and wanting one; 0: unknown
};

struct reply {
    struct error error; // STATUS_OK, or why not
    union {
        struct probe probe;
        struct opening opening;
        struct sample sample;
        struct verdict verdict;
        struct closing closing;
    };
};

// Bytes of the reply to a request: no more than that is sent.
size_t reply_size(enum request_kind kind);

#endif
