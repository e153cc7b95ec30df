// Lists on devices that have an interface of their own (CUDA, OpenCL): one session for all of them,
// and what an interface has to give for it.
//
// A list lies at positions 0, 1, …: element n of a list whose position 0 has element `origin` lies
// at position n - origin. The list's first element is at most a grid's length behind the origin,
// which is a multiple of the grid. A part is one device and its share, positions [begin, end).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OFFLOAD_H
#define GPUBENCH_BACKENDS_OFFLOAD_H

#include "backend.h"
#include "backends/lists.h"

enum { OFFLOAD_PARTS = PROBE_DEVICES };

// Chunks on their way to the host at a time: one that is copied, one that is made.
enum { OFFLOAD_IN_FLIGHT = 2 };

struct part;   // each interface completes its own, which begins with a struct share
struct driver; // likewise: what belongs to all parts, its functions among it
struct maker;  // likewise: who makes elements, of an interface with several

// What the session knows of a part. The interface sets it in open, but for begin and end, and for
// chunk, which its place sets.
struct share {
    enum element_type type;
    double speed;                     // each part gets positions in proportion, in any unit
    bool shares_memory;               // the host's pages are its memory: nothing is copied
    bool made_whole;                  // a list's making can't be cut into chunks without loss
    bool launches_in_row;             // launches follow each other without the host's waiting
    uint64_t begin, end;              // positions
    uint64_t chunk;                   // elements of a copy; 0: the share is empty
    void *staging[OFFLOAD_IN_FLIGHT]; // pinned, a chunk each; NULL: copies go to the list itself
};

static inline struct share *share_of(struct part *part) {
    return (struct share *)part; // its first member
}

// Elements [first, end), which lie in one chunk of a part and are to be copied to `to`.
struct chunk {
    uint64_t position; // where the chunk begins; of a list whose position 0 has element origin
    uint64_t origin, first, end;
    uint64_t list_end; // the element past the list's last
    void *to;
    size_t turn; // below OFFLOAD_IN_FLIGHT; the one that had it before was received
    bool first_of_turn;
};

// What enqueues need not wait; finish and receive do. A part's calls come from one thread.
struct device_interface {
    // Sets session->driver and, by offload_set_grid, how lists are cut; adds the parts that the job
    // asks for; describes *opened. On failure the session is closed, whatever it has got to.
    MUST_CHECK enum status (*open)(struct session *session, const struct backend *backend,
                                   const struct job *job, struct opened *opened,
                                   struct error *error);
    void (*close_part)(struct part *part); // frees it; nothing is enqueued any more
    void (*close)(struct driver *driver);  // NULL: there was none

    // Takes memory for share->begin to share->end, or for a window of them; pages: the host's, for
    // position 0. What it had is given back.
    MUST_CHECK enum status (*place)(struct part *part, unsigned char *pages, struct error *error);
    void (*unplace)(struct part *part);
    bool (*holds_all)(const struct part *part); // of its share at a time

    // Enqueue the making of those of elements [first, end) that lie in the part; what that needs to
    // know beforehand; the writing of positions [0, end); and 0xFF bytes all over.
    MUST_CHECK enum status (*fill)(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                   struct error *error);
    MUST_CHECK enum status (*seek)(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                                   struct error *error);
    MUST_CHECK enum status (*write)(struct part *part, uint64_t end, struct error *error);
    MUST_CHECK enum status (*poison)(struct part *part, struct error *error);

    // Enqueues the smallest launch that there is, for what it costs.
    MUST_CHECK enum status (*launch)(struct part *part, struct error *error);
    MUST_CHECK enum status (*finish)(struct part *part, struct error *error);
    MUST_CHECK enum status (*device_ns)(struct part *part, uint64_t *ns, struct error *error);

    // Enqueues a chunk's making, if asked for, and its copying, after it; and waits for the copy.
    MUST_CHECK enum status (*send)(struct part *part, const struct chunk *chunk, bool make,
                                   struct error *error);
    MUST_CHECK enum status (*receive)(struct part *part, size_t turn, struct error *error);

    // Enqueues that the host may read a part that shares its memory. NULL: none does.
    MUST_CHECK enum status (*map)(struct part *part, struct error *error);

    // Has all devices write to these pages of the host by themselves; STATUS_UNAVAILABLE costs
    // delivery alone. NULL: they can't, and copies go through staging buffers.
    MUST_CHECK enum status (*pin)(struct part *part, unsigned char *pages, size_t bytes,
                                  struct error *error);
    void (*unpin)(struct part *part, unsigned char *pages);
};

struct backend_kind {
    const struct device_interface *interface;
    const struct maker *makers[3]; // one for each generator; the last is NULL
};

// Which memory holds the last list.
enum holder { HELD_NOWHERE, HELD_BY_DEVICE, HELD_BY_HOST };

struct session {
    const struct device_interface *interface;
    struct driver *driver;
    struct lists lists;     // the host's pages
    enum delivery delivery; // whether they are pinned, where they can be
    unsigned char *pinned;  // the pages that are; NULL: none
    struct error unpinned;  // why they can't be; else STATUS_OK
    size_t part_count;
    struct part *parts[OFFLOAD_PARTS];
    enum element_type type;
    uint64_t grid, unit; // origins are multiples of the one, shares' ends of the other
    uint64_t positions;  // capacity, and what the grid needs before a list
    uint64_t first, count;
    enum holder holder;
};

// --- For interfaces' open ----------------------------------------------------------------------

void offload_set_grid(struct session *session, const struct job *job, uint64_t grid, uint64_t unit);

// The session owns the part from now on. STATUS_USAGE where it has too many.
MUST_CHECK enum status offload_add(struct session *session, struct part *part, struct error *error);

// Gives each part its share of the memory, in proportion to its speed.
MUST_CHECK enum status offload_place(struct session *session, struct error *error);

// Pins the host's pages that lists has now, where lists are to be delivered to pinned memory.
MUST_CHECK enum status offload_pin(struct session *session, struct error *error);

// Has the parts know what lists from 0 on need, and records the phase.
MUST_CHECK enum status offload_jump(struct session *session, const struct job *job,
                                    struct opened *opened, struct error *error);

// launch.c: adds the cost of a launch to the phases, with the wait for it, and in a row without.
MUST_CHECK enum status offload_time_launches(struct session *session, struct opened *opened,
                                             struct error *error);

// --- The slots of these names ------------------------------------------------------------------

MUST_CHECK enum status offload_open(const struct backend *backend, const struct job *job,
                                    struct opened *opened, struct session **session,
                                    struct error *error);
MUST_CHECK enum status offload_fill(struct session *session, uint64_t first, uint64_t count,
                                    struct error *error);
MUST_CHECK enum status offload_deliver(struct session *session, uint64_t first, uint64_t count,
                                       struct error *error);
MUST_CHECK enum status offload_view(struct session *session, const void **values,
                                    struct error *error);
MUST_CHECK enum status offload_poison(struct session *session, struct error *error);
MUST_CHECK enum status offload_ceiling(struct session *session, enum stores stores, uint64_t count,
                                       struct error *error);
MUST_CHECK enum status offload_copy_ceiling(struct session *session, uint64_t count,
                                            struct error *error);
MUST_CHECK enum status offload_device_ns(struct session *session, uint64_t *ns,
                                         struct error *error);
void offload_close(struct session *session);

#define OFFLOAD_SLOTS                                                                              \
    .open = offload_open, .fill = offload_fill, .stand_by = NULL, .deliver = offload_deliver,      \
    .view = offload_view, .poison = offload_poison, .ceiling = offload_ceiling,                    \
    .copy_ceiling = offload_copy_ceiling, .device_ns = offload_device_ns, .close = offload_close

// --- Between the files of this folder ----------------------------------------------------------

MUST_CHECK enum status offload_finish(struct session *session, struct error *error);

static inline uint64_t offload_origin(const struct session *session) {
    return session->first - session->first % session->grid;
}

// transfer.c: how chunks come to be in a device's memory.
enum making {
    MAKE_CHUNKS, // they are made as they are sent, but for parts that are made whole
    MADE_BEFORE, // by a fill; what the device's memory could not hold is made again
    MADE_NEVER,  // what is in the memory is copied, whatever it is
};

// Brings the session's list to the host: values: where its first element goes; NULL: no further
// than to the staging buffers. Parts that share the host's memory are left out.
MUST_CHECK enum status offload_transfer(struct session *session, unsigned char *values,
                                        enum making making, struct error *error);

#endif
