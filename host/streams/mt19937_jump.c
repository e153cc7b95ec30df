// Jumping ahead in MT19937: the polynomial method of Haramoto, Matsumoto, Nishimura, Panneton and
// L'Ecuyer ("Efficient jump ahead for F2-linear random number generators", INFORMS JoC 20, 2008).
//
// Stepping is a linear map of windows over GF(2), and its characteristic polynomial phi maps every
// window to nothing. So n steps are the same as the polynomial x^n mod phi of the step, and that is
// a sum of windows of the next 19,937 words: those at the places of the polynomial's coefficients.
//
// phi has only 135 terms, the highest two 623 apart, so its multiples are subtracted 64 bits at a
// time, and to square a polynomial over GF(2) is to move its coefficients apart: so x^n, by squares
// and multiplications by x, takes no multiplication of polynomials at all.
// SPDX-License-Identifier: MIT
#include "streams/mt19937.h"

#include "streams/mt19937_terms.h"

#include <string.h>

enum {
    DEGREE = MT19937_DEGREE,
    LIMBS = MT19937_JUMP_LIMBS,
    TERMS = sizeof mt19937_terms / sizeof mt19937_terms[0],
};

// Adds limb times x^place.
static void add_limb(uint64_t *limbs, uint64_t limb, size_t place) {
    limbs[place / 64] ^= limb << place % 64;
    if (place % 64 > 0)
        limbs[place / 64 + 1] ^= limb >> (64 - place % 64);
}

// Replaces limb times x^place, of degree 19,937 and higher, by what it is modulo phi.
static void reduce_limb(uint64_t *limbs, uint64_t limb, size_t place) {
    if (limb == 0) // most are, in the first squares
        return;
    for (size_t i = 0; i < TERMS; i++)
        add_limb(limbs, limb, place - DEGREE + mt19937_terms[i]);
}

static void reduce(uint64_t wide[2 * LIMBS]) {
    enum { LAST = DEGREE / 64, LAST_BITS = DEGREE % 64 }; // where degree 19,937 is
    for (size_t i = 2 * LIMBS - 1; i > LAST; i--) {
        const uint64_t limb = wide[i];
        wide[i] = 0;
        reduce_limb(wide, limb, 64 * i);
    }
    const uint64_t rest = wide[LAST] >> LAST_BITS;
    wide[LAST] ^= rest << LAST_BITS;
    reduce_limb(wide, rest, DEGREE);
}

// Bits 0, 1, 2, … of a word at the places 0, 2, 4, …
static uint64_t spread(uint32_t word) {
    uint64_t x = word;
    x = (x | x << 16) & 0x0000FFFF0000FFFF;
    x = (x | x << 8) & 0x00FF00FF00FF00FF;
    x = (x | x << 4) & 0x0F0F0F0F0F0F0F0F;
    x = (x | x << 2) & 0x3333333333333333;
    return (x | x << 1) & 0x5555555555555555;
}

// jump becomes jump^2 x^bit.
static void square(struct mt19937_jump *jump, uint64_t bit) {
    uint64_t wide[2 * LIMBS];
    for (size_t i = 0; i < LIMBS; i++) {
        wide[2 * i] = spread((uint32_t)jump->limb[i]) << bit;
        wide[2 * i + 1] = spread((uint32_t)(jump->limb[i] >> 32)) << bit;
    }
    reduce(wide);
    memcpy(jump, wide, sizeof *jump);
}

void mt19937_jump_over(uint64_t words, struct mt19937_jump *jump) {
    *jump = (struct mt19937_jump){.limb = {1}};
    for (int i = 63; i >= 0; i--)
        square(jump, words >> i & 1);
}

void mt19937_jump_twice(struct mt19937_jump *jump) {
    square(jump, 0);
}

static void add_window(uint32_t *restrict sum, const uint32_t *restrict window) {
    for (size_t i = 0; i < MT19937_WORDS; i++)
        sum[i] ^= window[i];
}

void mt19937_take(const struct mt19937_jump *jump, struct mt19937 *window) {
    uint32_t words[MT19937_WORDS + DEGREE];
    memcpy(words, window->word, sizeof window->word);
    for (size_t k = 0; k < DEGREE; k++)
        words[MT19937_WORDS + k] = mt19937_word_after(words + k);
    memset(window, 0, sizeof *window);
    for (size_t k = 0; k < DEGREE; k++)
        if (jump->limb[k / 64] >> k % 64 & 1)
            add_window(window->word, words + k);
}
