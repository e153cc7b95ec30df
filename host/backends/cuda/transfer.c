// From a CUDA device to the host: one chunk is copied while the next is made.
//
// Copies go to the list itself where its pages are pinned. Else they go to pinned buffers, and from
// there the host copies them to their place.
// SPDX-License-Identifier: MIT
#include "backends/cuda/part.h"

#include <string.h>

// Chunk c's elements and where they are; false: it has none, or there is no such chunk (*past).
static bool find_chunk(const struct cuda_transfer *transfer, uint64_t c, struct cuda_range *range,
                       bool *past) {
    const struct cuda_part *part = transfer->part;
    const uint64_t from = part->begin + c * part->chunk;
    const uint64_t to = part->end - from < part->chunk ? part->end : from + part->chunk;
    *past = part->chunk == 0 || c > (part->end - part->begin) / part->chunk || from >= part->end ||
            transfer->origin + from >= transfer->end;
    return !*past &&
           cuda_part_range(part, transfer->origin, from, to, transfer->first, transfer->end, range);
}

static void *place_of(const struct cuda_transfer *transfer, const struct cuda_range *range) {
    return transfer->values +
           (range->first - transfer->first) * element_bytes(transfer->part->type);
}

static bool is_staged(const struct cuda_transfer *transfer) {
    return transfer->part->staging[0] != NULL;
}

// Makes the chunk once its place on the device is free again, and lets the copy wait for it.
static enum status make(struct cuda_transfer *transfer, const struct cuda_range *range,
                        struct error *error) {
    struct cuda_part *part = transfer->part;
    const struct cuda_api *api = part->api;
    const size_t turn = transfer->next % CUDA_IN_FLIGHT;
    const uint64_t from = part->begin + transfer->next * part->chunk;
    const CUdeviceptr values =
        part->memory + (from - part->begin) % part->room * element_bytes(part->type);
    enum status status = STATUS_OK;
    if (transfer->next >= CUDA_IN_FLIGHT) {
        status = cuda_check(api, api->cuStreamWaitEvent(part->stream, part->copied[turn], 0),
                            "order its work", error);
    }
    if (status == STATUS_OK) {
        status = part->kind->make(part, values, transfer->origin + from, range->first, range->end,
                                  error);
    }
    if (status == STATUS_OK) {
        status = cuda_check(api, api->cuEventRecord(part->made[turn], part->stream),
                            "order its work", error);
    }
    return status == STATUS_OK
               ? cuda_check(api, api->cuStreamWaitEvent(part->transfers, part->made[turn], 0),
                            "order its work", error)
               : status;
}

static enum status copy(struct cuda_transfer *transfer, const struct cuda_range *range,
                        struct error *error) {
    struct cuda_part *part = transfer->part;
    const struct cuda_api *api = part->api;
    const size_t turn = transfer->next % CUDA_IN_FLIGHT;
    void *to = is_staged(transfer) ? part->staging[turn] : place_of(transfer, range);
    const enum status status =
        cuda_check(api,
                   api->cuMemcpyDtoHAsync(to, range->values,
                                          (range->end - range->first) * element_bytes(part->type),
                                          part->transfers),
                   "copy to the host", error);
    return status == STATUS_OK
               ? cuda_check(api, api->cuEventRecord(part->copied[turn], part->transfers),
                            "order its work", error)
               : status;
}

enum status cuda_transfer_begin(struct cuda_transfer *transfer, bool *begun, struct error *error) {
    struct cuda_range range;
    bool past;
    const bool any = find_chunk(transfer, transfer->next, &range, &past);
    enum status status = STATUS_OK;
    *begun = !past;
    if (any)
        status = cuda_part_enter(transfer->part, error);
    if (any && status == STATUS_OK && !transfer->made)
        status = make(transfer, &range, error);
    if (any && status == STATUS_OK)
        status = copy(transfer, &range, error);
    transfer->next += *begun;
    return status;
}

enum status cuda_transfer_end(struct cuda_transfer *transfer, struct error *error) {
    struct cuda_part *part = transfer->part;
    const size_t turn = transfer->done % CUDA_IN_FLIGHT;
    struct cuda_range range;
    bool past;
    enum status status = STATUS_OK;
    if (transfer->done == transfer->next || !find_chunk(transfer, transfer->done++, &range, &past))
        return STATUS_OK;
    status = cuda_check(part->api, part->api->cuEventSynchronize(part->copied[turn]),
                        "copy to the host", error);
    if (status == STATUS_OK && is_staged(transfer) && transfer->values) {
        memcpy(place_of(transfer, &range), part->staging[turn],
               (range.end - range.first) * element_bytes(part->type));
    }
    return status;
}
