// The stream `curand`: its plain scalar reference, written to be read against the definition, and
// the table of its fills.
// SPDX-License-Identifier: MIT
#include "streams/curand.h"

#include "device/philox.h"

#include <string.h>

enum { QUAD = 4 }; // elements in a row from one subsequence

// Elements [4 quad, 4 quad + 4).
static void quad_f64(uint64_t seed, uint64_t quad, double values[QUAD]) {
    const uint32_t sub = curand_subsequence(quad);
    const uint64_t row = curand_row(quad);
    const struct philox_block a = curand_block(seed, 2 * row, sub);
    const struct philox_block b = curand_block(seed, 2 * row + 1, sub);
    values[0] = curand_f64(a.w0, a.w1);
    values[1] = curand_f64(a.w2, a.w3);
    values[2] = curand_f64(b.w0, b.w1);
    values[3] = curand_f64(b.w2, b.w3);
}

static void quad_f32(uint64_t seed, uint64_t quad, float values[QUAD]) {
    const struct philox_block a = curand_block(seed, curand_row(quad), curand_subsequence(quad));
    values[0] = curand_f32(a.w0);
    values[1] = curand_f32(a.w1);
    values[2] = curand_f32(a.w2);
    values[3] = curand_f32(a.w3);
}

// Of the quad with element n: how many elements from n on belong to a list that has `left` more.
static uint64_t quad_share(uint64_t n, uint64_t left) {
    const uint64_t rest = QUAD - n % QUAD;
    return rest < left ? rest : left;
}

// memcpy, because values may have any alignment.
static void reference_f64(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    for (uint64_t made = 0, share; made < count; made += share) {
        const uint64_t n = first + made;
        double quad[QUAD];
        quad_f64(seed, n / QUAD, quad);
        share = quad_share(n, count - made);
        memcpy((char *)values + made * sizeof *quad, quad + n % QUAD, share * sizeof *quad);
    }
}

static void reference_f32(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    for (uint64_t made = 0, share; made < count; made += share) {
        const uint64_t n = first + made;
        float quad[QUAD];
        quad_f32(seed, n / QUAD, quad);
        share = quad_share(n, count - made);
        memcpy((char *)values + made * sizeof *quad, quad + n % QUAD, share * sizeof *quad);
    }
}

// The fills of a level that was compiled from levels/curand_fill.c.
#define LEVEL(level, name)                                                                         \
    {                                                                                              \
        .isa = (level), .plain = {curand_plain_f64_##name, curand_plain_f32_##name},               \
        .streaming = {curand_streaming_f64_##name, curand_streaming_f32_##name},                   \
    }

// The scalar level is the reference. It has plain stores only, and takes them where streaming ones
// are asked for.
static const struct fill_level levels[] = {
    {
        .isa = ISA_SCALAR,
        .plain = {reference_f64, reference_f32},
        .streaming = {reference_f64, reference_f32},
    },
#if defined(__x86_64__)
    LEVEL(ISA_SSE2, sse2),
    LEVEL(ISA_AVX2, avx2),
    LEVEL(ISA_AVX512, avx512),
#elif defined(__aarch64__)
    LEVEL(ISA_NEON, neon),
#endif
};

const struct stream stream_curand = {
    .name = "curand",
    .summary = "Philox4x32-10 in cuRAND's order, bit-identical to curandGenerateUniform(Double)",
    .generator = GENERATOR_PHILOX4X32_10,
    .seeding = SEEDING_KEY,
    .reference = {[ELEMENT_F64] = reference_f64, [ELEMENT_F32] = reference_f32},
    .levels = levels,
    .level_count = sizeof levels / sizeof *levels,
};
