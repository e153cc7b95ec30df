// Finds the characteristic polynomial of MT19937 and prints host/streams/mt19937_terms.h.
//
// Any one bit of the words is a sequence whose shortest linear recurrence has that polynomial, as
// it is irreducible. Berlekamp and Massey's algorithm (Massey, "Shift-register synthesis and BCH
// decoding", 1969) finds it from twice as many bits as its degree, in half a second.
// SPDX-License-Identifier: MIT
#include "streams/mt19937.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 2 * MT19937_DEGREE, LIMBS = BITS / 64 + 2 };

// Polynomials, the coefficient of x^i in bit i, and the bits seen so far, the latest in bit 0.
static uint64_t connection[LIMBS], previous[LIMBS], before[LIMBS], history[LIMBS];

static void push(uint64_t bit) {
    for (size_t i = LIMBS - 1; i > 0; i--)
        history[i] = history[i] << 1 | history[i - 1] >> 63;
    history[0] = history[0] << 1 | bit;
}

// Whether the recurrence found so far fails at the latest bit.
static bool differs(void) {
    uint64_t sum = 0;
    for (size_t i = 0; i < LIMBS; i++)
        sum ^= connection[i] & history[i];
    return __builtin_parityll(sum);
}

// connection += previous x^shift
static void correct(size_t shift) {
    for (size_t i = shift / 64; i < LIMBS; i++) {
        connection[i] ^= previous[i - shift / 64] << shift % 64;
        if (shift % 64 > 0 && i > shift / 64)
            connection[i] ^= previous[i - shift / 64 - 1] >> (64 - shift % 64);
    }
}

// The degree of the shortest recurrence of the bits.
static size_t berlekamp_massey(const unsigned char *bits, size_t count) {
    size_t degree = 0, shift = 1;
    connection[0] = previous[0] = 1;
    for (size_t n = 0; n < count; n++, shift++) {
        push(bits[n]);
        if (!differs())
            continue;
        memcpy(before, connection, sizeof before);
        correct(shift);
        if (2 * degree <= n) {
            degree = n + 1 - degree;
            memcpy(previous, before, sizeof previous);
            shift = 0;
        }
    }
    return degree;
}

static void print_terms(size_t degree) {
    printf("// The characteristic polynomial of MT19937 but for its highest term, x^%zu: the "
           "exponents.\n// Made by tests/polynomial/find_terms.c, which a test runs again.\n"
           "// SPDX-License-Identifier: MIT\n#ifndef GPUBENCH_STREAMS_MT19937_TERMS_H\n"
           "#define GPUBENCH_STREAMS_MT19937_TERMS_H\n\n#include <stdint.h>\n\n"
           "// clang-format off\nstatic const uint16_t mt19937_terms[] = {",
           degree);
    size_t printed = 0;
    // The recurrence counts backwards: its coefficient i belongs to x^(degree - i).
    for (size_t i = 1; i <= degree; i++)
        if (connection[i / 64] >> i % 64 & 1)
            printf("%s%zu,", printed++ % 12 ? " " : "\n    ", degree - i);
    printf("\n};\n// clang-format on\n\n#endif\n");
}

int main(void) {
    static unsigned char bits[BITS];
    static uint32_t words[MT19937_WORDS + BITS];
    struct mt19937 window;
    mt19937_seed(1, &window);
    memcpy(words, window.word, sizeof window.word);
    for (size_t k = 0; k < BITS; k++) {
        words[MT19937_WORDS + k] = mt19937_word_after(words + k);
        bits[k] = (unsigned char)(words[MT19937_WORDS + k] >> 31);
    }
    const size_t degree = berlekamp_massey(bits, BITS);
    if (degree != MT19937_DEGREE) {
        fprintf(stderr, "the shortest recurrence has degree %zu, not %d\n", degree, MT19937_DEGREE);
        return EXIT_FAILURE;
    }
    print_terms(degree);
    return EXIT_SUCCESS;
}
