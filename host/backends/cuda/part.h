// One CUDA device at work on its part of the list: its context, its queues, and who makes the
// elements.
//
// Where the device's memory is smaller than the part, it holds a window of it at a time: position p
// lies at (p - begin) mod room.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_PART_H
#define GPUBENCH_BACKENDS_CUDA_PART_H

#include "backends/cuda/devices.h"
#include "backends/offload/offload.h"

// Lists are cut, for memory, devices and copies, at multiples of this many elements: there cuRAND
// can begin.
enum { CUDA_GRID = 262144 };

struct maker_state; // each maker completes its own

// How elements are made on a device: with cuRAND, or with our kernels.
struct maker {
    enum generator generator; // whose streams it makes
    bool launches_in_row;     // making is one launch, and nothing else that has a cost
    uint64_t grid;            // position 0 has an element that is a multiple of this
    MUST_CHECK enum status (*open)(struct part *part, const struct job *job, struct opened *opened,
                                   struct maker_state **state, struct error *error);
    // Enqueues on part->stream what must be known before elements [begin, end) of the list are
    // made, of which the part has the first at its own begin; nothing where it is known already.
    // NULL: nothing need be.
    MUST_CHECK enum status (*seek)(struct part *part, uint64_t begin, uint64_t end,
                                   struct error *error);
    // Enqueues on part->stream the making of elements [first, end), which is not empty; element
    // `origin`, a multiple of grid, lies at values. May write elements from the grid below first
    // on.
    MUST_CHECK enum status (*make)(struct part *part, CUdeviceptr values, uint64_t origin,
                                   uint64_t first, uint64_t end, struct error *error);
    void (*close)(struct part *part, struct maker_state *state);
};

struct part {
    struct share share;
    const struct cuda_api *api;
    const struct maker *maker;
    struct maker_state *making;
    struct cuda_device device;
    bool retained; // the device's context, which cuRAND uses too
    CUcontext context;
    CUstream stream;    // makes
    CUstream transfers; // copies
    CUevent start, stop;
    CUevent made[OFFLOAD_IN_FLIGHT], copied[OFFLOAD_IN_FLIGHT];
    uint64_t room; // elements that the memory holds
    CUdeviceptr memory;
};

// Its context becomes this thread's: before any other call for the part.
MUST_CHECK enum status cuda_part_enter(struct part *part, struct error *error);

// Context, queues and maker of a zeroed part; what was opened is for cuda_part_close, whether it
// fails or not.
MUST_CHECK enum status cuda_part_open(struct part *part, const struct cuda_api *api,
                                      const struct maker *maker, const struct cuda_device *device,
                                      const struct job *job, struct opened *opened,
                                      struct error *error);
void cuda_part_close(struct part *part);

// Waits for all that was enqueued.
MUST_CHECK enum status cuda_part_finish(struct part *part, struct error *error);

#endif
