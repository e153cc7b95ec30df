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

// Rounds 3 to 10 of a row's block; product2 is round 1's of the subsequence, product0 round 2's of
// word 0.
static inline struct NAMED(words)
    NAMED(finish)(struct philox_block start, INTEGERS product2, INTEGERS product0, u64 seed) {
    struct NAMED(words) x = {product2 ^ (ulong)start.w0, (INTEGERS)((ulong)start.w1),
                             product0 >> 32 ^ (ulong)start.w2, product0};
#pragma unroll
    for (u32 round = 2; round < PHILOX_ROUNDS; round++) {
        const ulong key0 = (u32)seed + round * PHILOX_KEY_STEP0;
        const ulong key1 = (u32)(seed >> 32) + round * PHILOX_KEY_STEP1;
        product0 = (x.w0 & WORD) * (ulong)PHILOX_MULTIPLIER0;
        product2 = (x.w2 & WORD) * (ulong)PHILOX_MULTIPLIER2;
        x.w0 = product2 >> 32 ^ x.w1 ^ key0;
        x.w1 = product2;
        x.w2 = product0 >> 32 ^ x.w3 ^ key1;
        x.w3 = product0;
    }
    return x;
}

// The values of words, in the order of the list.
#ifdef ELEMENT_F64
static inline void NAMED(store)(global element *to, struct NAMED(words) a, struct NAMED(words) b) {
#if LANES == 1
    *(global element4 *)to = (element4)(curand_f64(a.w0, a.w1), curand_f64(a.w2, a.w3), //
                                        curand_f64(b.w0, b.w1), curand_f64(b.w2, b.w3));
#else
    typedef JOIN(double, LANES) doubles;
    const doubles v0 = VALUES(LANES, a.w0, a.w1), v1 = VALUES(LANES, a.w2, a.w3);
    const doubles v2 = VALUES(LANES, b.w0, b.w1), v3 = VALUES(LANES, b.w2, b.w3);
    const doubles even01 = shuffle2(v0, v1, JOIN(EVEN, LANES));
    const doubles even23 = shuffle2(v2, v3, JOIN(EVEN, LANES));
    const doubles odd01 = shuffle2(v0, v1, JOIN(ODD, LANES));
    const doubles odd23 = shuffle2(v2, v3, JOIN(ODD, LANES));
    global line *lines = (global line *)to;
    JOIN(LINES, LANES)(STORE, lines, even01, even23);
    JOIN(LINES, LANES)(STORE, lines + LANES / 4, odd01, odd23);
#endif
}
#else
static inline void NAMED(store)(global element *to, struct NAMED(words) a) {
#if LANES == 1
    *(global element4 *)to =
        (element4)(curand_f32(a.w0), curand_f32(a.w1), curand_f32(a.w2), curand_f32(a.w3));
#else
    const INTEGERS v01 = JOIN(VALUES, LANES)(a.w0, a.w1);
    const INTEGERS v23 = JOIN(VALUES, LANES)(a.w2, a.w3);
    const INTEGERS even = shuffle2(v01, v23, JOIN(EVEN, LANES));
    const INTEGERS odd = shuffle2(v01, v23, JOIN(ODD, LANES));
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
    if (whole > start) {
        from = min(start + (whole - start + step - 1) / step * step, stop);
    }
    if (whole_end < stop) {
        to = whole_end < start + LANES ? from
                                       : start + ((whole_end - LANES - start) / step + 1) * step;
        to = clamp(to, from, stop);
    }
    for (u64 quad = start; quad < from; quad += step) {
        store_some(values, seed, origin, first, end, quad, LANES);
    }
    for (u64 quad = to; quad < stop; quad += step) {
        store_some(values, seed, origin, first, end, quad, LANES);
    }

    const u64 row = curand_row(start);
#ifdef ELEMENT_F64
    const struct philox_block start_a = philox_row(seed, 2 * row);
    const struct philox_block start_b = philox_row(seed, 2 * row + 1);
    const ulong key0 = (u32)(2 * row >> 32) ^ (u32)seed;
#else
    const struct philox_block start_a = philox_row(seed, row);
    const ulong key0 = (u32)(row >> 32) ^ (u32)seed;
#endif
    INTEGERS product2 = ((INTEGERS)((ulong)curand_subsequence(from)) + JOIN(ORDER, LANES)) *
                        (ulong)PHILOX_MULTIPLIER2;
    for (u64 quad = from; quad < to; quad += step) {
        global element *place = values + (QUAD * quad - origin);
        const INTEGERS product0 = (product2 >> 32 ^ key0) * (ulong)PHILOX_MULTIPLIER0;
        const struct NAMED(words) a = NAMED(finish)(start_a, product2, product0, seed);
#ifdef ELEMENT_F64
        const struct NAMED(words) b = NAMED(finish)(start_b, product2, product0, seed);
        NAMED(store)(place, a, b);
#else
        NAMED(store)(place, a);
#endif
        product2 += step * PHILOX_MULTIPLIER2;
    }
}

#undef NAMED
#undef INTEGERS
#undef WALK
#undef LANES
#undef SHAPE
#undef STORE
