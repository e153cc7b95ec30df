// One CUDA device at work on its part of the list.
//
// A list lies at positions 0, 1, …: element n of a list whose position 0 has element `origin` lies
// at position n - origin. A part owns positions [begin, end). Where the device's memory is smaller
// than the part, it holds a window of them at a time: position p lies at (p - begin) mod room.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_PART_H
#define GPUBENCH_BACKENDS_CUDA_PART_H

#include "backends/cuda/devices.h"

// Lists are cut, for memory, devices and copies, at multiples of this many elements: there cuRAND
// can begin.
enum { CUDA_GRID = 262144 };

// Copies on their way to the host at a time: one that is copied, one that is made.
enum { CUDA_IN_FLIGHT = 2 };

struct cuda_part;
struct cuda_maker; // each kind completes its own

// How elements are made on a device: with cuRAND, or with our kernel.
struct cuda_kind {
    enum generator generator; // whose streams it makes
    bool launches_in_row;     // making is one launch, and nothing else that has a cost
    uint64_t grid;            // position 0 has an element that is a multiple of this
    MUST_CHECK enum status (*open)(struct cuda_part *part, const struct job *job,
                                   struct opened *opened, struct cuda_maker **maker,
                                   struct error *error);
    // Enqueues on part->stream what must be known before elements [begin, end) of the list are
    // made, of which the part has the first at its own begin; nothing where it is known already.
    // NULL: nothing need be.
    MUST_CHECK enum status (*seek)(struct cuda_part *part, uint64_t begin, uint64_t end,
                                   struct error *error);
    // Enqueues on part->stream the making of elements [first, end), which is not empty; element
    // `origin`, a multiple of grid, lies at values. May write elements from the grid below first
    // on.
    MUST_CHECK enum status (*make)(struct cuda_part *part, CUdeviceptr values, uint64_t origin,
                                   uint64_t first, uint64_t end, struct error *error);
    void (*close)(struct cuda_part *part, struct cuda_maker *maker);
};

struct cuda_part {
    const struct cuda_api *api;
    const struct cuda_kind *kind;
    struct cuda_device device;
    enum element_type type;
    bool retained; // the device's context, which cuRAND uses too
    CUcontext context;
    CUstream stream;    // makes
    CUstream transfers; // copies
    CUevent start, stop;
    CUevent made[CUDA_IN_FLIGHT], copied[CUDA_IN_FLIGHT];
    struct cuda_maker *maker;

    uint64_t begin, end; // positions
    uint64_t room;       // elements that the memory holds
    uint64_t chunk;      // elements of a copy, a multiple of CUDA_GRID
    CUdeviceptr memory;
    void *staging[CUDA_IN_FLIGHT]; // a chunk each, pinned; NULL where copies go to the list itself
};

// Some elements [first, end) of one part, whose first lies at values.
struct cuda_range {
    uint64_t first, end;
    CUdeviceptr values;
};

// --- cuda_part.c: from the device to what makes the elements -----------------------------------

// Its context becomes this thread's: before any other call for the part.
MUST_CHECK enum status cuda_part_enter(struct cuda_part *part, struct error *error);

MUST_CHECK enum status cuda_part_open(struct cuda_part *part, const struct cuda_api *api,
                                      const struct cuda_kind *kind,
                                      const struct cuda_device *device, const struct job *job,
                                      struct opened *opened, struct error *error);
void cuda_part_close(struct cuda_part *part);

// Has the part know what the making of those of elements [.., end) that lie in it needs.
MUST_CHECK enum status cuda_part_seek(struct cuda_part *part, uint64_t origin, uint64_t end,
                                      struct error *error);

// Enqueues the making of those of elements [first, end) that lie in the part.
MUST_CHECK enum status cuda_part_fill(struct cuda_part *part, uint64_t origin, uint64_t first,
                                      uint64_t end, struct error *error);

// Enqueues the writing of positions [0, end) as far as they lie in the part.
MUST_CHECK enum status cuda_part_write(struct cuda_part *part, uint64_t end, struct error *error);

// Waits for all that was enqueued.
MUST_CHECK enum status cuda_part_finish(struct cuda_part *part, struct error *error);

// The last fill, by the device's clock.
MUST_CHECK enum status cuda_part_device_ns(struct cuda_part *part, uint64_t *ns,
                                           struct error *error);

// --- cuda_memory.c: where the part's elements lie ----------------------------------------------

// Takes memory for positions [begin, end), or for as many as are free.
MUST_CHECK enum status cuda_part_place(struct cuda_part *part, uint64_t begin, uint64_t end,
                                       struct error *error);
void cuda_part_unplace(struct cuda_part *part);

// Pins the host buffers that copies go through.
MUST_CHECK enum status cuda_part_stage(struct cuda_part *part, struct error *error);

// The part's positions [from, to) as far as elements [first, end) lie there; false: none do.
// [from, to) must not reach across a window's end.
bool cuda_part_range(const struct cuda_part *part, uint64_t origin, uint64_t from, uint64_t to,
                     uint64_t first, uint64_t end, struct cuda_range *range);

bool cuda_part_holds_all(const struct cuda_part *part);

// Overwrites all with 0xFF bytes.
MUST_CHECK enum status cuda_part_poison(struct cuda_part *part, struct error *error);

// --- cuda_transfer.c: to the host --------------------------------------------------------------

// A part's way through the chunks that elements [first, end) are delivered in.
struct cuda_transfer {
    struct cuda_part *part;
    unsigned char *values; // element `first` in host memory; NULL: to the staging buffers alone
    uint64_t origin, first, end;
    bool made;           // already: only to be copied
    uint64_t next, done; // chunks
};

// Begins the next chunk; *begun is false past the last. At most CUDA_IN_FLIGHT are begun and not
// ended.
MUST_CHECK enum status cuda_transfer_begin(struct cuda_transfer *transfer, bool *begun,
                                           struct error *error);
// Sees the oldest one to its place in host memory.
MUST_CHECK enum status cuda_transfer_end(struct cuda_transfer *transfer, struct error *error);

#endif
