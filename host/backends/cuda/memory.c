// The memory of a CUDA device for its part of the list, and pinned memory of the host.
// SPDX-License-Identifier: MIT
#include "backends/cuda/part.h"

// A copy of this size runs at full speed, and the first one, which nothing hides, takes under a
// millisecond on any bus.
static const uint64_t chunk_bytes = 32u << 20;

// Left free for the driver's own needs, and cuRAND's.
static const uint64_t reserve_bytes = 64u << 20;

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// --- The device's ------------------------------------------------------------------------------

// Of cards with little memory a quarter is enough to leave.
static uint64_t usable(uint64_t free) {
    return free - least(reserve_bytes, free / 4);
}

static enum status find_room(struct cuda_part *part, struct error *error) {
    const uint64_t size = element_bytes(part->type);
    const uint64_t wanted = (part->end - part->begin + CUDA_GRID - 1) / CUDA_GRID * CUDA_GRID;
    size_t free = 0, total = 0;
    const enum status status =
        cuda_check(part->api, part->api->cuMemGetInfo(&free, &total), "see its memory", error);
    if (status != STATUS_OK)
        return status;
    part->room = least(wanted, usable(free) / size / CUDA_GRID * CUDA_GRID);
    part->chunk = least(chunk_bytes / size, part->room / CUDA_IN_FLIGHT / CUDA_GRID * CUDA_GRID);
    if (cuda_part_holds_all(part) && part->chunk == 0)
        part->chunk = CUDA_GRID;
    if (!cuda_part_holds_all(part) && part->chunk > 0) // so that no chunk is cut by its end
        part->room -= part->room % part->chunk;
    if (part->chunk == 0 && wanted > 0) {
        return fail(error, STATUS_MEMORY,
                    "%s has %.3g of its %.3g MB free, less than two pieces of a list need; end "
                    "other programs that hold its memory (`nvidia-smi` lists them)",
                    part->device.shown.name, (double)free / 1e6, (double)total / 1e6);
    }
    return STATUS_OK;
}

enum status cuda_part_place(struct cuda_part *part, uint64_t begin, uint64_t end,
                            struct error *error) {
    enum status status = cuda_part_enter(part, error);
    if (status != STATUS_OK)
        return status;
    cuda_part_unplace(part);
    part->begin = begin;
    part->end = end;
    status = find_room(part, error);
    if (status == STATUS_OK && part->room > 0) {
        status = cuda_check(
            part->api, part->api->cuMemAlloc(&part->memory, part->room * element_bytes(part->type)),
            "take memory of the card", error);
    }
    return status;
}

void cuda_part_unplace(struct cuda_part *part) {
    if (part->memory) {
        part->api->cuMemFree(part->memory);
        part->memory = 0;
    }
}

bool cuda_part_holds_all(const struct cuda_part *part) {
    return part->end - part->begin <= part->room;
}

bool cuda_part_range(const struct cuda_part *part, uint64_t origin, uint64_t from, uint64_t to,
                     uint64_t first, uint64_t end, struct cuda_range *range) {
    range->first = first > origin + from ? first : origin + from;
    range->end = least(end, origin + to);
    if (range->first >= range->end)
        return false;
    const uint64_t place = (range->first - origin - part->begin) % part->room;
    range->values = part->memory + place * element_bytes(part->type);
    return true;
}

enum status cuda_part_poison(struct cuda_part *part, struct error *error) {
    enum status status = cuda_part_enter(part, error);
    if (status == STATUS_OK && part->memory) {
        status = cuda_check(part->api,
                            part->api->cuMemsetD8Async(part->memory, 0xFF,
                                                       part->room * element_bytes(part->type),
                                                       part->stream),
                            "overwrite the list", error);
    }
    return status == STATUS_OK ? cuda_part_finish(part, error) : status;
}

// --- The host's --------------------------------------------------------------------------------

enum status cuda_part_stage(struct cuda_part *part, struct error *error) {
    const size_t bytes = part->chunk * element_bytes(part->type);
    enum status status = cuda_part_enter(part, error);
    for (size_t i = 0; i < CUDA_IN_FLIGHT && status == STATUS_OK && bytes > 0; i++) {
        status = cuda_check(part->api, part->api->cuMemHostAlloc(&part->staging[i], bytes, 0),
                            "pin memory of the host", error);
    }
    return status;
}
