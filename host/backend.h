// THE interface: what a backend is, and what each slot must do.
//
// A backend makes the elements of a stream somewhere: in this process, in threads, in children, on
// a device. Each is one `const struct backend backend_NAME` at the end of backends/NAME.c, every
// slot answered (an optional one with an explicit NULL), and one word in the list in
// CMakeLists.txt.
//
// The harness (measure/) calls a backend in a process of its own, in this order:
//
//   probe … open, { poison, fill | deliver, view, ceiling, copy_ceiling, device_ns } in any number
//   and order, close
//
// It owns the clock, the verification and every word of output. A backend is silent and blocking.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKEND_H
#define GPUBENCH_BACKEND_H

#include "list/spec.h"
#include "platform/memory.h"
#include "platform/topology.h"
#include "status.h"
#include "streams/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum traits {
    TRAIT_OFFLOAD = 1, // its values live off the host: resident and delivered are two numbers
    TRAIT_HARNESS = 2, // it makes no numbers: nothing to verify, no rate; it measures the harness
    TRAIT_SINGLE = 4,  // it uses one host thread whatever the number of workers
    TRAIT_ON_REQUEST = 8, // slow or special: it runs only where it is named, not with all
    TRAIT_WHOLE_RUN = 16, // fill makes the job's lists from 0 on, anew each time, and nothing else
    TRAIT_OWN_SEEDS = 32, // it seeds each list itself: only their kind can be checked
    TRAIT_KERNELS = 64,   // it has several kernels, of which the job may name one
};

// One way a backend can be asked for: `NAME` or `NAME:selector`.
struct device {
    char selector[32]; // what follows the colon; "" for a backend without devices
    char name[128];
    char type[32];    // "CPU", "GPU", "accelerator"
    char driver[128]; // platform and version
    uint64_t memory_bytes;
    unsigned compute_units;
    bool f64; // has double precision
};

enum { PROBE_DEVICES = 16 };

// What probe found. "Unavailable, because …; mend it so: …" is a normal answer.
struct probe {
    bool ready;
    char reason[ERROR_MESSAGE_SIZE]; // where not ready: why, and what to do about it; else ""
    char detail[256];                // where ready: library and version, vector level, workers …
    size_t device_count;             // 0 for backends without devices
    struct device devices[PROBE_DEVICES];
};

// What to make. Lives until close; the backend keeps a pointer if it likes.
struct job {
    struct list_spec spec;
    uint64_t capacity; // the largest count that fill, deliver or ceiling will be asked for; a timed
                       // whole run has spec.size * spec.lists = capacity
    const struct cpu_plan *cpus; // workers, and where each is pinned
    const char *device; // what followed the colon of the backend's name; "" for the default
    const struct shared_pages
        *pages; // shared host pages, touched, for capacity elements + 64 bytes; NULL
                // (always under MEMORY_FRESH): the backend makes its own
};

// What open did, for the report. Zeroed by the caller.
enum { OPENED_PHASES = 8 };
struct opened {
    char variant[96];  // the code path chosen: "avx512, streaming stores", "kernel ulong4"; or ""
    char library[160]; // vendor library and version; or ""
    char device[160];  // the device's name; or ""
    bool on_cpu;       // that device computes on the host's own processors (PoCL): it is no GPU
    unsigned workers;  // host workers in use
    unsigned workers_used; // those of them that the job's lists are worth starting; 0: all
    size_t phase_count;
    struct opened_phase {
        char name[32]; // "kernel build", "fork", "jump"
        uint64_t ns;
    } phases[OPENED_PHASES];
};

// Why a device runs slower than it could.
enum slowed {
    SLOWED_BY_POWER = 1, // its power limit
    SLOWED_BY_HEAT = 2,
    SLOWED_BY_HARDWARE = 4, // a brake of the board or its power supply
};

// What a device says of its condition; negative where it does not say.
struct device_state {
    double clock_mhz, memory_clock_mhz;
    double temperature_c;
    double power_w;
    double energy_j; // since its driver was loaded
    unsigned slowed; // of enum slowed
};

struct session;      // each backend completes its own
struct backend_kind; // so do those that share their functions

struct backend {
    const char *name;                // as --backend says it: lower case, words joined by '-'
    const char *summary;             // one line for `list` and help
    const char *family;              // a name that stands for several backends; NULL: none
    const struct backend_kind *kind; // what tells it from those it shares functions with; or NULL
    const char *gpus;        // names its GPUs alone, where it has CPUs too; NULL: its name does
    unsigned traits;         // of enum traits
    unsigned generators;     // of enum generator: the streams of these are what it makes; 0: all
    unsigned seedings;       // of enum seeding: seeded in these ways; 0: all
    unsigned overhead_bytes; // memory that each element takes beside the lists

    // Cheap, silent, repeatable, and leaves nothing behind. Fills *probe (zeroed by the caller) for
    // the device selector ("" for the default). Required.
    void (*probe)(const struct backend *backend, const char *device, struct probe *probe);

    // Everything one-off: memory, touching pages, contexts, kernel builds, threads parked, children
    // forked. May read the clock to choose between variants and to name parts of its own cost in
    // *opened. What it can't make it refuses (backends/opening.h). On failure everything is freed
    // and *session is NULL. Required.
    MUST_CHECK enum status (*open)(const struct backend *backend, const struct job *job,
                                   struct opened *opened, struct session **session,
                                   struct error *error);

    // Makes elements [first, first + count) in the backend's own memory; on return they are all
    // there and the backend is idle. count <= capacity; 0 is fine. first up to 2^60. Allocates
    // nothing (but the lists themselves under MEMORY_FRESH), prints nothing, reads no clock.
    // A failed fill leaves the session good only for close. Required.
    MUST_CHECK enum status (*fill)(struct session *session, uint64_t first, uint64_t count,
                                   struct error *error);

    // Before and after a row of calls, outside of the clock: fills of up to count elements are
    // about to follow each other, so that workers may spin while they wait; 0: no more, so that all
    // processors are free for others, on return. Without it nothing spins. Optional: NULL where
    // nothing ever does.
    MUST_CHECK enum status (*stand_by)(struct session *session, uint64_t count,
                                       struct error *error);

    // The same values, but in host memory that the host can read: the *delivered* sample. May cut
    // the range up and overlap making with copying. STATUS_UNAVAILABLE where this can't be had here
    // costs the delivered figures alone: the session stays good. NULL where fill already does it
    // (every CPU backend).
    MUST_CHECK enum status (*deliver)(struct session *session, uint64_t first, uint64_t count,
                                      struct error *error);

    // *values: the count elements of the last fill or deliver in host-readable memory, owned by the
    // backend until its next call. No copy for a CPU backend. NULL for TRAIT_HARNESS.
    MUST_CHECK enum status (*view)(struct session *session, const void **values,
                                   struct error *error);

    // Makes the values of earlier calls unreadable, so that "never written" can't look right:
    // memory that is reused is overwritten with 0xFF bytes (no element of any stream), on the
    // device and in host buffers alike; under MEMORY_FRESH it is given back. NULL for
    // TRAIT_HARNESS.
    MUST_CHECK enum status (*poison)(struct session *session, struct error *error);

    // Writes count elements' worth of bytes with no arithmetic, by the same workers to the same
    // memory as fill: the write ceiling. stores: PLAIN or STREAMING (a device has one kind and
    // takes PLAIN only: STREAMING is STATUS_UNAVAILABLE there). Optional: NULL means no ceiling.
    MUST_CHECK enum status (*ceiling)(struct session *session, enum stores stores, uint64_t count,
                                      struct error *error);

    // Copies count elements' worth of bytes from the device's memory to pinned host memory, with
    // nothing made: the ceiling of deliver. Optional: NULL means none.
    MUST_CHECK enum status (*copy_ceiling)(struct session *session, uint64_t count,
                                           struct error *error);

    // The device's own clock for the last fill, in ns. Optional: NULL without such a clock.
    MUST_CHECK enum status (*device_ns)(struct session *session, uint64_t *ns, struct error *error);

    // The device's condition; of several, the worst. Called outside of the clock, and changes
    // nothing. false: it can't be told. Optional: NULL for backends without one.
    bool (*state)(struct session *session, struct device_state *state);

    // Frees everything, in the reverse order of open. Takes NULL; can't fail. Required.
    void (*close)(struct session *session);
};

// Every backend of this build, in the order of the list in CMakeLists.txt; NULL-terminated.
extern const struct backend *const backends[];

// The backend of "NAME" or "NAME:selector"; *device points into name, behind the colon (or at its
// end). NULL if there is none of that name.
const struct backend *backend_find(const char *name, const char **device);

#endif
