// The streams `python` and `numpy-legacy`: one recurrence, MT19937, seeded in two ways. Their plain
// scalar reference, written to be read against the definition, and the table of their advances.
// SPDX-License-Identifier: MIT
#include "streams/python.h"

#include "streams/cursor.h"
#include "streams/mt19937.h"

#include <string.h>

// 312 elements: what a window's number of words is good for.
enum { BLOCK = MT19937_WORDS / MT19937_WORDS_AN_ELEMENT };

// random.seed(S): the digits of S, 32 bits each, least significant first; 0 has one digit.
static void start_python(uint64_t seed, struct mt19937 *window) {
    const uint32_t digits[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    mt19937_seed_by_array(digits, digits[1] ? 2 : 1, window);
}

// numpy.random.seed(S)
static void start_numpy_legacy(uint64_t seed, struct mt19937 *window) {
    mt19937_seed((uint32_t)seed, window);
}

// The words of a block behind those of the window; memcpy, because values may have any alignment.
static void advance(struct mt19937 *window, uint64_t count, void *values) {
    uint32_t words[2 * MT19937_WORDS];
    memcpy(words, window->word, sizeof window->word);
    for (uint64_t made = 0, share; made < count; made += share) {
        share = count - made < BLOCK ? count - made : BLOCK;
        for (uint64_t k = 0; k < MT19937_WORDS_AN_ELEMENT * share; k++)
            words[MT19937_WORDS + k] = mt19937_word_after(words + k);
        for (uint64_t i = 0; i < share; i++) {
            const uint32_t *pair = words + MT19937_WORDS + MT19937_WORDS_AN_ELEMENT * i;
            const double value = mt19937_f64(mt19937_temper(pair[0]), mt19937_temper(pair[1]));
            memcpy((char *)values + (made + i) * sizeof value, &value, sizeof value);
        }
        memmove(words, words + MT19937_WORDS_AN_ELEMENT * share, sizeof window->word);
    }
    memcpy(window->word, words, sizeof window->word);
}

static const struct mt19937_stream python = {.start = start_python, .reference = advance};
static const struct mt19937_stream numpy_legacy = {.start = start_numpy_legacy,
                                                   .reference = advance};

static void reference(const struct stream *stream, uint64_t seed, uint64_t first, uint64_t count,
                      void *values) {
    struct cursor cursor;
    cursor_of_reference(&cursor, stream, ELEMENT_F64, seed);
    cursor_fill(&cursor, first, count, values);
}

static void reference_python(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    reference(&stream_python, seed, first, count, values);
}

static void reference_numpy_legacy(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    reference(&stream_numpy_legacy, seed, first, count, values);
}

// The advances of a level that was compiled from levels/mt19937_advance.c.
#define LEVEL(level, name)                                                                         \
    {                                                                                              \
        .isa = (level), .plain_advance = mt19937_plain_##name,                                     \
        .streaming_advance = mt19937_streaming_##name,                                             \
    }

// The scalar level is the reference. It has plain stores only, and takes them where streaming ones
// are asked for.
static const struct fill_level levels[] = {
    {.isa = ISA_SCALAR, .plain_advance = advance, .streaming_advance = advance},
#if defined(__x86_64__)
    LEVEL(ISA_SSE2, sse2),
    LEVEL(ISA_AVX2, avx2),
    LEVEL(ISA_AVX512, avx512),
#elif defined(__aarch64__)
    LEVEL(ISA_NEON, neon),
#endif
};

const struct stream stream_python = {
    .name = "python",
    .summary = "MT19937 as CPython's random.seed(SEED); random.random()",
    .generator = GENERATOR_MT19937,
    .seeding = SEEDING_BY_ARRAY,
    .reference = {[ELEMENT_F64] = reference_python},
    .mt19937 = &python,
    .levels = levels,
    .level_count = sizeof levels / sizeof *levels,
};

const struct stream stream_numpy_legacy = {
    .name = "numpy-legacy",
    .summary = "MT19937 as numpy.random.seed(SEED); numpy.random.random_sample(), SEED < 2^32",
    .generator = GENERATOR_MT19937,
    .seeding = SEEDING_BY_NUMBER,
    .reference = {[ELEMENT_F64] = reference_numpy_legacy},
    .mt19937 = &numpy_legacy,
    .seed_most = UINT32_MAX,
    .levels = levels,
    .level_count = sizeof levels / sizeof *levels,
};
