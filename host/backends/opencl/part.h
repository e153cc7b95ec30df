// One OpenCL device at work on its part of the list.
//
// A list lies at positions 0, 1, … of a memory whose begin is a line's begin; a part owns positions
// [begin, end), in one or several buffers. Element n of a list that begins at `origin` (the element
// that position 0 has) lies at position n - origin.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENCL_PART_H
#define GPUBENCH_BACKENDS_OPENCL_PART_H

#include "backend.h"
#include "backends/opencl/devices.h"
#include "backends/opencl/kernels.h"
#include "backends/opencl/windows.h"

// Two buffers of this size, in pinned host memory, through which a list is delivered: large enough
// for full speed on a bus, small against any list.
enum { STAGING_BYTES = 8 << 20, STAGINGS = 2 };

// The buffers of a part. Buffer i holds slice i of the part, and slices i + count, … after it where
// the device's memory is smaller than the part.
struct opencl_memory {
    cl_mem *buffers;
    void **mapped; // where each is readable by the host; NULL: not mapped
    size_t count;
    size_t slices;
    uint64_t slice_elements; // a multiple of the elements of a staging buffer
};

struct opencl_part {
    const struct opencl_api *api;
    struct opencl_device device;
    bool is_cut; // device.id is a sub-device, to be released
    unsigned units;
    enum element_type type;
    uint64_t seed;
    cl_context context;
    cl_command_queue queue;
    cl_program program;
    const struct opencl_variant *variant;
    cl_kernel kernel;
    struct opencl_recurrence recurrence;

    uint64_t begin, end; // positions
    struct opencl_memory memory;
    cl_event *events; // of the launches of the last fill, a slice each
    size_t event_count;

    cl_kernel ceilings[2]; // plain and streaming stores; NULL where the compiler has no such
    int ceiling;           // which is the fastest way to write: CEILING_…

    cl_command_queue transfers; // these four: NULL where memory is shared
    cl_mem staging[STAGINGS];
    void *staged[STAGINGS]; // where the host sees them
    cl_event arrived[STAGINGS];
};

// --- opencl_part.c: from the device to its queue and kernels -----------------------------------

// A context, queues and the program. *build_ns grows by the time of the kernels' build.
MUST_CHECK enum status part_open(struct opencl_part *part, const struct opencl_api *api,
                                 const struct opencl_device *device, const struct job *job,
                                 uint64_t *build_ns, struct error *error);
void part_close(struct opencl_part *part);

// Enqueues the making of a range in one of the part's buffers. event may be NULL.
MUST_CHECK enum status part_launch(struct opencl_part *part, const struct opencl_range *range,
                                   cl_event *event, struct error *error);

// Enqueues what would otherwise be done in the first fill of those elements alone: jumps.
MUST_CHECK enum status part_seek(struct opencl_part *part, uint64_t origin, uint64_t first,
                                 uint64_t end, struct error *error);

// Enqueues the making of those of elements [first, end) that lie in the part.
MUST_CHECK enum status part_fill(struct opencl_part *part, uint64_t origin, uint64_t first,
                                 uint64_t end, struct error *error);
MUST_CHECK enum status part_finish(struct opencl_part *part, struct error *error);

// Enqueues the writing of positions [0, end) as far as they lie in the part.
MUST_CHECK enum status part_write(struct opencl_part *part, uint64_t end, struct error *error);

// From the first start to the last end of the last fill's launches, by the device's clock.
MUST_CHECK enum status part_device_ns(struct opencl_part *part, uint64_t *ns, struct error *error);

// --- opencl_memory.c: where the part's elements lie --------------------------------------------

// Takes memory for positions [begin, end): in the host's pages at base where it is shared.
MUST_CHECK enum status part_place(struct opencl_part *part, unsigned char *base, uint64_t begin,
                                  uint64_t end, struct error *error);
void part_unplace(struct opencl_part *part);

// The elements of slice i that lie among [first, end); false: none.
bool part_slice(const struct opencl_part *part, size_t slice, uint64_t origin, uint64_t first,
                uint64_t end, struct opencl_range *range);

// Whether all of the part's slices can stay in the device's memory.
bool part_holds_all(const struct opencl_part *part);

// Shared memory: lets the host read, or takes the memory back for the device.
MUST_CHECK enum status part_map(struct opencl_part *part, cl_map_flags how, struct error *error);
MUST_CHECK enum status part_unmap(struct opencl_part *part, struct error *error);

// Overwrites all with 0xFF bytes.
MUST_CHECK enum status part_poison(struct opencl_part *part, struct error *error);

// --- opencl_transfer.c: out of a memory that is not shared -------------------------------------

// Chunk c of those that elements [first, end) are delivered in, for the part; false: past the last.
// transfer_begin makes it (unless it is to be only read) and starts its way to the host, and
// transfer_end waits for it and puts it into its place at base (NULL: leaves it). At most STAGINGS
// chunks at a time.
struct opencl_transfer {
    struct opencl_part *part;
    unsigned char *base;
    uint64_t origin, first, end;
    bool made;           // already
    uint64_t next, done; // chunks
};
MUST_CHECK enum status transfer_begin(struct opencl_transfer *transfer, bool *begun,
                                      struct error *error);
MUST_CHECK enum status transfer_end(struct opencl_transfer *transfer, struct error *error);

// --- opencl_trial.c: which kernel --------------------------------------------------------------

// Chooses part->kernel and part->variant: the one that the job names, else the fastest of those
// that are exact, with the part placed at positions [0, …). *rate: elements a second.
MUST_CHECK enum status part_choose(struct opencl_part *part, const struct job *job,
                                   struct opened *opened, double *rate, struct error *error);

// Chooses the fastest way to write.
MUST_CHECK enum status part_choose_ceiling(struct opencl_part *part, struct error *error);

#endif
