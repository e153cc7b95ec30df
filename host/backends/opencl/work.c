// Making a part's elements, and sending chunks of them to the host.
//
// Buffers, each with its slice of the part, stay apart from CUDA's one window of it: a buffer can
// be smaller than what is held, and a pointer into one is nothing that a command takes.
// SPDX-License-Identifier: MIT
#include "backends/opencl/work.h"

#include "backends/opencl/memory.h"

// --- On the device -----------------------------------------------------------------------------

static void forget_events(struct part *part) {
    while (part->event_count > 0)
        part->api->clReleaseEvent(part->events[--part->event_count]);
}

enum status part_seek(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                      struct error *error) {
    // Where the part is made in several slices, each has the windows in its turn.
    for (size_t i = part->memory.slices; i-- > 0;) {
        struct opencl_range range;
        if (!part_slice(part, i, origin, first, end, &range))
            continue;
        TRY(recurrence_seek(&part->recurrence, part->api, part->queue, range.first, range.end,
                            error));
    }
    return STATUS_OK;
}

enum status part_fill(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                      struct error *error) {
    TRY(part_unmap(part, error));
    forget_events(part);
    for (size_t i = 0; i < part->memory.slices; i++) {
        struct opencl_range range;
        if (part_slice(part, i, origin, first, end, &range)) {
            TRY(part_launch(part, &range, &part->events[part->event_count], error));
            part->event_count++;
        }
    }
    return part_flush(part, part->queue, error);
}

enum status part_device_ns(struct part *part, uint64_t *ns, struct error *error) {
    cl_ulong start = 0, end = 0;
    *ns = 0;
    if (part->event_count == 0)
        return STATUS_OK;
    // The queue keeps order: the first launch starts first, the last one ends last.
    cl_int code = part->api->clGetEventProfilingInfo(part->events[0], CL_PROFILING_COMMAND_START,
                                                     sizeof start, &start, NULL);
    if (code == CL_SUCCESS) {
        code = part->api->clGetEventProfilingInfo(part->events[part->event_count - 1],
                                                  CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
    }
    *ns = end > start ? end - start : 0; // swapped times are no time
    return opencl_check(code, "read its clock", error);
}

// --- To the host -------------------------------------------------------------------------------

// Where the chunk lies: a slice is a multiple of chunks.
static struct opencl_range range_of(const struct part *part, const struct chunk *chunk) {
    const uint64_t slice = (chunk->position - part->share.begin) / part->memory.slice_elements;
    struct opencl_range range;
    (void)part_slice(part, (size_t)slice, chunk->origin, chunk->first, chunk->end, &range);
    return range;
}

// Enqueues the chunk's making. A buffer of one chunk alone may still be on its way to the host.
static enum status make(struct part *part, const struct opencl_range *range, cl_event *made,
                        struct error *error) {
    if (part->memory.count == 1 && part->memory.slice_elements == part->share.chunk)
        TRY(opencl_check(part->api->clFinish(part->transfers), "read the list", error));
    TRY(part_launch(part, range, made, error));
    const enum status status = part_flush(part, part->queue, error);
    if (status != STATUS_OK)
        part->api->clReleaseEvent(*made);
    return status;
}

static enum status read_chunk(struct part *part, const struct opencl_range *range,
                              const struct chunk *chunk, const cl_event *made,
                              struct error *error) {
    const size_t size = element_bytes(part->share.type);
    TRY(opencl_check(part->api->clEnqueueReadBuffer(
                         part->transfers, range->memory, CL_FALSE,
                         (range->first - range->origin) * size, (range->end - range->first) * size,
                         chunk->to, made != NULL, made, &part->arrived[chunk->turn]),
                     "read the list", error));
    return part_flush(part, part->transfers, error);
}

enum status part_send(struct part *part, const struct chunk *chunk, bool make_it,
                      struct error *error) {
    const struct opencl_range range = range_of(part, chunk);
    cl_event made;
    if (!make_it)
        return read_chunk(part, &range, chunk, NULL, error);
    TRY(make(part, &range, &made, error));
    const enum status status = read_chunk(part, &range, chunk, &made, error);
    part->api->clReleaseEvent(made);
    return status;
}

enum status part_receive(struct part *part, size_t turn, struct error *error) {
    const enum status status =
        opencl_check(part->api->clWaitForEvents(1, &part->arrived[turn]), "read the list", error);
    part->api->clReleaseEvent(part->arrived[turn]);
    part->arrived[turn] = NULL;
    return status;
}
