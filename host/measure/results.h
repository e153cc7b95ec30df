// What a run found out: plain structs, filled by measure/, read by report/. Nothing flows back.
// Times are nanoseconds of one run (all its lists), as double since a sample of k repeats is
// divided by k. Strings are never NULL unless a comment says so. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RESULTS_H
#define GPUBENCH_MEASURE_RESULTS_H

#include "backend.h"
#include "platform/facts.h"
#include "verify/quality.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A value with its 95 % confidence interval; no interval with fewer than six samples.
struct estimate {
    bool present; // false: not measured or has no meaning; print n/a, write null
    bool has_interval;
    double value;
    double low, high;
};

enum row_status { ROW_OK, ROW_UNAVAILABLE, ROW_FAILED, ROW_WRONG, ROW_INTERRUPTED };

enum stop_reason {
    STOP_NONE,        // never sampled
    STOP_PRECISION,   // the interval of the median is within the target
    STOP_BUDGET,      // the time for sampling ran out first
    STOP_INTERRUPTED, // the user stopped it
    STOP_FAILED,      // the runner failed
};

// Something a reader must know about a series of samples: what, how much, and what to do.
// Nothing is ever deleted because of a flag.
struct flag {
    char name[32]; // "outliers", "drift", "bimodal", "slow-first-run", "context-switches", "steal",
                   // …
    char text[256]; // the sentence with its figures and advice
};
enum { SERIES_FLAGS = 10 };

// A device's condition over a series of samples: the worst of what it said after each; negative
// where it did not say.
struct device_condition {
    bool present;
    double clock_mhz, memory_clock_mhz; // the lowest
    double temperature_c, power_w;      // the highest
    double joules_per_1e9;              // numbers
    size_t slowed_samples;
    unsigned slowed; // why, of enum slowed
};

// How a series' samples lay among the ranks of a group: medians over the samples.
struct rank_spread {
    bool present;
    struct estimate skew_ns;       // between the first rank's start and the last one's
    struct estimate rank_ns;       // a rank's own part of a run, on the mean
    struct estimate numbers_per_s; // that a rank makes in that
    struct estimate imbalance;     // the longest part over the mean, less 1
    struct estimate gather_ns;     // from the last completion until all was in rank 0's memory
    struct estimate alone;         // rank 0's time for its slice alone over that beside the others
    double skew_most_ns;           // the largest
    unsigned slowest;              // the rank that completed last most often
    size_t slowest_samples;        // how often
    char slowest_host[64];
    size_t late; // agreed starts that some rank missed, so that the sample was taken again
};

// Times that are only taken to compare with: of a ceiling, or of rank 0 alone.
struct samples {
    size_t count;
    unsigned repeats; // runs within one
    double *ns;       // of one run; owned
    unsigned *rounds; // owned
};

// The samples of one backend in one place.
struct series {
    bool present;
    size_t count;
    double *samples_ns; // in the order taken; owned, freed by results_free
    unsigned *rounds;   // samples_ns[i] was taken in round rounds[i]; owned
    unsigned repeats;   // runs within one sample (k), fixed before sampling
    struct estimate median_ns;
    struct estimate numbers_per_s;     // absent for harness rows
    struct estimate bytes_per_s;       // absent for harness rows
    struct estimate ceiling_share;     // bytes_per_s over the row's ceiling, 1 = all of it; of what
                                       // a device delivers: over its copy ceiling, if there is one
    struct estimate speedup;           // base's time over this one, from pairs of the same round
    struct device_condition condition; // of the device
    struct rank_spread rank_spread;    // of a group
    double *device_samples_ns;         // of one run by the device's own clock, as many as count;
                                       // owned; NULL without such a clock
    struct estimate device_ns;         // median of the device's own clock
    double empty_ns; // what launching and waiting cost: the least time of a list of one number,
                     // which sweeps measure; 0: not measured
    enum stop_reason stop;
    size_t flag_count;
    struct flag flags[SERIES_FLAGS];
};

// Phases in ns; negative: not measured.
struct phases {
    double open_ns;      // everything one-off
    double first_run_ns; // the first fill after open
    double verify_ns;    // the comparisons, not part of any run
    double close_ns;
};

struct row {
    char name[64]; // "pthread", "opencl:0"
    const struct backend *backend;
    enum row_status status;
    char reason[ERROR_MESSAGE_SIZE]; // unless ROW_OK: what, why, what to do
    bool asked;                      // named by the user, not by "all"
    bool verified;                   // whole output equal to the reference, before and after timing
    bool has_digest;
    uint64_t digest; // of the run's elements
    struct opened opened;
    struct phases phases;
    uint64_t peak_memory_bytes; // of the runner and its children beyond the shared pages; 0 unknown
    uint64_t ran_ns, waited_ns; // of their threads: on a processor, and wanting one; 0: unknown
    struct estimate ceiling_bytes_per_s; // write ceiling with this row's workers in its own memory
    const char *ceiling_stores;          // "plain" or "streaming": the faster; NULL if none
    struct estimate copy_ceiling_bytes_per_s; // from the device to pinned memory of the host
    struct samples ceiling_plain, ceiling_streaming, ceiling_copy;
    struct samples alone; // of rank 0's slice, made while the others wait
    struct series resident;
    struct series delivered; // CPU backends: a copy of resident (delivered_is_resident)
    bool delivered_is_resident;
};

// The group that made the runs; count 0: none did.
struct ranks_facts {
    unsigned count, nodes;
    bool gathered;     // delivered: in the memory of rank 0
    char library[128]; // of MPI
    struct estimate barrier_ns;
    double clock_error_ns; // half the shortest round trip, of the rank farthest off: at most so
                           // far are the clocks apart
};

struct run_facts {         // what was asked for, as the plan resolved it
    struct list_spec spec; // with the workers that there were
    unsigned unknown;      // bit i: the file that it was read from lacks list_facts[i]
    double precision;      // 0.01 = 1 %
    double time_s;         // budget for sampling
    uint64_t shuffle_seed; // of the order within rounds
    char *command_line;    // owned
};

struct results {
    struct run_facts run;
    struct facts machine;
    struct facts build;
    struct facts environment; // the environment variables that matter and are set
    char started_utc[32];     // "2026-11-22T18:00:00Z"
    double elapsed_s;         // of the whole run
    bool interrupted;
    unsigned round_count;

    size_t row_count;
    struct row *rows; // owned; in the order asked for

    const struct row *base; // of every speed-up; into rows; NULL if no row can be a base
    bool base_asked;        // --baseline named it

    struct estimate ceiling_bytes_per_s; // host memory, most workers, faster stores
    const char *ceiling_stores;          // "plain", "streaming" or NULL
    unsigned ceiling_workers;

    struct estimate floor_ns; // the null backend's run: what the harness itself costs
    double clock_cost_ns;
    double first_touch_ns;  // touching the shared pages, once; negative: there are none
    struct quality quality; // of the list; count 0: not tested
    struct ranks_facts ranks;
    size_t note_count; // remarks on the whole run: "2 workers share one core", …
    struct flag notes[SERIES_FLAGS];
};

// Frees what results own; takes a zeroed struct.
void results_free(struct results *results);

bool run_fact_is_unknown(const struct run_facts *run, size_t fact); // its index in list_facts

// A fact of the run as text; NULL where the file lacks it. See setting_text.
const char *run_fact_text(const struct run_facts *run, const struct list_fact *fact,
                          char buffer[static SETTING_NUMBER_TEXT]);

// What a row's backend is; nothing of all this where a report's backend is not known here.
bool row_is_harness(const struct row *row);
bool row_is_offload(const struct row *row);
bool row_is_gpu(const struct row *row); // not one of OpenCL's that is the CPU itself
bool row_has_own_seeds(const struct row *row);

// Only what was compared with the reference before, and did not fail, has times; and rates, unless
// it makes no numbers.
bool row_counts(const struct row *row);
bool row_has_rates(const struct row *row);

// NULL past the last.
const char *row_status_name(size_t status);  // "ok", "unavailable", "failed", "wrong", …
const char *stop_reason_name(size_t reason); // "none", "precision", "budget", …

#endif
