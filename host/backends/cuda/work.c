// Making a part's elements, and sending chunks of them to the host.
// SPDX-License-Identifier: MIT
#include "backends/cuda/work.h"

#include "backends/cuda/memory.h"

// --- On the device -----------------------------------------------------------------------------

static enum status record(struct part *part, CUevent event, struct error *error) {
    return cuda_check(part->api, part->api->cuEventRecord(event, part->stream),
                      "read the card's clock", error);
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// Where the window of the memory that begins at a position ends.
static uint64_t window_end(const struct part *part, uint64_t from) {
    return from + least(part->room, part->share.end - from);
}

enum status cuda_seek(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                      struct error *error) {
    const uint64_t own = origin + part->share.begin, past = origin + part->share.end;
    (void)first; // the whole part's way is known at once
    if (!part->maker->seek || own >= end || own == past)
        return STATUS_OK;
    TRY(cuda_part_enter(part, error));
    return part->maker->seek(part, own, past < end ? past : end, error);
}

enum status cuda_fill(struct part *part, uint64_t origin, uint64_t first, uint64_t end,
                      struct error *error) {
    TRY(cuda_part_enter(part, error));
    TRY(cuda_seek(part, origin, first, end, error));
    TRY(record(part, part->start, error));
    for (uint64_t from = part->share.begin, to; from < part->share.end; from = to) {
        to = window_end(part, from);
        const uint64_t begin = first > origin + from ? first : origin + from;
        const uint64_t past = least(end, origin + to);
        if (begin < past)
            TRY(part->maker->make(part, part->memory, origin + from, begin, past, error));
    }
    return record(part, part->stop, error);
}

enum status cuda_write(struct part *part, uint64_t end, struct error *error) {
    const size_t size = element_bytes(part->share.type);
    TRY(cuda_part_enter(part, error));
    for (uint64_t from = part->share.begin, to; from < least(part->share.end, end); from = to) {
        to = window_end(part, from);
        const size_t words = (least(to, end) - from) * size / sizeof(uint32_t);
        TRY(cuda_check(part->api,
                       part->api->cuMemsetD32Async(part->memory, 0x01010101u, words, part->stream),
                       "write memory", error));
    }
    return STATUS_OK;
}

enum status cuda_launch(struct part *part, struct error *error) {
    TRY(cuda_part_enter(part, error));
    return part->maker->make(part, part->memory, 0, 0, 1, error);
}

enum status cuda_device_ns(struct part *part, uint64_t *ns, struct error *error) {
    float milliseconds = 0;
    TRY(cuda_part_enter(part, error));
    TRY(cuda_check(part->api, part->api->cuEventElapsedTime(&milliseconds, part->start, part->stop),
                   "read the card's clock", error));
    *ns = (uint64_t)((double)milliseconds * 1e6);
    return STATUS_OK;
}

// --- To the host -------------------------------------------------------------------------------

// The next call of its queue waits for the event.
static enum status wait_for(struct part *part, CUstream stream, CUevent event,
                            struct error *error) {
    return cuda_check(part->api, part->api->cuStreamWaitEvent(stream, event, 0), "order its work",
                      error);
}

static enum status signal(struct part *part, CUstream stream, CUevent event, struct error *error) {
    return cuda_check(part->api, part->api->cuEventRecord(event, stream), "order its work", error);
}

// Once its place on the device is free again; and lets the copy wait for it.
static enum status make(struct part *part, const struct chunk *chunk, struct error *error) {
    const CUevent made = part->made[chunk->turn], copied = part->copied[chunk->turn];
    TRY(cuda_seek(part, chunk->origin, chunk->first, chunk->list_end, error));
    if (!chunk->first_of_turn)
        TRY(wait_for(part, part->stream, copied, error));
    TRY(part->maker->make(part, cuda_place_of(part, chunk->position),
                          chunk->origin + chunk->position, chunk->first, chunk->end, error));
    TRY(signal(part, part->stream, made, error));
    return wait_for(part, part->transfers, made, error);
}

enum status cuda_send(struct part *part, const struct chunk *chunk, bool make_it,
                      struct error *error) {
    const size_t bytes = (chunk->end - chunk->first) * element_bytes(part->share.type);
    const CUdeviceptr values = cuda_place_of(part, chunk->first - chunk->origin);
    TRY(cuda_part_enter(part, error));
    if (make_it)
        TRY(make(part, chunk, error));
    TRY(cuda_check(part->api,
                   part->api->cuMemcpyDtoHAsync(chunk->to, values, bytes, part->transfers),
                   "copy to the host", error));
    return signal(part, part->transfers, part->copied[chunk->turn], error);
}

enum status cuda_receive(struct part *part, size_t turn, struct error *error) {
    return cuda_check(part->api, part->api->cuEventSynchronize(part->copied[turn]),
                      "copy to the host", error);
}
