// The streams `python` and `numpy-legacy`: the generator MT19937 and the mapping of its integers to
// values, once for C17, OpenCL C and CUDA. Functions of numbers alone: no pointers, so no address
// spaces.
//
// MT19937 (Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998) is a recurrence: word
// x[k + 624] is a function of x[k], x[k + 1] and x[k + 397], of whose first only the topmost bit
// counts. The words before x[624] come from the seed; each from there on is tempered to an output,
// and two outputs make an element, so element n is made of x[2n + 624] and x[2n + 625].
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_DEVICE_MT19937_H
#define GPUBENCH_DEVICE_MT19937_H

#include "device/dialect.h"

#define MT19937_WORDS            624 // that a word depends on
#define MT19937_MIDDLE           397
#define MT19937_MATRIX           0x9908B0DFu // the last row of the matrix, its words' only non-trivial one
#define MT19937_TOP              0x80000000u
#define MT19937_TEMPER_7         0x9D2C5680u
#define MT19937_TEMPER_15        0xEFC60000u
#define MT19937_WORDS_AN_ELEMENT 2

// x[k + 624] of x[k], x[k + 1] and x[k + 397].
SHARED_FUNCTION u32 mt19937_next(u32 x0, u32 x1, u32 middle) {
    const u32 y = (x0 & MT19937_TOP) | (x1 & ~MT19937_TOP);
    return middle ^ (y >> 1) ^ ((0u - (y & 1u)) & MT19937_MATRIX);
}

// The output made of a word.
SHARED_FUNCTION u32 mt19937_temper(u32 x) {
    x ^= x >> 11;
    x ^= (x << 7) & MT19937_TEMPER_7;
    x ^= (x << 15) & MT19937_TEMPER_15;
    return x ^ (x >> 18);
}

#ifdef DIALECT_HAS_F64
// A double in [0, 1) of two outputs: 27 bits of the one and 26 of the other. Exact.
SHARED_FUNCTION f64 mt19937_f64(u32 x, u32 y) {
    const u64 z = ((u64)(x >> 5) << 26) | (y >> 6);
    return (f64)z * 0x1p-53;
}

// The same, where there is no fast conversion of 53 bits: an integer below a fitting exponent is a
// double already. The outputs' bits a and b become 2^25 + a 2^-27 and 1/2 + b 2^-53; what was added
// goes away exactly, and the sum of what is left, a 2^-27 + b 2^-53, is exact too.
SHARED_FUNCTION f64 mt19937_f64_by_sum(u32 x, u32 y) {
    const f64 a = f64_of_words(x >> 5, 0x41800000u), b = f64_of_words(y >> 6, 0x3FE00000u);
    return (a - (0x1p25 + 0.5)) + b;
}
#endif

#endif
