// The advances of MT19937 for one vector level: compiled once for each (cmake/levels.cmake defines
// LEVEL). The vectors here are the compiler's own, of the level's width, since everything but the
// stores is plain arithmetic on each word.
//
// The words are made in a straight line behind the window and are moved back to its place once in a
// while: so a vector of words is one of x[k], one of x[k + 1] and one of x[k + 397], wherever it
// lies, with no circle to go round and no seam at word 227. Each is tempered and stored as elements
// while it is still in a register.
// SPDX-License-Identifier: MIT
#include "streams/levels/vector.h"
#include "streams/mt19937.h"
#include "streams/python.h"

#include <string.h>

enum {
    BYTES = sizeof(vector),
    STEP = BYTES / sizeof(double),                    // elements made of a vector of words
    WINDOW = MT19937_WORDS,                           // words
    BLOCK = MT19937_WORDS / MT19937_WORDS_AN_ELEMENT, // elements; a multiple of every STEP
    BLOCKS = 4,                                       // 12.5 KB of words: well within a first cache
    LINE = 64 / sizeof(double),                       // elements of a line of memory
};

typedef uint32_t words __attribute__((vector_size(BYTES)));
typedef uint32_t loose_words __attribute__((vector_size(BYTES), aligned(4), may_alias));
typedef uint64_t pairs __attribute__((vector_size(BYTES)));
typedef double elements __attribute__((vector_size(BYTES)));

ALWAYS_INLINE words load(const uint32_t *from) {
    return *(const loose_words *)(const void *)from;
}

// mt19937_next of device/mt19937.h, for each word.
ALWAYS_INLINE words next_words(words x0, words x1, words middle) {
    const words y = (x0 & MT19937_TOP) | (x1 & ~MT19937_TOP);
    return middle ^ (y >> 1) ^ (-(x1 & 1) & MT19937_MATRIX);
}

// mt19937_temper.
ALWAYS_INLINE words temper(words x) {
    x ^= x >> 11;
    x ^= (x << 7) & MT19937_TEMPER_7;
    x ^= (x << 15) & MT19937_TEMPER_15;
    return x ^ (x >> 18);
}

// mt19937_f64 of neighbours. No conversion of 53 bits exists on most levels, but an integer below a
// fitting exponent is a double already: of the first output's 27 bits a and the second's 26 bits b
// become 2^25 + a 2^-27 and 1/2 + b 2^-53. What was added goes away exactly, and the sum of what is
// left, a 2^-27 + b 2^-53, is exact too.
ALWAYS_INLINE elements to_elements(words x) {
    const pairs both = (pairs)x;
    const pairs a = ((both >> 5) & 0x07FFFFFF) | 0x4180000000000000;
    const pairs b = (both >> 38) | 0x3FE0000000000000;
    return ((elements)a - (0x1p25 + 0.5)) + (elements)b;
}

// Makes the words of one vector behind the window at `window`, and stores the elements they make.
ALWAYS_INLINE void make_vector(uint32_t *window, char *to, bool streaming) {
    const words made = next_words(load(window), load(window + 1), load(window + MT19937_MIDDLE));
    *(loose_words *)(void *)(window + WINDOW) = made;
    store_vector_f64(to, (vector_f64)to_elements(temper(made)), streaming);
}

ALWAYS_INLINE void make_block(uint32_t *window, char *to, bool streaming) {
    for (int made = 0; made < BLOCK; made += STEP) {
        make_vector(window + MT19937_WORDS_AN_ELEMENT * made, to + (size_t)made * sizeof(double),
                    streaming);
    }
}

// By way of a block on the stack: what is cut off by a list's ends.
static char *make_part(struct mt19937 *window, uint64_t count, char *to) {
    _Alignas(64) double block[BLOCK];
    uint32_t line[2 * WINDOW];
    memcpy(line, window->word, sizeof window->word);
    make_block(line, (char *)block, false);
    memcpy(window->word, line + MT19937_WORDS_AN_ELEMENT * count, sizeof window->word);
    memcpy(to, block, count * sizeof *block);
    return to + count * sizeof *block;
}

// Whole blocks, up to as many as fit the line of words.
ALWAYS_INLINE char *make_blocks(struct mt19937 *window, uint64_t blocks, char *to, bool streaming) {
    _Alignas(64) uint32_t line[(BLOCKS + 1) * WINDOW];
    memcpy(line, window->word, sizeof window->word);
    while (blocks > 0) {
        const uint64_t now = blocks < BLOCKS ? blocks : BLOCKS;
        for (uint64_t i = 0; i < now; i++, to += BLOCK * sizeof(double))
            make_block(line + i * WINDOW, to, streaming);
        memcpy(line, line + now * WINDOW, sizeof window->word);
        blocks -= now;
    }
    memcpy(window->word, line, sizeof window->word);
    return to;
}

// Elements before the first that begins a line of memory.
static uint64_t elements_to_line(const char *to) {
    return (64 - (uintptr_t)to % 64) % 64 / sizeof(double);
}

ALWAYS_INLINE void advance(struct mt19937 *window, uint64_t count, char *to, bool streaming) {
    const uint64_t head = elements_to_line(to) < count ? elements_to_line(to) : count;
    if (head > 0)
        to = make_part(window, head, to);
    const uint64_t blocks = (count - head) / BLOCK, rest = (count - head) % BLOCK;
    if ((uintptr_t)to % 64 == 0)
        to = make_blocks(window, blocks, to, streaming);
    else // not even doubles are aligned: streaming stores would be refused
        to = make_blocks(window, blocks, to, false);
    if (rest > 0)
        (void)make_part(window, rest, to);
    if (streaming)
        store_fence();
}

#define NAME_(kind, level) mt19937_##kind##_##level
#define NAME(kind, level)  NAME_(kind, level)

void NAME(plain, LEVEL)(struct mt19937 *window, uint64_t count, void *values) {
    advance(window, count, values, false);
}

void NAME(streaming, LEVEL)(struct mt19937 *window, uint64_t count, void *values) {
    advance(window, count, values, true);
}
