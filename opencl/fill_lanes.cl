// One shape of the kernel that walks along a row, included by fill.cl for each with
//   LANES   quads made at once, in 64-bit integers of which the lower half is a word
//   SHAPE   its name
//   STORE   how a line is stored
//
// A work-item's blocks differ in their subsequence only, so what rounds 1 and 2 have in common is
// computed once: round 1's product of the counter is a constant of the row, its product of the
// subsequence grows by a constant from group to group (an addition), and round 2 needs one
// multiplication for both blocks of an f64 quad. That saves 7 of 40 multiplications in f64, and 3
// of 20 in f32.
// SPDX-License-Identifier: MIT

#define NAMED(name) JOIN(JOIN(name, _), SHAPE)
#if LANES == 1
#define INTEGERS ulong
#define WALK     ROW_GROUPS // groups that a work-item makes
#else
#define INTEGERS JOIN(ulong, LANES)
#define WALK     GROUPS
#endif

// The upper halves of w1 and w3 hold what is left of products.
struct NAMED(words) {
    INTEGERS w0, w1, w2, w3;
};

// Rounds 3 to 10 of GROUPS_AT_ONCE groups' blocks, by turns, so that the processor has several at
// work while it waits for products; product2 is round 1's of a group's subsequences, product0 round
// 2's of word 0.
INLINED void NAMED(finish)(struct NAMED(words) * x, const struct philox_block *start,
                           const INTEGERS *product2, const INTEGERS *product0, u64 seed) {
#pragma unroll
    for (int i = 0; i < QUAD_BLOCKS * GROUPS_AT_ONCE; i++) {
        const struct philox_block mine = start[i % QUAD_BLOCKS];
        x[i].w0 = product2[i / QUAD_BLOCKS] ^ (ulong)mine.w0;
        x[i].w1 = (INTEGERS)((ulong)mine.w1);
        x[i].w2 = product0[i / QUAD_BLOCKS] >> 32 ^ (ulong)mine.w2;
        x[i].w3 = product0[i / QUAD_BLOCKS];
    }
#pragma unroll
    for (u32 round = 2; round < PHILOX_ROUNDS; round++) {
        const ulong key0 = (u32)seed + round * PHILOX_KEY_STEP0;
        const ulong key1 = (u32)(seed >> 32) + round * PHILOX_KEY_STEP1;
#pragma unroll
        for (int i = 0; i < QUAD_BLOCKS * GROUPS_AT_ONCE; i++) {
            const INTEGERS next0 = (x[i].w0 & WORD) * (ulong)PHILOX_MULTIPLIER0;
            const INTEGERS next2 = (x[i].w2 & WORD) * (ulong)PHILOX_MULTIPLIER2;
            x[i].w0 = next2 >> 32 ^ x[i].w1 ^ key0;
            x[i].w1 = next2;
            x[i].w2 = next0 >> 32 ^ x[i].w3 ^ key1;
            x[i].w3 = next0;
        }
    }
}

// The values of words, in the order of the list.
#ifdef ELEMENT_F64
INLINED void NAMED(store)(global element *to, const struct NAMED(words) * x, ulong shift21) {
#if LANES == 1
    *(global element4 *)to =
        (element4)(curand_f64(x[0].w0, x[0].w1), curand_f64(x[0].w2, x[0].w3), //
                   curand_f64(x[1].w0, x[1].w1), curand_f64(x[1].w2, x[1].w3));
#else
    typedef JOIN(double, LANES) doubles;
    const doubles v0 = VALUES(LANES, x[0].w0, x[0].w1, shift21);
    const doubles v1 = VALUES(LANES, x[0].w2, x[0].w3, shift21);
    const doubles v2 = VALUES(LANES, x[1].w0, x[1].w1, shift21);
    const doubles v3 = VALUES(LANES, x[1].w2, x[1].w3, shift21);
    const doubles even01 = JOIN(EVEN, LANES)(v0, v1);
    const doubles even23 = JOIN(EVEN, LANES)(v2, v3);
    const doubles odd01 = JOIN(ODD, LANES)(v0, v1);
    const doubles odd23 = JOIN(ODD, LANES)(v2, v3);
    global line *lines = (global line *)to;
    JOIN(LINES, LANES)(STORE, lines, even01, even23);
    JOIN(LINES, LANES)(STORE, lines + LANES / 4, odd01, odd23);
#endif
}
#else
INLINED void NAMED(store)(global element *to, const struct NAMED(words) * x, ulong shift21) {
#if LANES == 1
    *(global element4 *)to = (element4)(curand_f32(x[0].w0), curand_f32(x[0].w1),
                                        curand_f32(x[0].w2), curand_f32(x[0].w3));
#else
    const INTEGERS v01 = JOIN(VALUES, LANES)(x[0].w0, x[0].w1);
    const INTEGERS v23 = JOIN(VALUES, LANES)(x[0].w2, x[0].w3);
    const INTEGERS even = JOIN(EVEN, LANES)(v01, v23);
    const INTEGERS odd = JOIN(ODD, LANES)(v01, v23);
    global line *lines = (global line *)to;
    JOIN(LINES, LANES)(STORE, lines, even, odd);
#endif
}
#endif

#if LANES == 1
kernel void
#else
ONE_BY_ONE kernel void
#endif
NAMED(fill)(global element *values, u64 seed, u64 origin, u64 first, u64 end) {
#if LANES == 1 // a work-group's items stand side by side, so that their stores do
    const u64 step = get_local_size(0);
    const u64 span = first / QUAD / (step * WALK) + get_group_id(0);
    const u64 start = span * step * WALK + get_local_id(0);
#else
    const u64 step = LANES;
    const u64 start = (first / QUAD / (LANES * WALK) + get_global_id(0)) * (LANES * WALK);
#endif
    const u64 stop = start + WALK * step;

    // Groups [from, to) are whole in the range; at its ends there may be some that are not.
    const u64 whole = (first + QUAD - 1) / QUAD, whole_end = end / QUAD;
    u64 from = start, to = stop;
    if (whole > start)
        from = min(start + (whole - start + step - 1) / step * step, stop);
    if (whole_end < stop) {
        to = whole_end < start + LANES ? from
                                       : start + ((whole_end - LANES - start) / step + 1) * step;
        to = clamp(to, from, stop);
    }
    to -= (to - from) / step % GROUPS_AT_ONCE * step;
    for (u64 quad = start; quad < from; quad += step)
        store_some(values, seed, origin, first, end, quad, LANES);
    for (u64 quad = to; quad < stop; quad += step)
        store_some(values, seed, origin, first, end, quad, LANES);

    const ulong shift21 = 1u << 21 | (u32)origin % QUAD; // origin stands at a line: + 0
    const u64 row = curand_row(start);
    struct philox_block starts[QUAD_BLOCKS];
    for (int i = 0; i < QUAD_BLOCKS; i++)
        starts[i] = philox_row(seed, QUAD_BLOCKS * row + i);
    const ulong key0 = (u32)(QUAD_BLOCKS * row >> 32) ^ (u32)seed;
    INTEGERS product2 = ((INTEGERS)((ulong)curand_subsequence(from)) + JOIN(ORDER, LANES)) *
                        (ulong)PHILOX_MULTIPLIER2;
    for (u64 quad = from; quad < to; quad += GROUPS_AT_ONCE * step) {
        INTEGERS group2[GROUPS_AT_ONCE], group0[GROUPS_AT_ONCE];
        struct NAMED(words) blocks[QUAD_BLOCKS * GROUPS_AT_ONCE];
#pragma unroll
        for (int i = 0; i < GROUPS_AT_ONCE; i++) {
            group2[i] = product2;
            group0[i] = (product2 >> 32 ^ key0) * (ulong)PHILOX_MULTIPLIER0;
            product2 += step * PHILOX_MULTIPLIER2;
        }
        NAMED(finish)(blocks, starts, group2, group0, seed);
#pragma unroll
        for (int i = 0; i < GROUPS_AT_ONCE; i++) {
            global element *to = values + (QUAD * (quad + i * step) - origin);
            NAMED(store)(to, blocks + QUAD_BLOCKS * i, shift21);
        }
    }
}

#undef NAMED
#undef INTEGERS
#undef WALK
#undef LANES
#undef SHAPE
#undef STORE
