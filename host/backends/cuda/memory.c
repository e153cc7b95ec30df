// The memory of a CUDA device for its part of the list, and pinned memory of the host.
// SPDX-License-Identifier: MIT
#include "backends/cuda/memory.h"

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

static enum status find_room(struct part *part, struct error *error) {
    const uint64_t size = element_bytes(part->share.type);
    const uint64_t wanted =
        (part->share.end - part->share.begin + CUDA_GRID - 1) / CUDA_GRID * CUDA_GRID;
    size_t free = 0, total = 0;
    TRY(cuda_check(part->api, part->api->cuMemGetInfo(&free, &total), "see its memory", error));
    part->room = least(wanted, usable(free) / size / CUDA_GRID * CUDA_GRID);
    part->share.chunk =
        least(chunk_bytes / size, part->room / OFFLOAD_IN_FLIGHT / CUDA_GRID * CUDA_GRID);
    if (cuda_holds_all(part) && part->share.chunk == 0)
        part->share.chunk = CUDA_GRID;
    if (!cuda_holds_all(part) && part->share.chunk > 0) // so that no chunk is cut by its end
        part->room -= part->room % part->share.chunk;
    if (part->share.chunk == 0 && wanted > 0) {
        return fail(error, STATUS_MEMORY,
                    "%s has %.3g of its %.3g MB free, less than two pieces of a list need; end "
                    "other programs that hold its memory (`nvidia-smi` lists them)",
                    part->device.shown.name, (double)free / 1e6, (double)total / 1e6);
    }
    return STATUS_OK;
}

enum status cuda_place(struct part *part, unsigned char *pages, struct error *error) {
    (void)pages; // only where they are pinned, by copies
    TRY(cuda_part_enter(part, error));
    cuda_unplace(part);
    TRY(find_room(part, error));
    const size_t bytes = part->room * element_bytes(part->share.type);
    return bytes > 0 ? cuda_check(part->api, part->api->cuMemAlloc(&part->memory, bytes),
                                  "take memory of the card", error)
                     : STATUS_OK;
}

void cuda_unplace(struct part *part) {
    struct error ignored;
    if (part->memory) {
        // What is freed in another device's context is not freed: a refusal is met by a second try.
        (void)(cuda_part_enter(part, &ignored) == STATUS_OK ||
               cuda_part_enter(part, &ignored) == STATUS_OK);
        part->api->cuMemFree(part->memory);
        part->memory = 0;
    }
}

bool cuda_holds_all(const struct part *part) {
    return part->share.end - part->share.begin <= part->room;
}

CUdeviceptr cuda_place_of(const struct part *part, uint64_t position) {
    const uint64_t place = (position - part->share.begin) % part->room;
    return part->memory + place * element_bytes(part->share.type);
}

enum status cuda_poison(struct part *part, struct error *error) {
    if (!part->memory)
        return STATUS_OK;
    TRY(cuda_part_enter(part, error));
    const size_t bytes = part->room * element_bytes(part->share.type);
    return cuda_check(part->api,
                      part->api->cuMemsetD8Async(part->memory, 0xFF, bytes, part->stream),
                      "overwrite the list", error);
}

// --- The host's --------------------------------------------------------------------------------

enum status cuda_pin(struct part *part, unsigned char *pages, size_t bytes, struct error *error) {
    TRY(cuda_part_enter(part, error));
    return cuda_check(part->api,
                      part->api->cuMemHostRegister(pages, bytes, CU_MEMHOSTREGISTER_PORTABLE),
                      "pin the list's pages in the host's memory", error);
}

void cuda_unpin(struct part *part, unsigned char *pages) {
    struct error ignored;
    (void)!cuda_part_enter(part, &ignored); // the call below can but fail too
    part->api->cuMemHostUnregister(pages);
}

enum status cuda_stage(struct part *part, struct error *error) {
    const size_t bytes = part->share.chunk * element_bytes(part->share.type);
    TRY(cuda_part_enter(part, error));
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT && bytes > 0; i++) {
        TRY(cuda_check(part->api, part->api->cuMemHostAlloc(&part->share.staging[i], bytes, 0),
                       "pin memory of the host", error));
    }
    return STATUS_OK;
}

void cuda_unstage(struct part *part) {
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT; i++)
        if (part->share.staging[i])
            part->api->cuMemFreeHost(part->share.staging[i]);
}
