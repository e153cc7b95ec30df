// The fills of the stream `curand` for one vector level: compiled once for each (cmake/levels.cmake
// defines LEVEL), in the operations of vector.h.
//
// A chain makes as many blocks of Philox as a vector has words: their words 0, 1, 2, 3 are four
// vectors. For both types these are 16 VECTOR_WORDS bytes of elements in a row, each 16 bytes being
// a chunk made of one block. CHAINS chains are a batch: the processor works on the others while
// each waits for its products. A list is made in whole batches; at its ends in single chains, and
// what is cut off a chain goes by way of the stack.
//
// What depends on the seed alone (keys) or on the seed and the row is kept between fills, since it
// costs as much as 200 elements: a list of 64 f64 took 187 ns with it (AVX-512, Zen 4), SMALL_NS
// now.
//
// What neighbours share. Elements lie in rows of 65,536 quads (see device/philox.h), and the blocks
// of a row have the counters (c, sub, 0) with few c. So in round 0 the product of c is a constant
// of the row, and that of sub grows by a constant from chain to chain: an addition. In round 1 the
// product of word 2 is a constant of the row; only that of word 0 is multiplied. In round 2 word 1
// is a constant. 17 of 20 multiplications are left, and less than that of the rest.
//
// The limit of the ports. Vector instructions of a chain of f64 (2 VECTOR_WORDS doubles), without
// loads, stores and moves:
//
//              multiply  shuffle  shift  logic  add, convert…  all
//   AVX-512       38        34      21     25        10        128    f32: 120
//   AVX2          38        34      21     46        14        153    f32: 153
//
// Zen 3 to 5 have four vector pipes (two that multiply, two that shift and shuffle), so the limit
// is 32 cycles a chain for AVX-512 (twice that on Zen 4, which halves 512 bits) and 38 for AVX2.
// Intel has two for 512 bits: 64 cycles. Measured on Zen 5 at 4.16 GHz, into a buffer of 256 KiB:
//
//              f64                              f32
//   AVX-512    38 cycles, 3.5 G/s, 84 %         35 cycles, 7.6 G/s, 86 %
//   AVX2       47 cycles, 1.4 G/s, 81 %         46 cycles, 2.9 G/s, 84 %
//
// llvm-mca 19 gives 47 cycles (gcc) and 49 (clang) for AVX2 f64 on Zen 3. What is missing is
// latency: with AVX2's 16 registers four chains already live in memory by half. With 1, 2, 3, 4
// chains the first version of this text made 0.87, 1.11, 1.28, 1.36 G/s (AVX2)
// and 2.2, 2.5, 3.1, 3.4 (AVX-512); 5 gained 1 and 6 %, but rows aren't multiples of 5 chains.
//
// Left to share: rounds 0 and 1 depend on v so little that two rows at a time would save 5
// instructions a chain.
//
// SPDX-License-Identifier: MIT
#include "device/philox.h"
#include "streams/curand.h"
#include "streams/levels/vector.h"

#include <stdalign.h>
#include <string.h>

enum {
    QUAD = 4,                        // elements in a row from one subsequence
    GROUPS = VECTOR_WORDS / 4,       // of 128 bits in a vector
    CHAIN_BYTES = VECTOR_WORDS * 16, // of elements
    CHAINS = 4,
    BATCH_BYTES = CHAINS * CHAIN_BYTES,
};

// A vector in memory.
struct words {
    alignas(64) uint32_t word[VECTOR_WORDS];
};

ALWAYS_INLINE vector load(const struct words *words) {
    return vector_load(words->word);
}

// The keys of the rounds. Those of the last round stand where store_f64 or store_f32 want them in
// 64 bits.
struct keys {
    struct words key0[PHILOX_ROUNDS], key1[PHILOX_ROUNDS];
};

// Each 64 bits of a vector.
static void set_64(struct words *words, uint32_t low, uint32_t high) {
    for (int i = 0; i < VECTOR_WORDS; i += 2) {
        words->word[i] = low;
        words->word[i + 1] = high;
    }
}

static void set_last(struct words *words, enum element_type type, uint32_t key) {
    if (type == ELEMENT_F64)
        set_64(words, key, KEY_F64_HIGH);
    else
        set_64(words, 0, key);
}

static void keys_set(struct keys *keys, enum element_type type, uint64_t seed) {
    enum { LAST = PHILOX_ROUNDS - 1 };
    uint32_t key0 = (uint32_t)seed;
    uint32_t key1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < LAST; round++) {
        set_64(&keys->key0[round], key0, key0);
        set_64(&keys->key1[round], key1, key1);
        key0 += PHILOX_KEY_STEP0;
        key1 += PHILOX_KEY_STEP1;
    }
    set_last(&keys->key0[LAST], type, key0);
    set_last(&keys->key1[LAST], type, key1);
}

// What the chains of one row share, named by the round and word it goes into; keys are folded in.
struct row {
    struct words round1_word0;
    struct words round2_word0, round2_word2;
    struct words round3_word0;
    struct words step; // from a chain's products of sub to the next chain's
};

// The quad that a chunk of a chain belongs to, and which of the quad's blocks it is.
static uint32_t chunk_quad(enum element_type type, uint32_t chunk) {
    return type == ELEMENT_F64 ? chunk / 2 : chunk;
}

static uint32_t chunk_block(enum element_type type, uint32_t chunk) {
    return type == ELEMENT_F64 ? chunk % 2 : 0;
}

// The chunk whose block stands at place i of a vector: the stored vectors hold the blocks a of all
// groups, then the blocks b, c, d.
static uint32_t chunk_at(const unsigned char letters[4], int i) {
    return (uint32_t)(letters[i % 4] * GROUPS + i / 4);
}

static uint64_t chain_quads(enum element_type type) {
    return type == ELEMENT_F64 ? VECTOR_WORDS / 2 : VECTOR_WORDS;
}

static void row_set(struct row *row, enum element_type type, const struct keys *keys,
                    uint64_t row_index) {
    struct philox_block round1[2]; // of the blocks of a quad: word 0 without the product of sub
    struct philox_block round2[2];
    for (uint32_t block = 0; block < 2; block++) {
        const uint64_t c = type == ELEMENT_F64 ? 2 * row_index + block : row_index;
        const struct philox_block counter = {(uint32_t)c, (uint32_t)(c >> 32), 0, 0};
        round1[block] = philox_round(counter, keys->key0[0].word[0], keys->key1[0].word[0]);
        round2[block] = philox_round(round1[block], keys->key0[1].word[0], 0);
    }
    for (int i = 0; i < VECTOR_WORDS; i++) {
        const uint32_t block01 = chunk_block(type, chunk_at(LETTERS_01, i));
        const uint32_t block23 = chunk_block(type, chunk_at(LETTERS_23, i));
        row->round1_word0.word[i] = round1[block01].w0;
        row->round2_word0.word[i] = round2[block01].w0;
        row->round2_word2.word[i] = round1[block23].w3 ^ keys->key1[1].word[0];
        row->round3_word0.word[i] = round2[block01].w1 ^ keys->key0[2].word[0];
    }
    const uint64_t step = PHILOX_MULTIPLIER2 * chain_quads(type);
    set_64(&row->step, (uint32_t)step, (uint32_t)(step >> 32));
}

// Round 0's products of sub for the chain that begins with subsequence 0. Their order is that
// which low_words and high_words put into LETTERS_01.
static void origin_set(struct words origin[2], enum element_type type) {
    for (int i = 0; i < VECTOR_WORDS; i++) {
        const uint64_t product =
            (uint64_t)PHILOX_MULTIPLIER2 * chunk_quad(type, chunk_at(LETTERS_01, i));
        uint32_t *to = &origin[i / 2 % 2].word[i / 4 * 4 + i % 2 * 2];
        to[0] = (uint32_t)product;
        to[1] = (uint32_t)(product >> 32);
    }
}

// What the lists of one seed and type share, as far as one row goes.
struct constants {
    uint64_t seed, row_index;
    bool set, row_set;
    struct keys keys;
    struct row row;
    struct words origin[2];
};

// This thread's, as its last fill left them.
static _Thread_local struct constants kept[ELEMENT_TYPES];

static __attribute__((noinline)) void begin_seed(struct constants *made, enum element_type type,
                                                 uint64_t seed) {
    keys_set(&made->keys, type, seed);
    origin_set(made->origin, type);
    made->seed = seed;
    made->set = true;
    made->row_set = false;
}

static __attribute__((noinline)) void begin_row(struct constants *made, enum element_type type,
                                                uint64_t row_index) {
    row_set(&made->row, type, &made->keys, row_index);
    made->row_index = row_index;
    made->row_set = true;
}

// The words of a chain's blocks.
struct blocks {
    vector word0, word1, word2, word3;
};

ALWAYS_INLINE struct round_products round_multiply(struct blocks x) {
    const struct round_products products = {
        .of0 = multiply(x.word0, vector_broadcast(PHILOX_MULTIPLIER0)),
        .of2 = multiply(x.word2, vector_broadcast(PHILOX_MULTIPLIER2)),
    };
    return products;
}

// Rounds 0 to 2.
ALWAYS_INLINE struct blocks first_rounds(const struct keys *keys, const struct row *row,
                                         struct products of_sub) {
    const vector word0 = vector_xor(high_words(of_sub), load(&row->round1_word0));
    const struct products of0 = multiply(word0, vector_broadcast(PHILOX_MULTIPLIER0));
    struct blocks x;
    x.word0 = vector_xor(low_words(of_sub), load(&row->round2_word0));
    x.word2 = vector_xor(high_words(of0), load(&row->round2_word2));
    const struct round_products products = round_multiply(x);
    x.word0 = vector_xor(high_words(products.of2), load(&row->round3_word0));
    x.word1 = low_words(products.of2);
    x.word2 = vector_xor3(high_words(products.of0), low_words(of0), load(&keys->key1[2]));
    x.word3 = low_words(products.of0);
    return x;
}

ALWAYS_INLINE struct blocks whole_round(struct blocks x, struct round_products products,
                                        vector key0, vector key1) {
    x.word0 = vector_xor3(high_words(products.of2), x.word1, key0);
    x.word1 = low_words(products.of2);
    x.word2 = vector_xor3(high_words(products.of0), x.word3, key1);
    x.word3 = low_words(products.of0);
    return x;
}

// Keeps the compiler from mixing this step with the other chains' steps.
ALWAYS_INLINE struct blocks pin(struct blocks x) {
    __asm__ volatile(""
                     : VECTOR_PIN(x.word0), VECTOR_PIN(x.word1), VECTOR_PIN(x.word2),
                       VECTOR_PIN(x.word3));
    return x;
}

// Makes so many chains, a batch or less; returns the products of sub for the next.
ALWAYS_INLINE struct products make_chains(const struct constants *made, int chains,
                                          struct products of_sub, char *to, enum element_type type,
                                          bool streaming) {
    enum { LAST = PHILOX_ROUNDS - 1 };
    const struct keys *keys = &made->keys;
    const struct row *row = &made->row;
    struct blocks x[CHAINS];
    struct round_products before[CHAINS];
    UNROLL
    for (int i = 0; i < chains; i++) {
        x[i] = pin(first_rounds(keys, row, of_sub));
        of_sub = products_add(of_sub, load(&row->step));
    }
    UNROLL
    for (int round = 3; round < LAST; round++) {
        UNROLL
        for (int i = 0; i < chains; i++) {
            before[i] = round_multiply(x[i]);
            x[i] = whole_round(x[i], before[i], load(&keys->key0[round]), load(&keys->key1[round]));
            if (round < LAST - 1)
                x[i] = pin(x[i]);
        }
    }
    const vector key0 = load(&keys->key0[LAST]);
    const vector key1 = load(&keys->key1[LAST]);
    UNROLL
    for (int i = 0; i < chains; i++, to += CHAIN_BYTES) {
        const struct round_products last = round_multiply(x[i]);
        if (type == ELEMENT_F64)
            store_f64(to, last, before[i], key0, key1, streaming);
        else
            store_f32(to, last, before[i], key0, key1, streaming);
    }
    return of_sub;
}

// Round 0's products for the chain that begins with subsequence sub.
ALWAYS_INLINE struct products products_of_sub(const struct constants *made, uint32_t sub) {
    return products_add(products_load(made->origin[0].word, made->origin[1].word),
                        vector_broadcast_64((uint64_t)PHILOX_MULTIPLIER2 * sub));
}

// Makes whole batches, all in one row, from subsequence sub on.
ALWAYS_INLINE void fill_batches(const struct constants *made, uint32_t sub, uint64_t batches,
                                char *to, enum element_type type, bool streaming) {
    struct products of_sub = products_of_sub(made, sub);
    for (; batches > 0; batches--, to += BATCH_BYTES)
        of_sub = make_chains(made, CHAINS, of_sub, to, type, streaming);
}

// Makes elements [first, first + count) of one batch, in the chains that they touch.
ALWAYS_INLINE void fill_part(const struct constants *made, uint64_t first, uint64_t count, char *to,
                             enum element_type type) {
    alignas(64) char whole[BATCH_BYTES];
    const size_t bytes = type == ELEMENT_F64 ? sizeof(double) : sizeof(float);
    const uint64_t chain = CHAIN_BYTES / bytes; // elements
    const uint64_t skip = first % chain, last = skip + count;
    const bool cut = skip != 0 || last % chain != 0;
    const struct products of_sub = products_of_sub(made, curand_subsequence((first - skip) / QUAD));
    char *chains = cut ? whole : to;
    if (last <= chain)
        make_chains(made, 1, of_sub, chains, type, false);
    else if (last <= 2 * chain)
        make_chains(made, 2, of_sub, chains, type, false);
    else if (last <= 3 * chain)
        make_chains(made, 3, of_sub, chains, type, false);
    else
        make_chains(made, CHAINS, of_sub, chains, type, false);
    if (cut)
        memcpy(to, whole + skip * bytes, count * bytes);
}

static __attribute__((noinline)) void fill_part_f64(const struct constants *made, uint64_t first,
                                                    uint64_t count, char *to) {
    fill_part(made, first, count, to, ELEMENT_F64);
}

static __attribute__((noinline)) void fill_part_f32(const struct constants *made, uint64_t first,
                                                    uint64_t count, char *to) {
    fill_part(made, first, count, to, ELEMENT_F32);
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// Makes elements [first, end), all in one row.
ALWAYS_INLINE void fill_row(struct constants *made, uint64_t first, uint64_t end, char *to,
                            enum element_type type, bool streaming) {
    const size_t bytes = type == ELEMENT_F64 ? sizeof(double) : sizeof(float);
    const uint64_t batch = BATCH_BYTES / bytes; // elements
    void (*const part)(const struct constants *, uint64_t, uint64_t, char *) =
        type == ELEMENT_F64 ? fill_part_f64 : fill_part_f32;
    if (!made->row_set || made->row_index != curand_row(first / QUAD))
        begin_row(made, type, curand_row(first / QUAD));
    if (first % batch != 0) {
        const uint64_t count = least(batch - first % batch, end - first);
        part(made, first, count, to);
        first += count;
        to += count * bytes;
    }
    const uint64_t batches = (end - first) / batch;
    if (batches > 0)
        fill_batches(made, curand_subsequence(first / QUAD), batches, to, type, streaming);
    first += batches * batch;
    to += batches * BATCH_BYTES;
    if (first < end)
        part(made, first, end - first, to);
}

ALWAYS_INLINE void fill(uint64_t seed, uint64_t first, uint64_t count, char *to,
                        enum element_type type, bool streaming) {
    const size_t bytes = type == ELEMENT_F64 ? sizeof(double) : sizeof(float);
    const uint64_t row_elements = (uint64_t)CURAND_SUBSEQUENCES * QUAD;
    struct constants *made = &kept[type];
    if (!made->set || made->seed != seed)
        begin_seed(made, type, seed);
    for (const uint64_t end = first + count; first < end;) {
        const uint64_t row_end = least(end, (first / row_elements + 1) * row_elements);
        fill_row(made, first, row_end, to, type, streaming);
        to += (row_end - first) * bytes;
        first = row_end;
    }
}

// Streaming stores need the placement of stream.h: batches at multiples of 64 bytes. Without it
// the plain ones do their work.
static bool is_placed(enum element_type type, uint64_t first, const char *to) {
    return ((uintptr_t)to - stream_alignment_offset(type, first)) % 64 == 0;
}

#define JOIN(a, b, c)          a##_##b##_##c
#define JOIN_EXPANDED(a, b, c) JOIN(a, b, c)
#define FILL(stores_and_type)  JOIN_EXPANDED(curand, stores_and_type, LEVEL)

void FILL(plain_f64)(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    fill(seed, first, count, values, ELEMENT_F64, false);
}

void FILL(plain_f32)(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    fill(seed, first, count, values, ELEMENT_F32, false);
}

void FILL(streaming_f64)(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    if (!is_placed(ELEMENT_F64, first, values)) {
        FILL(plain_f64)(seed, first, count, values);
        return;
    }
    fill(seed, first, count, values, ELEMENT_F64, true);
    store_fence();
}

void FILL(streaming_f32)(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    if (!is_placed(ELEMENT_F32, first, values)) {
        FILL(plain_f32)(seed, first, count, values);
        return;
    }
    fill(seed, first, count, values, ELEMENT_F32, true);
    store_fence();
}
