// Seeding MT19937, to be read against Matsumoto and Nishimura's mt19937ar.c (2002).
// SPDX-License-Identifier: MIT
#include "streams/mt19937.h"

enum { WORDS = MT19937_WORDS };

void mt19937_seed(uint32_t seed, struct mt19937 *window) {
    uint32_t *word = window->word;
    word[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++)
        word[i] = 1812433253u * (word[i - 1] ^ (word[i - 1] >> 30)) + i;
}

// What follows a place in a circle of words 1 to 623: word 0 is only ever a copy of the last.
static size_t following(uint32_t word[WORDS], size_t i) {
    if (i + 1 < WORDS)
        return i + 1;
    word[0] = word[WORDS - 1];
    return 1;
}

static uint32_t mixed(const uint32_t word[WORDS], size_t i, uint32_t multiplier) {
    return word[i] ^ ((word[i - 1] ^ (word[i - 1] >> 30)) * multiplier);
}

void mt19937_seed_by_array(const uint32_t *keys, size_t count, struct mt19937 *window) {
    uint32_t *word = window->word;
    size_t i = 1, key = 0;
    mt19937_seed(19650218u, window);
    for (size_t step = count > WORDS ? count : WORDS; step > 0; step--) {
        word[i] = mixed(word, i, 1664525u) + keys[key] + (uint32_t)key;
        i = following(word, i);
        key = key + 1 < count ? key + 1 : 0;
    }
    for (size_t step = WORDS - 1; step > 0; step--) {
        word[i] = mixed(word, i, 1566083941u) - (uint32_t)i;
        i = following(word, i);
    }
    word[0] = MT19937_TOP; // the window is never all zeros
}
