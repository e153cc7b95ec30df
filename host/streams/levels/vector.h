// The vector operations that the fills are written in. A fill is one text, compiled once for each
// vector level of the target with the compiler's flags for it; this header gives it that level's
// operations:
//
//   vector             VECTOR_WORDS words of 32 bits each
//   vector_broadcast   one word in every place; _64: 64 bits; vector_load: from aligned words
//   vector_xor, _xor3  of two, of three: the third operand is not the one that comes late
//   vector_pin         lets the compiler know nothing of a value: see below
//   struct products    the full products of a vector's words, 64 bits each, in two vectors;
//                      products_load, and products_add: the same number of 64 bits to each
//   multiply           every word of a vector by the same word
//   high_words         the upper halves of products, in one vector; low_words: the lower halves
//   LETTERS…           which word is where, see below
//   store_f64, _f32    the last round's words as elements, to memory, and store_fence behind it
//
// Order. A vector is made of groups of 128 bits, each of four words with the letters a b c d.
// x86 multiplies only the words in even places, and what gathers halves of two vectors in one
// instruction takes two words of the one, then two of the other. So a b c d becomes the products
// (a c) and (b d), whose halves are gathered in the order a c b d; the next multiplication makes
// (a b) and (c d) of them, whose halves are a b c d again. Philox swaps its two pairs of words in
// every round, so the words 0 and 1 are always in the one order and 2 and 3 in the other:
// LETTERS_01 and LETTERS_23 are these orders. Nothing has to be put right between the rounds.
//
// Pins. An empty assembly statement hides from the compiler how a value was made. Without it
// compilers turn (a ^ (b ^ c)) into ((a ^ b) ^ c), a cycle longer where a comes late; and they
// mix the steps of independent chains until the registers don't suffice.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_LEVELS_VECTOR_H
#define GPUBENCH_STREAMS_LEVELS_VECTOR_H

#if defined(__x86_64__)
#include "streams/levels/vector_x86.h"
#elif defined(__aarch64__)
#include "streams/levels/vector_neon.h"
#endif

#endif
