// Slices of a run.
// SPDX-License-Identifier: MIT
#include "measure/rank_group.h"

// floor(count * part / parts) without a product of more than 64 bits.
static uint64_t share(uint64_t count, unsigned part, unsigned parts) {
    return count / parts * part + count % parts * part / parts;
}

uint64_t slice_begin(uint64_t count, unsigned rank, unsigned ranks) {
    return rank >= ranks ? count : share(count, rank, ranks) / SLICE_GRAIN * SLICE_GRAIN;
}

uint64_t slice_most(uint64_t count, unsigned ranks) {
    const uint64_t most = count / ranks + SLICE_GRAIN; // rounding moves a border by less than that
    return most < count ? most : count;
}
