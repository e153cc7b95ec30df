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

static uint64_t sign_extended(uint64_t value, int bytes) {
    const int unused = 32 - 8 * bytes;
    const int32_t extended = (int32_t)((uint32_t)value << unused) >> unused;
    return (uint32_t)extended;
}

// A value of each lane of the mask, to or from the places at `base` plus what the lane adds. Most
// often all lanes do it, which the compiler makes vectors of.
#define MOVE(bits)                                                                                 \
    static void move##bits(bool load, lane *row, unsigned char *base,                              \
                           const uint64_t add[PTX_LANES], uint32_t mask) {                         \
        for (int i = 0; i < PTX_LANES; i++) {                                                      \
            if (mask != UINT32_MAX && !(mask >> i & 1))                                            \
                continue;                                                                          \
            uint##bits##_t value = (uint##bits##_t)row[i].u;                                       \
            memcpy(load ? (unsigned char *)&value : base + add[i],                                 \
                   load ? base + add[i] : (unsigned char *)&value, sizeof value);                  \
            if (load)                                                                              \
                row[i].u = value;                                                                  \
        }                                                                                          \
    }
MOVE(8)
MOVE(16)
MOVE(32)
MOVE(64)

static void move_values(const struct instruction *one, lane *row, unsigned char *base,
                        const uint64_t add[PTX_LANES], uint32_t mask) {
    const bool load = one->kind == LOAD;
    switch (one->bytes) {
    case 1:
        move8(load, row, base, add, mask);
        break;
    case 2:
        move16(load, row, base, add, mask);
        break;
    case 4:
        move32(load, row, base, add, mask);
        break;
    default:
        move64(load, row, base, add, mask);
        break;
    }
    if (!load || !one->extend_sign || one->bytes >= 4)
        return;
    for (uint32_t left = mask; left != 0; left &= left - 1)
        row[__builtin_ctz(left)].u = sign_extended(row[__builtin_ctz(left)].u, one->bytes);
}

// Every value of the lanes of mask, each at base + add.
static void move_lanes(struct warp *warp, const struct instruction *one, unsigned char *base,
                       const uint64_t add[PTX_LANES], uint32_t mask) {
    const bool load = one->kind == LOAD;
    const int values = load ? one->to_count : one->from_count;
    for (int value = 0; value < values; value++, base += one->bytes)
        move_values(one, warp->rows[load ? one->to[value] : one->from[value]], base, add, mask);
}

// Whether the lanes of mask go to places that follow each other without a gap. Plain sums, of which
// the compiler makes vectors where all lanes take part.
static bool in_a_row(const uint64_t addresses[PTX_LANES], size_t bytes, uint32_t mask) {
    const int begin = __builtin_ctz(mask);
    const uint32_t run = mask >> begin; // without a hole: ones alone
    const uint64_t first = addresses[begin] - (uint64_t)begin * bytes;
    uint64_t apart = run & (run + 1);
    if (mask == UINT32_MAX) {
        for (unsigned i = 0; i < PTX_LANES; i++)
            apart |= addresses[i] ^ (first + i * bytes);
        return apart == 0;
    }
    for (unsigned i = 0; i < PTX_LANES; i++)
        apart |= mask >> i & 1 ? addresses[i] ^ (first + i * bytes) : 0;
    return apart == 0;
}

// Whether the lanes' places follow each other, or are all the same, or are all of memory where it
// doesn't matter who touches what: then one look at the whole is enough.
static bool moved_together(struct warp *warp, const struct instruction *one,
                           const uint64_t addresses[PTX_LANES], size_t bytes, uint32_t mask) {
    const int begin = __builtin_ctz(mask), count = __builtin_popcount(mask);
    uint64_t low = addresses[begin], high = low, bits = low, add[PTX_LANES];
    if (in_a_row(addresses, bytes, mask)) {
        high += (uint64_t)(count - 1) * bytes;
    } else {
        for (uint32_t left = mask; left != 0; left &= left - 1) {
            const uint64_t address = addresses[__builtin_ctz(left)];
            low = address < low ? address : low;
            high = address > high ? address : high;
            bits |= address;
        }
        const bool unwatched = one->space == SPACE_SHARED || one->space == SPACE_PARAMETER;
        if (low != high && !unwatched)
            return false;
    }
    unsigned char *base = bits % bytes == 0 ? place(warp, one, low, high - low + bytes) : NULL;
    if (base == NULL)
        return false;
    for (int i = 0; i < PTX_LANES; i++)
        add[i] = addresses[i] - low;
    move_lanes(warp, one, base, add, mask);
    return true;
}

// Lane by lane, up to the first that may not.
static enum ptx_status move_one_by_one(struct warp *warp, const struct instruction *one,
                                       const uint64_t addresses[PTX_LANES], size_t bytes,
                                       uint32_t mask) {
    static const uint64_t nothing[PTX_LANES];
    for (uint32_t left = mask; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        warp->fault_lane = i;
        warp->fault_address = addresses[i];
        if (addresses[i] % bytes != 0)
            return PTX_MISALIGNED_ADDRESS;
        unsigned char *at = place(warp, one, addresses[i], bytes);
        if (at == NULL)
            return PTX_ILLEGAL_ADDRESS;
        move_lanes(warp, one, at, nothing, UINT32_C(1) << i);
    }
    return PTX_OK;
}

enum ptx_status ptx_load_or_store(struct warp *warp, const struct instruction *one, uint32_t mask) {
    const int values = one->kind == LOAD ? one->to_count : one->from_count;
    const size_t bytes = (size_t)(values * one->bytes); // a power of two
    const lane *registers = warp->rows[one->address];
    uint64_t addresses[PTX_LANES];
    for (int i = 0; i < PTX_LANES; i++) // 32-bit registers address shared memory
        addresses[i] =
            (one->space == SPACE_SHARED ? registers[i].w : registers[i].u) + (uint64_t)one->offset;
    return moved_together(warp, one, addresses, bytes, mask)
               ? PTX_OK
               : move_one_by_one(warp, one, addresses, bytes, mask);
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
