// The digest: which elements a list has, in which order, in 64 bits.
//
// mix(bits, n) is the output number n (from 0) of the generator SplitMix64 (Steele, Lea and Flood,
// 2014) with the seed `bits`: so its published outputs are its test vectors. Each output bit
// depends on every bit of value and index. This function is frozen: reports of all versions and
// machines compare their digests.
// SPDX-License-Identifier: MIT
#include "verify/verify.h"

#include <string.h>

uint64_t digest_mix(uint64_t bits, uint64_t n) {
    uint64_t z = bits + (n + 1) * 0x9E3779B97F4A7C15u; // 2^64 / golden ratio
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t digest_f64(uint64_t first, uint64_t count, const void *values) {
    const unsigned char *bytes = values;
    uint64_t digest = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        digest += digest_mix(bits, first + i);
    }
    return digest;
}

static uint64_t digest_f32(uint64_t first, uint64_t count, const void *values) {
    const unsigned char *bytes = values;
    uint64_t digest = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        digest += digest_mix(bits, first + i);
    }
    return digest;
}

uint64_t digest_values(enum element_type type, uint64_t first, uint64_t count, const void *values) {
    return type == ELEMENT_F64 ? digest_f64(first, count, values)
                               : digest_f32(first, count, values);
}
