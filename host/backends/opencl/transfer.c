// Delivery from a device that has a memory of its own: in chunks through two pinned buffers, so
// that one chunk is made while the one before is on its way, and the one before that is copied.
// SPDX-License-Identifier: MIT
#include "backends/opencl/part.h"

#include <string.h>

// Elements of a chunk: a staging buffer's, or a slice's where those are smaller.
static uint64_t chunk_elements(const struct opencl_part *part) {
    const uint64_t most = STAGING_BYTES / element_bytes(part->type);
    return part->memory.slice_elements < most ? part->memory.slice_elements : most;
}

// The elements of chunk c and the position within their slice; false: past the last.
static bool chunk_at(const struct opencl_transfer *transfer, uint64_t chunk,
                     struct opencl_range *range, uint64_t *position) {
    const struct opencl_part *part = transfer->part;
    const uint64_t origin = transfer->origin, length = chunk_elements(part);
    const uint64_t begin = transfer->first - origin > part->begin ? transfer->first - origin
                                                                  : part->begin; // positions
    if (length == 0)
        return false;
    const uint64_t at = part->begin + ((begin - part->begin) / length + chunk) * length;
    const uint64_t slice = (at - part->begin) / part->memory.slice_elements;
    if (at >= part->end || slice >= part->memory.slices ||
        !part_slice(part, slice, origin, transfer->first, transfer->end, range))
        return false;
    if (range->first < origin + at)
        range->first = origin + at;
    if (range->end > origin + at + length)
        range->end = origin + at + length;
    *position = range->first - range->origin;
    return range->first < range->end;
}

enum status transfer_begin(struct opencl_transfer *transfer, bool *begun, struct error *error) {
    struct opencl_part *part = transfer->part;
    const size_t size = element_bytes(part->type);
    const size_t buffer = transfer->next % STAGINGS;
    struct opencl_range range;
    uint64_t position;
    cl_event made = NULL;
    *begun = chunk_at(transfer, transfer->next, &range, &position);
    if (!*begun)
        return STATUS_OK;
    enum status status = STATUS_OK;
    if (!transfer->made)
        status = part_launch(part, &range, &made, error);
    if (status == STATUS_OK && made)
        status = opencl_check(part->api->clFlush(part->queue), "start its queue", error);
    if (status == STATUS_OK) {
        status = opencl_check(part->api->clEnqueueReadBuffer(
                                  part->transfers, range.memory, CL_FALSE, position * size,
                                  (range.end - range.first) * size, part->staged[buffer],
                                  made != NULL, made ? &made : NULL, &part->arrived[buffer]),
                              "read the list", error);
    }
    if (made)
        part->api->clReleaseEvent(made);
    transfer->next += status == STATUS_OK;
    return status == STATUS_OK
               ? opencl_check(part->api->clFlush(part->transfers), "start its queue", error)
               : status;
}

enum status transfer_end(struct opencl_transfer *transfer, struct error *error) {
    struct opencl_part *part = transfer->part;
    const size_t size = element_bytes(part->type);
    const size_t buffer = transfer->done % STAGINGS;
    struct opencl_range range;
    uint64_t position;
    if (!chunk_at(transfer, transfer->done, &range, &position))
        return STATUS_OK;
    transfer->done++;
    const enum status status =
        opencl_check(part->api->clWaitForEvents(1, &part->arrived[buffer]), "read the list", error);
    part->api->clReleaseEvent(part->arrived[buffer]);
    part->arrived[buffer] = NULL;
    if (status == STATUS_OK && transfer->base) {
        memcpy(transfer->base + (range.first - transfer->origin) * size, part->staged[buffer],
               (range.end - range.first) * size);
    }
    return status;
}
