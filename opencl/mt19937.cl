// The kernels of the streams that are MT19937: index arithmetic around device/mt19937.h. Included
// by opencl/fill.cl.
//
// windows: so many times 624 words; window w stands before element begin + w * each, and whoever
// has it makes the elements from there to the next window's. `first` and `end` bound what is
// written; begin is at most `first`, and a multiple of the elements of a line, as `origin` is.
// SPDX-License-Identifier: MIT
#include "device/mt19937.h"

enum {
    WINDOW = MT19937_WORDS,
    BLOCK = MT19937_WORDS / MT19937_WORDS_AN_ELEMENT, // elements made of as many words
    WIDTH = 16,                                       // words of a vector
    BLOCKS = 4, // made in a straight line before the window moves back: 12.5 KB, for a first cache
    STEP = 227, // words that depend on none of each other
    DEGREE = 19937,
};

// mt19937_next and mt19937_temper of device/mt19937.h, for each word.
static inline uint16 next_words(const u32 *window) {
    const uint16 x0 = vload16(0, window), x1 = vload16(0, window + 1);
    const uint16 y = (x0 & MT19937_TOP) | (x1 & ~MT19937_TOP);
    return vload16(0, window + MT19937_MIDDLE) ^ (y >> 1) ^ (-(x1 & 1u) & MT19937_MATRIX);
}

static inline uint16 temper_words(uint16 x) {
    x ^= x >> 11;
    x ^= (x << 7) & MT19937_TEMPER_7;
    x ^= (x << 15) & MT19937_TEMPER_15;
    return x ^ (x >> 18);
}

// mt19937_f64 of neighbours, by way of integers below fitting exponents: the first output's 27 bits
// a and the second's 26 bits b become 2^25 + a 2^-27 and 1/2 + b 2^-53; every step is exact.
static inline double8 words_f64(uint16 x) {
    const ulong8 both = as_ulong8(x);
    const ulong8 a = ((both >> 5) & 0x07FFFFFFul) | 0x4180000000000000ul;
    const ulong8 b = (both >> 38) | 0x3FE0000000000000ul;
    return (as_double8(a) - (0x1p25 + 0.5)) + as_double8(b);
}

// Where work-item or work-group w ends.
static inline u64 segment_end(u64 begin, u64 each, u64 end, u64 w) {
    const u64 stop = begin + (w + 1) * each;
    return stop < end ? stop : end;
}

static inline void store_within(global double *to, double8 values, u64 n, u64 first, u64 end) {
    const double each[8] = {values.s0, values.s1, values.s2, values.s3,
                            values.s4, values.s5, values.s6, values.s7};
    for (u64 i = 0; i < 8; i++)
        if (n + i >= first && n + i < end)
            to[i] = each[i];
}

// A shape for CPUs: a work-item has a window of its own and makes vectors.
#define FILL_ITEMS(name, STORE)                                                                    \
    kernel void name(global double *values, global const u32 *windows, u64 origin, u64 first,      \
                     u64 end, u64 begin, u64 each) {                                               \
        const u64 w = get_global_id(0);                                                            \
        const u64 stop = segment_end(begin, each, end, w);                                         \
        u32 words[(BLOCKS + 1) * WINDOW];                                                          \
        for (int i = 0; i < WINDOW; i += WIDTH)                                                    \
            vstore16(vload16(0, windows + w * WINDOW + i), 0, words + i);                          \
        for (u64 n = begin + w * each; n < stop;) {                                                \
            int made = 0;                                                                          \
            for (; made < BLOCKS && n < stop; made++, n += BLOCK) {                                \
                u32 *window = words + made * WINDOW;                                               \
                global double *to = values + (n - origin);                                         \
                const bool whole = n >= first && n + BLOCK <= stop;                                \
                for (int k = 0; k < WINDOW; k += WIDTH) {                                          \
                    const uint16 next = next_words(window + k);                                    \
                    vstore16(next, 0, window + WINDOW + k);                                        \
                    const double8 eight = words_f64(temper_words(next));                           \
                    if (whole)                                                                     \
                        STORE((global double8 *)(to + k / 2), eight);                              \
                    else                                                                           \
                        store_within(to + k / 2, eight, n + k / 2, first, stop);                   \
                }                                                                                  \
            }                                                                                      \
            for (int i = 0; i < WINDOW; i += WIDTH)                                                \
                vstore16(vload16(0, words + made * WINDOW + i), 0, words + i);                     \
        }                                                                                          \
    }

FILL_ITEMS(mt19937_items, STORE_PLAIN)
#ifdef HAS_STREAMING_STORES
FILL_ITEMS(mt19937_items_streaming, STORE_STREAMING)
#endif

// A shape for GPUs: a work-group has a window in local memory and makes it in steps of as many
// words as depend on none of each other.
kernel void mt19937_group(global double *values, global const u32 *windows, u64 origin, u64 first,
                          u64 end, u64 begin, u64 each) {
    local u32 words[2 * WINDOW];
    const u64 w = get_group_id(0);
    const int item = get_local_id(0), items = get_local_size(0);
    const u64 stop = segment_end(begin, each, end, w);
    for (int i = item; i < WINDOW; i += items)
        words[WINDOW + i] = windows[w * WINDOW + i];
    for (u64 n = begin + w * each; n < stop; n += BLOCK) {
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = item; i < WINDOW; i += items)
            words[i] = words[WINDOW + i];
        for (int from = 0; from < WINDOW; from += STEP) {
            const int to = from + STEP < WINDOW ? from + STEP : WINDOW;
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int k = from + item; k < to; k += items)
                words[WINDOW + k] = mt19937_next(words[k], words[k + 1], words[k + MT19937_MIDDLE]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = item; i < BLOCK; i += items) {
            if (n + i >= first && n + i < stop) {
                values[n + i - origin] = mt19937_f64(mt19937_temper(words[WINDOW + 2 * i]),
                                                     mt19937_temper(words[WINDOW + 2 * i + 1]));
            }
        }
    }
}

// Jumps: group g makes window known + g of window g, by adding up the windows of the words that
// follow it where the polynomial has a coefficient (host/streams/mt19937_jump.c). room: for each
// group, as many words as a window and the polynomial's degree.
kernel void mt19937_jump(global u32 *windows, global u32 *room, global const u64 *polynomial,
                         u64 known) {
    const u64 g = get_group_id(0);
    const int item = get_local_id(0), items = get_local_size(0);
    global u32 *words = room + g * (WINDOW + DEGREE);
    for (int i = item; i < WINDOW; i += items)
        words[i] = windows[g * WINDOW + i];
    for (int from = WINDOW; from < WINDOW + DEGREE; from += STEP) {
        const int to = from + STEP < WINDOW + DEGREE ? from + STEP : WINDOW + DEGREE;
        barrier(CLK_GLOBAL_MEM_FENCE);
        for (int k = from + item; k < to; k += items)
            words[k] = mt19937_next(words[k - WINDOW], words[k - WINDOW + 1], words[k - STEP]);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int i = item; i < WINDOW / WIDTH; i += items) {
        uint16 sum = 0;
        for (int k = 0; k < DEGREE; k++) {
            const u32 coefficient = (u32)(polynomial[k / 64] >> k % 64) & 1u;
            sum ^= vload16(0, words + k + i * WIDTH) & (0u - coefficient);
        }
        vstore16(sum, 0, windows + (known + g) * WINDOW + i * WIDTH);
    }
}
