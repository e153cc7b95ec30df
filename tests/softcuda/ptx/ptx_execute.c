// What instructions do to the rows of a warp, but for its control flow.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <string.h>

static void keep(lane *to, const lane *result, uint32_t mask) {
    if (mask == UINT32_MAX) {
        memcpy(to, result, PTX_LANES * sizeof *to);
        return;
    }
    for (uint32_t left = mask; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        to[i] = result[i];
    }
}

static void keep_predicate(lane *to, uint32_t result, uint32_t mask) {
    const uint32_t kept = to->w & ~mask;
    to->u = kept | (result & mask);
}

static uint32_t combined(int how, uint32_t a, uint32_t b) {
    return how == COMBINE_AND ? a & b : how == COMBINE_OR ? a | b : how == COMBINE_XOR ? a ^ b : a;
}

static void compute_lanes(struct warp *warp, const struct instruction *one, uint32_t mask) {
    lane result[PTX_LANES];
    const lane *in[4];
    for (int i = 0; i < 4; i++)
        in[i] = warp->rows[i < one->from_count ? one->from[i] : ZERO_ROW];
    if (mask == UINT32_MAX && one->in_place) {
        one->run(warp->rows[one->to[0]], in);
        return;
    }
    one->run(result, in);
    if (one->kind == ARITHMETIC) {
        keep(warp->rows[one->to[0]], result, mask);
        return;
    }
    uint32_t yes = 0;
    for (int i = 0; i < PTX_LANES; i++)
        yes |= result[i].w << i;
    yes = combined(one->detail, yes, in[2]->w);
    keep_predicate(warp->rows[one->to[0]], yes, mask);
}

static void predicates(struct warp *warp, const struct instruction *one, uint32_t mask) {
    const uint32_t a = warp->rows[one->from[0]]->w;
    const uint32_t b = one->from_count > 1 ? warp->rows[one->from[1]]->w : 0;
    const uint32_t result = one->kind == PREDICATE_AND   ? a & b
                            : one->kind == PREDICATE_OR  ? a | b
                            : one->kind == PREDICATE_XOR ? a ^ b
                            : one->kind == PREDICATE_NOT ? ~a
                                                         : a;
    keep_predicate(warp->rows[one->to[0]], result, mask);
}

static void select_lanes(struct warp *warp, const struct instruction *one, uint32_t mask) {
    const uint32_t choose = warp->rows[one->from[2]]->w;
    lane result[PTX_LANES];
    for (int i = 0; i < PTX_LANES; i++)
        result[i] = warp->rows[one->from[choose >> i & 1 ? 0 : 1]][i];
    keep(warp->rows[one->to[0]], result, mask);
}

static void pack_or_unpack(struct warp *warp, const struct instruction *one, uint32_t mask) {
    for (uint32_t left = mask; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        if (one->kind == PACK) {
            const uint64_t high = warp->rows[one->from[1]][i].w;
            warp->rows[one->to[0]][i].u = warp->rows[one->from[0]][i].w | high << 32;
        } else {
            const uint64_t both = warp->rows[one->from[0]][i].u;
            warp->rows[one->to[0]][i].u = (uint32_t)both;
            warp->rows[one->to[1]][i].u = both >> 32;
        }
    }
}

// Everything but control flow.
enum ptx_status ptx_execute(struct warp *warp, const struct instruction *one, uint32_t mask) {
    switch (one->kind) {
    case ARITHMETIC:
    case COMPARE:
        compute_lanes(warp, one, mask);
        return PTX_OK;
    case PREDICATE_AND:
    case PREDICATE_OR:
    case PREDICATE_XOR:
    case PREDICATE_NOT:
    case PREDICATE_MOVE:
        predicates(warp, one, mask);
        return PTX_OK;
    case SELECT:
        select_lanes(warp, one, mask);
        return PTX_OK;
    case PACK:
    case UNPACK:
        pack_or_unpack(warp, one, mask);
        return PTX_OK;
    case LOAD:
    case STORE:
        return ptx_load_or_store(warp, one, mask);
    case SHUFFLE:
        ptx_shuffle(warp, one, mask);
        return PTX_OK;
    case VOTE:
        ptx_vote(warp, one, mask);
        return PTX_OK;
    case ACTIVE_MASK:
        for (int i = 0; i < PTX_LANES; i++)
            warp->rows[one->to[0]][i].u = mask;
        return PTX_OK;
    case WARP_BARRIER:
    case BARRIER:
    case BRANCH:
    case EXIT:
    case NOTHING:
        break;
    }
    return PTX_OK;
}
