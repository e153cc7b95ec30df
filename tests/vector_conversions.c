// The fills' conversions of words to values, at the words where they could go wrong, against the
// plain mapping. Compiled once for each vector level.
// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device/philox.h"
#include "streams/levels/vector.h"

#include "platform/cpu.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

// Ends, powers of two and their neighbours: every carry and every tie of both types is among them.
static uint32_t edge(int i) {
    const uint32_t power = (uint32_t)1 << i / 4 % 32;
    return i % 4 == 0 ? power - 1 : i % 4 == 1 ? power : i % 4 == 2 ? power + 1 : ~power;
}
enum { EDGES = 4 * 32 };

// A vector with low and high in each 64 bits.
static vector pairs(uint32_t low, uint32_t high) {
    alignas(64) uint32_t words[VECTOR_WORDS];
    for (int i = 0; i < VECTOR_WORDS; i += 2) {
        words[i] = low;
        words[i + 1] = high;
    }
    return vector_load(words);
}

// A whole last round whose words are x, y, x, y everywhere: the products' high halves are x ^ the
// low halves of the round before ^ the key.
static struct products products(uint32_t low, uint32_t high) {
    alignas(64) uint32_t words[VECTOR_WORDS];
    for (int i = 0; i < VECTOR_WORDS; i += 2) {
        words[i] = low;
        words[i + 1] = high;
    }
    return products_load(words, words);
}

static void check(uint32_t x, uint32_t y) {
    const uint32_t earlier = 0x9E3779B9, key = 0xBB67AE85, junk = 0xDEADBEEF;
    const struct products last = products(y, x ^ earlier ^ key);
    const struct products before = products(earlier, junk);
    const struct round_products lasts = {last, last}, befores = {before, before};
    alignas(64) double doubles[2 * VECTOR_WORDS];
    alignas(64) float floats[4 * VECTOR_WORDS];
    const vector key_f64 = pairs(key, KEY_F64_HIGH), key_f32 = pairs(0, key);
    store_f64((char *)doubles, lasts, befores, key_f64, key_f64, false);
    store_f32((char *)floats, lasts, befores, key_f32, key_f32, false);
    const double value = curand_f64(x, y);
    for (int i = 0; i < 2 * VECTOR_WORDS; i++)
        assert_memory_equal(&doubles[i], &value, sizeof value);
    const float from_words[2] = {curand_f32(x), curand_f32(y)};
    for (int i = 0; i < 4 * VECTOR_WORDS; i++)
        assert_memory_equal(&floats[i], &from_words[i % 2], sizeof *floats);
}

static void edges_of_both_words(void **state) {
    (void)state;
    for (int i = 0; i < EDGES; i++)
        for (int j = 0; j < EDGES; j++)
            check(edge(i), edge(j));
}

static void words_of_all_kinds(void **state) {
    (void)state;
    for (u64 c = 0; c < 50000; c++) {
        const struct philox_block words = curand_block(1, c, 0);
        check(words.w0, words.w1);
        check(words.w2 >> words.w3 % 32, words.w3);
        check(words.w2, words.w3 >> words.w0 % 32);
    }
}

int main(void) {
    enum isa isa = ISA_SCALAR;
    while (strcmp(isa_name(isa), LEVEL) != 0)
        isa++;
    if (!isa_runs(isa)) {
        print_message("not run by this processor: %s\n", LEVEL);
        return 77; // ctest shows it as skipped
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_of_both_words),
        cmocka_unit_test(words_of_all_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
