// The CUDA kernels of the streams that are MT19937: index arithmetic around device/mt19937.h.
//
// windows: so many times 624 words; window w stands before element begin + w * each, and a block of
// threads makes the elements from there to the next window's. Windows are never written by who
// reads them, so a list can be made again and again.
// SPDX-License-Identifier: MIT
#include "device/mt19937.h"

enum {
    WINDOW = MT19937_WORDS,
    PAIRS = MT19937_WORDS / MT19937_WORDS_AN_ELEMENT, // of words, in a window: an element each
    MIDDLE = (MT19937_MIDDLE - 1) / 2, // pairs from a word's to that of the middle word: its second
};

// --- Elements ------------------------------------------------------------------------------------

enum {
    THREADS = 96, // of a block; 113 pairs depend on none of each other
    STEPS = 5,    // until the ring has gone round
    RING = STEPS * THREADS,
    BEHIND = RING - PAIRS, // where a window begins before the first step
};

// So one barrier a step is enough.
static_assert(RING >= PAIRS + THREADS, "a step must not overwrite what it reads");
static_assert(THREADS <= PAIRS - MIDDLE - 1, "the pairs of a step must not depend on each other");

// A pair's words lie apart: neighbours read neighbours, and no two lanes of a warp the same bank.
struct ring {
    u32 even[RING], odd[RING];
};

static __device__ u32 place(u32 n) { // n < 2 RING
    return n < RING ? n : n - RING;
}

// Makes pair n of the ring's places from the one that lay PAIRS before it.
static __device__ f64 make_pair(struct ring &ring, u32 n) {
    const u32 old = place(n + BEHIND), beside = place(n + BEHIND + 1);
    const u32 middle = place(n + BEHIND + MIDDLE), past = place(n + BEHIND + MIDDLE + 1);
    const u32 x0 = ring.even[old], x1 = ring.odd[old], x2 = ring.even[beside];
    const u32 x = mt19937_next(x0, x1, ring.odd[middle]);
    const u32 y = mt19937_next(x1, x2, ring.even[past]);
    ring.even[n] = x;
    ring.odd[n] = y;
    return mt19937_f64_by_sum(mt19937_temper(x), mt19937_temper(y));
}

// values[0] is the place of element `origin`; elements [first, end) are written and nothing else.
extern "C" __global__ void __launch_bounds__(THREADS)
    mt19937_f64_fill(f64 *values, const u32 *windows, u64 origin, u64 first, u64 end, u64 begin,
                     u64 each) {
    __shared__ struct ring ring;
    const uint2 *window = (const uint2 *)(windows + blockIdx.x * (u64)WINDOW);
    const u64 start = begin + blockIdx.x * each;
    const u64 stop = start + each < end ? start + each : end;
    const u32 skipped = first > start ? (u32)(first - start) : 0; // made, and not written
    const u32 all = (u32)(stop - start), written = all - skipped;
    f64 *to = values + (start - origin) + threadIdx.x;
    u32 n = threadIdx.x - skipped; // wraps before the first that is written
    for (u32 i = threadIdx.x; i < PAIRS; i += THREADS) {
        const uint2 pair = window[i];
        ring.even[BEHIND + i] = pair.x;
        ring.odd[BEHIND + i] = pair.y;
    }
    __syncthreads();
    for (u32 turn = 0; turn < all; turn += RING) {
#pragma unroll
        for (u32 step = 0; step < RING; step += THREADS) {
            const f64 value = make_pair(ring, step + threadIdx.x);
            if (n + step < written)
                to[step] = value;
            __syncthreads();
        }
        n += RING;
        to += RING;
    }
}

// --- Jumps ---------------------------------------------------------------------------------------

enum {
    JUMP_THREADS = WINDOW / 3, // each adds up three words; 227 words depend on none of each other
    LINE = WINDOW + JUMP_THREADS,
    HALF_BITS = 16,
    HALVES = 1248, // of the polynomial: STAGES times as many as coefficients of a stage need
    STAGE_HALVES = JUMP_THREADS / HALF_BITS,
    STAGES = HALVES / STAGE_HALVES,
};
static_assert(STAGE_HALVES * HALF_BITS == JUMP_THREADS, "a stage takes whole halves");
static_assert(STAGES * STAGE_HALVES == HALVES, "stages take them all");

// A polynomial over GF(2), the coefficient of x^i in bit i: struct mt19937_jump of the host.
struct polynomial {
    u32 word[HALVES / 2];
};

// Moves the line on by a stage's words.
static __device__ void move_on(u32 *line) {
    u32 *own = line + threadIdx.x;
    const u32 a = own[JUMP_THREADS], b = own[2 * JUMP_THREADS], c = own[3 * JUMP_THREADS];
    __syncthreads();
    own[0] = a;
    own[JUMP_THREADS] = b;
    own[2 * JUMP_THREADS] = c;
    __syncthreads();
    own[WINDOW] = mt19937_next(own[0], own[1], own[MT19937_MIDDLE]);
    __syncthreads();
}

// Block g makes window known + g of window g, by adding up the windows that follow it where the
// polynomial has a coefficient (host/streams/mt19937_jump.c).
extern "C" __global__ void __launch_bounds__(JUMP_THREADS)
    mt19937_jump(u32 *windows, u64 known, const __grid_constant__ struct polynomial polynomial) {
    __shared__ u32 line[LINE];
    const u32 *from = windows + blockIdx.x * (u64)WINDOW;
    u32 *to = windows + (known + blockIdx.x) * WINDOW;
    u32 *own = line + threadIdx.x;
    u32 a = 0, b = 0, c = 0;
    for (u32 i = threadIdx.x; i < WINDOW; i += JUMP_THREADS)
        line[JUMP_THREADS + i] = from[i]; // a stage before its place
    __syncthreads();
    for (u32 stage = 0; stage < STAGES; stage++) {
        move_on(line);
        for (u32 half = 0; half < STAGE_HALVES; half++) {
            const u32 place = stage * STAGE_HALVES + half;
            const u32 bits = polynomial.word[place / 2] >> place % 2 * HALF_BITS;
            const u32 *words = own + half * HALF_BITS;
#pragma unroll
            for (u32 i = 0; i < HALF_BITS; i++) {
                if (bits >> i & 1) {
                    a ^= words[i];
                    b ^= words[i + JUMP_THREADS];
                    c ^= words[i + 2 * JUMP_THREADS];
                }
            }
        }
        __syncthreads();
    }
    to[threadIdx.x] = a;
    to[threadIdx.x + JUMP_THREADS] = b;
    to[threadIdx.x + 2 * JUMP_THREADS] = c;
}
