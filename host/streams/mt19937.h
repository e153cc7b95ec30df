// The recurrence MT19937 on the host: its window, how it is seeded, stepped and jumped.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_MT19937_H
#define GPUBENCH_STREAMS_MT19937_H

#include "device/mt19937.h"

#include <stddef.h>
#include <stdint.h>

// The words before the next one: all that decides what comes. Of the first, only the topmost bit.
struct mt19937 {
    _Alignas(64) uint32_t word[MT19937_WORDS];
};

// The window before the first output, as Matsumoto and Nishimura's init_genrand and init_by_array
// (2002) make it.
void mt19937_seed(uint32_t seed, struct mt19937 *window);
void mt19937_seed_by_array(const uint32_t *keys, size_t count, struct mt19937 *window);

// The word after the window, for the window to go on by.
static inline uint32_t mt19937_word_after(const uint32_t window[MT19937_WORDS]) {
    return mt19937_next(window[0], window[1], window[MT19937_MIDDLE]);
}

// A jump: a polynomial over GF(2) of degree below 19,937, the coefficient of x^i in bit i.
enum { MT19937_DEGREE = 19937, MT19937_JUMP_LIMBS = (MT19937_DEGREE + 63) / 64 };
struct mt19937_jump {
    uint64_t limb[MT19937_JUMP_LIMBS];
};

// The jump over so many words, in up to 3 ms.
void mt19937_jump_over(uint64_t words, struct mt19937_jump *jump);

// The jump becomes one over twice as many words, in some 0.05 ms.
void mt19937_jump_twice(struct mt19937_jump *jump);

// Moves the window by the jump, in about 1 ms whatever its length.
void mt19937_take(const struct mt19937_jump *jump, struct mt19937 *window);

#endif
