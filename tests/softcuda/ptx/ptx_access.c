// Loads, stores and what the lanes of a warp tell each other.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <string.h>

// Where the bytes are, NULL: nowhere.
static unsigned char *place(struct warp *warp, const struct instruction *one, uint64_t address,
                            size_t bytes) {
    enum space space = one->space;
    if (space == SPACE_GENERIC && address >= SHARED_WINDOW &&
        address - SHARED_WINDOW < UINT32_MAX) {
        space = SPACE_SHARED;
        address -= SHARED_WINDOW;
    }
    switch (space) {
    case SPACE_PARAMETER: {
        const size_t all = warp->kernel->parameter_bytes;
        // Read only: the instruction set has no stores to the parameters of a kernel.
        return one->kind == LOAD && address <= all && bytes <= all - address
                   ? (unsigned char *)(uintptr_t)warp->launch->parameters + address
                   : NULL;
    }
    case SPACE_SHARED:
        address = (uint32_t)address;
        return address <= warp->shared_bytes && bytes <= warp->shared_bytes - address
                   ? warp->shared + address
                   : NULL;
    case SPACE_GLOBAL:
    case SPACE_GENERIC:
        break;
    }
    return warp->launch->reach(warp->launch->memory, address, bytes, one->kind == STORE);
}

static uint64_t loaded(const unsigned char *from, const struct instruction *one) {
    lane value = {.u = 0};
    memcpy(&value, from, (size_t)one->bytes);
    if (one->extend_sign && one->bytes < 4) {
        const int unused = 32 - 8 * one->bytes;
        const int32_t extended = (int32_t)(value.w << unused) >> unused;
        value.u = (uint32_t)extended;
    }
    return value.u;
}

enum ptx_status ptx_load_or_store(struct warp *warp, const struct instruction *one, uint32_t mask) {
    const bool load = one->kind == LOAD;
    const int values = load ? one->to_count : one->from_count;
    const size_t bytes = (size_t)(values * one->bytes);
    const lane *addresses = warp->rows[one->address];
    for (uint32_t left = mask; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        uint64_t address = addresses[i].u;
        if (one->space == SPACE_SHARED) // 32-bit registers address it
            address = (uint32_t)address;
        address += (uint64_t)one->offset;
        warp->fault_lane = i;
        warp->fault_address = address;
        if (address % bytes != 0)
            return PTX_MISALIGNED_ADDRESS;
        unsigned char *at = place(warp, one, address, bytes);
        if (at == NULL)
            return PTX_ILLEGAL_ADDRESS;
        for (int value = 0; value < values; value++, at += one->bytes)
            if (load)
                warp->rows[one->to[value]][i].u = loaded(at, one);
            else
                memcpy(at, &warp->rows[one->from[value]][i], (size_t)one->bytes);
    }
    return PTX_OK;
}

// The lane whose value lane i takes; *valid: it is within the segment. The third operand of shfl
// holds the segment's mask in bits 8 to 12 and the clamp in bits 0 to 4.
static int source_lane(enum shuffle mode, int i, uint32_t operand, uint32_t control, bool *valid) {
    const int segment = (int)(control >> 8 & 31), clamp = (int)(control & 31);
    const int maximum = (i & segment) | (clamp & ~segment), minimum = i & segment;
    const int by = (int)(operand & 31);
    int from = i;
    switch (mode) {
    case SHUFFLE_UP:
        from = i - by;
        *valid = from >= maximum;
        break;
    case SHUFFLE_DOWN:
        from = i + by;
        *valid = from <= maximum;
        break;
    case SHUFFLE_BUTTERFLY:
        from = i ^ by;
        *valid = from <= maximum;
        break;
    case SHUFFLE_INDEX:
        from = minimum | (by & ~segment);
        *valid = from <= maximum;
        break;
    }
    return *valid ? from : i;
}

void ptx_shuffle(struct warp *warp, const struct instruction *one, uint32_t mask) {
    lane taken[PTX_LANES];
    uint32_t valid_lanes = 0;
    const lane *values = warp->rows[one->from[0]];
    for (int i = 0; i < PTX_LANES; i++) {
        bool valid = false;
        const int from = source_lane((enum shuffle)one->detail, i, warp->rows[one->from[1]][i].w,
                                     warp->rows[one->from[2]][i].w, &valid);
        taken[i] = values[from];
        valid_lanes |= (uint32_t)valid << i;
    }
    for (uint32_t left = mask; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        warp->rows[one->to[0]][i] = taken[i];
    }
    if (one->second >= 0) {
        lane *predicate = warp->rows[one->second];
        predicate->u = (predicate->u & ~mask) | (valid_lanes & mask);
    }
}

void ptx_vote(struct warp *warp, const struct instruction *one, uint32_t mask) {
    const uint32_t yes = warp->rows[one->from[0]]->w & mask;
    lane *to = warp->rows[one->to[0]];
    if (one->detail == VOTE_BALLOT) {
        for (uint32_t left = mask; left != 0; left &= left - 1)
            to[__builtin_ctz(left)].u = yes;
        return;
    }
    const bool answer = one->detail == VOTE_ANY   ? yes != 0
                        : one->detail == VOTE_ALL ? yes == mask
                                                  : yes == mask || yes == 0;
    to->u = answer ? to->u | mask : to->u & ~(uint64_t)mask;
}
