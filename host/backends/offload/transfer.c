// From devices to the host: of each device one chunk is copied while the next is made.
//
// Copies go to the list itself where its pages are pinned. Else they go to pinned buffers, and from
// there the host copies them to their place.
// SPDX-License-Identifier: MIT
#include "backends/offload/offload.h"

#include <string.h>

// A part's way through the chunks of the list.
struct transfer {
    struct part *part;
    unsigned char *values; // element `first` in host memory; NULL: nowhere
    uint64_t origin, first, end;
    bool make;
    uint64_t next, done; // chunks
};

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// Chunk c of the part's; false: it has no elements. *past: nor has any behind it.
static bool find_chunk(const struct transfer *transfer, uint64_t c, struct chunk *chunk,
                       bool *past) {
    const struct share *share = share_of(transfer->part);
    const uint64_t from = share->begin + c * share->chunk;
    *past = share->chunk == 0 || c > (share->end - share->begin) / share->chunk ||
            from >= share->end || transfer->origin + from >= transfer->end;
    if (*past)
        return false;
    const uint64_t begin = transfer->origin + from;
    *chunk = (struct chunk){
        .position = from,
        .origin = transfer->origin,
        .first = transfer->first > begin ? transfer->first : begin,
        .end = least(transfer->end, begin + least(share->chunk, share->end - from)),
        .list_end = transfer->end,
        .turn = c % OFFLOAD_IN_FLIGHT,
        .first_of_turn = c < OFFLOAD_IN_FLIGHT,
    };
    return chunk->first < chunk->end;
}

static void *place_of(const struct transfer *transfer, const struct chunk *chunk) {
    return transfer->values +
           (chunk->first - transfer->first) * element_bytes(share_of(transfer->part)->type);
}

// Begins the next chunk; *begun is false past the last.
static enum status begin(const struct device_interface *interface, struct transfer *transfer,
                         bool *begun, struct error *error) {
    struct chunk chunk;
    bool past;
    const bool any = find_chunk(transfer, transfer->next, &chunk, &past);
    *begun = !past;
    transfer->next += *begun;
    if (!any)
        return STATUS_OK;
    void *staging = share_of(transfer->part)->staging[chunk.turn];
    chunk.to = staging ? staging : place_of(transfer, &chunk);
    return interface->send(transfer->part, &chunk, transfer->make, error);
}

// Sees the oldest one that is begun to its place in host memory.
static enum status end(const struct device_interface *interface, struct transfer *transfer,
                       struct error *error) {
    const struct share *share = share_of(transfer->part);
    struct chunk chunk;
    bool past;
    if (transfer->done == transfer->next || !find_chunk(transfer, transfer->done++, &chunk, &past))
        return STATUS_OK;
    TRY(interface->receive(transfer->part, chunk.turn, error));
    if (share->staging[chunk.turn] && transfer->values) {
        memcpy(place_of(transfer, &chunk), share->staging[chunk.turn],
               (chunk.end - chunk.first) * element_bytes(share->type));
    }
    return STATUS_OK;
}

// Whether the part's chunks are yet to be made.
static bool is_unmade(const struct session *session, struct part *part, enum making making) {
    if (making == MADE_NEVER)
        return false;
    const bool made = making == MADE_BEFORE || share_of(part)->made_whole;
    return !made || !session->interface->holds_all(part);
}

// Of the parts that copy anything; their number.
static size_t plan(const struct session *session, unsigned char *values, enum making making,
                   struct transfer *transfers) {
    size_t count = 0;
    for (size_t i = 0; i < session->part_count; i++) {
        if (!share_of(session->parts[i])->shares_memory) {
            transfers[count++] =
                (struct transfer){.part = session->parts[i],
                                  .values = values,
                                  .origin = offload_origin(session),
                                  .first = session->first,
                                  .end = session->first + session->count,
                                  .make = is_unmade(session, session->parts[i], making)};
        }
    }
    return count;
}

enum status offload_transfer(struct session *session, unsigned char *values, enum making making,
                             struct error *error) {
    struct transfer transfers[OFFLOAD_PARTS];
    const size_t count = plan(session, values, making, transfers);
    bool more = true;
    for (bool ahead = true; more; ahead = false) { // all devices by turns, each a chunk ahead
        more = false;
        for (size_t i = 0; i < count; i++) {
            bool begun;
            TRY(begin(session->interface, &transfers[i], &begun, error));
            more = more || begun;
        }
        for (size_t i = 0; i < count && !ahead; i++)
            TRY(end(session->interface, &transfers[i], error));
    }
    return STATUS_OK;
}
