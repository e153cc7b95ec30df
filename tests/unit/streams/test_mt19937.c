// The streams `python` and `numpy-legacy`: published and recorded values, the advances of every
// vector level, jumps against plain stepping, and cursors sent to and fro.
// SPDX-License-Identifier: MIT
#include "streams/cursor.h"
#include "streams/python.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// --- Known values ------------------------------------------------------------------------------

static uint32_t next_output(struct mt19937 *window) {
    const uint32_t word = mt19937_word_after(window->word);
    memmove(window->word, window->word + 1, sizeof window->word - sizeof word);
    window->word[MT19937_WORDS - 1] = word;
    return mt19937_temper(word);
}

// mt19937ar.out of Matsumoto and Nishimura begins so.
static void seeding_by_array_is_the_authors(void **state) {
    (void)state;
    static const uint32_t keys[] = {0x123, 0x234, 0x345, 0x456};
    static const uint32_t outputs[] = {1067595299u, 955945823u, 477289528u, 4107218783u,
                                       4228976476u};
    struct mt19937 window;
    mt19937_seed_by_array(keys, 4, &window);
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        assert_int_equal(next_output(&window), outputs[i]);
}

// The C++ standard ([rand.predef]) says so of std::mt19937, whose seed is 5489.
static void the_ten_thousandth_output_is_the_standards(void **state) {
    (void)state;
    struct mt19937 window;
    mt19937_seed(5489, &window);
    for (int i = 1; i < 10000; i++)
        (void)next_output(&window);
    assert_int_equal(next_output(&window), 4123659995u);
}

// Elements 0, 1, 623 and 999, recorded from CPython 3.11.7 and NumPy 2.4.6.
static const struct recorded {
    const struct stream *stream;
    uint64_t seed;
    double value[4];
} recorded[] = {
    {&stream_python,
     0,
     {0x1.b0580f98a7dbep-1, 0x1.84129978f9c1ap-1, 0x1.0a27b2089a588p-1, 0x1.ebf1437477ccep-2}},
    {&stream_python,
     1,
     {0x1.132d8f91b7584p-3, 0x1.b1e2d5b3584f8p-1, 0x1.80b46559a5fc8p-1, 0x1.699b1d0fc4300p-1}},
    {&stream_python,
     42,
     {0x1.4762f307200c5p-1, 0x1.99c6b5eeb2060p-6, 0x1.e9b23b7c5ae80p-4, 0x1.b5fd9157363f8p-1}},
    {&stream_python,
     UINT32_MAX,
     {0x1.454d9227a7013p-1, 0x1.a0274a3720bf8p-3, 0x1.853539ad85540p-4, 0x1.492df3ceb45eep-2}},
    {&stream_python,
     UINT64_C(1) << 32,
     {0x1.ced31cb3df170p-4, 0x1.abdb5477a4f26p-2, 0x1.f36bfe991a2dfp-1, 0x1.5487e3d9d2810p-5}},
    {&stream_python,
     UINT64_MAX,
     {0x1.659799fd7f980p-6, 0x1.5a35a94f333d8p-2, 0x1.65b9ce53fde89p-1, 0x1.cd4f273d5bd94p-1}},
    {&stream_numpy_legacy,
     0,
     {0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.a0489891118fcp-1, 0x1.5ab23e79781c2p-1}},
    {&stream_numpy_legacy,
     1,
     {0x1.ab07d0ffa3c06p-2, 0x1.70ce5f3baf051p-1, 0x1.49acb09cb5fc4p-1, 0x1.8c8848c20f7e2p-1}},
    {&stream_numpy_legacy,
     42,
     {0x1.7f8771e5f51ecp-2, 0x1.e6c4068bbd654p-1, 0x1.f026cb1e39110p-2, 0x1.c8b5bcc2b9faep-2}},
    {&stream_numpy_legacy,
     UINT32_MAX,
     {0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1, 0x1.4b503fd156088p-3, 0x1.1cfe321a42891p-1}},
};

static void values_are_those_of_python_and_numpy(void **state) {
    (void)state;
    static const size_t indices[] = {0, 1, 623, 999};
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        double values[1000];
        recorded[i].stream->reference[ELEMENT_F64](recorded[i].seed, 0, 1000, values);
        for (size_t j = 0; j < 4; j++)
            assert_memory_equal(&values[indices[j]], &recorded[i].value[j], sizeof(double));
    }
}

static void seeds_end_where_the_stream_says(void **state) {
    (void)state;
    assert_true(stream_takes_seed(&stream_python, UINT64_MAX));
    assert_true(stream_takes_seed(&stream_numpy_legacy, UINT32_MAX));
    assert_false(stream_takes_seed(&stream_numpy_legacy, (uint64_t)UINT32_MAX + 1));
    assert_null(stream_level(&stream_python, ELEMENT_F32, ISA_AUTO));
}

// --- Advances ----------------------------------------------------------------------------------

enum { GUARD = 8, MOST = 4099, POISON = 0xA5 }; // doubles on either side; and in the longest list

// An advance, then one element more by the reference: so the window it left is right too.
static void assert_advances(mt19937_advance *advance, uint64_t count, size_t misplaced) {
    _Alignas(64) static unsigned char made[(MOST + 2 * GUARD) * sizeof(double)];
    static double right[MOST + 1];
    double next;
    struct mt19937 window, same;
    mt19937_seed(7, &window);
    same = window;
    memset(made, POISON, sizeof made);
    unsigned char *values = made + GUARD * sizeof(double) + misplaced;
    advance(&window, count, values);
    stream_python.mt19937->reference(&window, 1, &next);
    stream_python.mt19937->reference(&same, count + 1, right);
    assert_memory_equal(values, right, count * sizeof(double));
    assert_memory_equal(&next, &right[count], sizeof next);
    for (const unsigned char *byte = made; byte < made + sizeof made; byte++)
        assert_true(*byte == POISON || (byte >= values && byte < values + count * sizeof(double)));
}

static void every_level_advances_as_the_reference(void **state) {
    (void)state;
    static const uint64_t counts[] = {0,   1,   2,   7,   8,    9,    311,  312,  313, 319,
                                      320, 321, 623, 624, 1247, 1248, 1249, 1561, MOST};
    static const size_t misplaced[] = {0, 8, 24, 56, 1, 4, 63};
    for (size_t i = 0; i < stream_python.level_count; i++) {
        const struct fill_level *level = &stream_python.levels[i];
        for (size_t c = 0; isa_runs(level->isa) && c < sizeof counts / sizeof *counts; c++) {
            for (size_t m = 0; m < sizeof misplaced / sizeof *misplaced; m++) {
                assert_advances(level->plain_advance, counts[c], misplaced[m]);
                assert_advances(level->streaming_advance, counts[c], misplaced[m]);
            }
        }
    }
}

// --- Jumps -------------------------------------------------------------------------------------

// The first word counts only by its topmost bit.
static void assert_same_window(struct mt19937 one, struct mt19937 other) {
    one.word[0] &= MT19937_TOP;
    other.word[0] &= MT19937_TOP;
    assert_memory_equal(&one, &other, sizeof one);
}

static void jump(struct mt19937 *window, uint64_t words) {
    struct mt19937_jump over;
    mt19937_jump_over(words, &over);
    mt19937_take(&over, window);
}

static void jumps_are_many_steps(void **state) {
    (void)state;
    static const uint64_t lengths[] = {0,     1,     2,     3,     226,   227,   228,     396,
                                       397,   623,   624,   625,   1247,  1248,  1249,    19936,
                                       19937, 19938, 39873, 39874, 65536, 99999, 1000003, 10000000};
    struct mt19937 start, stepped;
    mt19937_seed(2026, &start);
    stepped = start;
    uint64_t at = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (; at < lengths[i]; at++)
            (void)next_output(&stepped);
        struct mt19937 jumped = start;
        jump(&jumped, lengths[i]);
        assert_same_window(jumped, stepped);
    }
}

static void two_jumps_are_one(void **state) {
    (void)state;
    static const uint64_t lengths[] = {
        0, 1, 624, 20000000, (UINT64_C(1) << 33) + 5, (UINT64_C(1) << 60) - 1};
    for (size_t a = 0; a < sizeof lengths / sizeof *lengths; a++) {
        for (size_t b = 0; b < sizeof lengths / sizeof *lengths; b++) {
            struct mt19937 once, twice;
            mt19937_seed(5, &once);
            twice = once;
            jump(&once, lengths[a] + lengths[b]);
            jump(&twice, lengths[a]);
            jump(&twice, lengths[b]);
            assert_same_window(once, twice);
        }
    }
}

static void twice_a_jump_is_one_of_twice_the_length(void **state) {
    (void)state;
    static const uint64_t lengths[] = {1, 2, 623, 19937, 1 << 15, (1 << 18) - 8, (uint64_t)1 << 62};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct mt19937_jump twice, right;
        mt19937_jump_over(lengths[i], &twice);
        mt19937_jump_twice(&twice);
        mt19937_jump_over(2 * lengths[i], &right);
        assert_memory_equal(&twice, &right, sizeof right);
    }
}

// --- Cursors -----------------------------------------------------------------------------------

enum { LONG = 200000 };

static void cursors_find_every_place(void **state) {
    (void)state;
    static const uint64_t firsts[] = {0, 0,      1000,  1000,   50000, 99000, 148000, // a stride
                                      7, 150000, 20000, 20000,  19999, 20001, 25000,  30001,
                                      0, 312,    311,   199000, 1,     624};
    double *whole = malloc(LONG * sizeof *whole), values[1000];
    assert_non_null(whole);
    stream_python.reference[ELEMENT_F64](3, 0, LONG, whole);
    struct cursor cursor;
    cursor_set(&cursor, &stream_python, ELEMENT_F64, 3,
               stream_level(&stream_python, ELEMENT_F64, ISA_AUTO), STORES_PLAIN);
    for (int sought = -1; sought <= 2; sought++) { // no place kept, then three
        if (sought >= 0)
            cursor_seek(&cursor, (uint64_t)sought * 20000);
        for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
            memset(values, POISON, sizeof values);
            cursor_fill(&cursor, firsts[i], 1000, values);
            assert_memory_equal(values, whole + firsts[i], sizeof values);
        }
    }
    free(whole);
}

static void a_stream_made_element_by_element_has_cursors_too(void **state) {
    (void)state;
    double one[100], other[100];
    const struct stream *curand = stream_find("curand");
    struct cursor cursor;
    cursor_set(&cursor, curand, ELEMENT_F64, 3, stream_level(curand, ELEMENT_F64, ISA_AUTO),
               STORES_PLAIN);
    cursor_seek(&cursor, 1u << 20);
    cursor_fill(&cursor, 12345, 100, one);
    curand->reference[ELEMENT_F64](3, 12345, 100, other);
    assert_memory_equal(one, other, sizeof one);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeding_by_array_is_the_authors),
        cmocka_unit_test(the_ten_thousandth_output_is_the_standards),
        cmocka_unit_test(values_are_those_of_python_and_numpy),
        cmocka_unit_test(seeds_end_where_the_stream_says),
        cmocka_unit_test(every_level_advances_as_the_reference),
        cmocka_unit_test(jumps_are_many_steps),
        cmocka_unit_test(two_jumps_are_one),
        cmocka_unit_test(twice_a_jump_is_one_of_twice_the_length),
        cmocka_unit_test(cursors_find_every_place),
        cmocka_unit_test(a_stream_made_element_by_element_has_cursors_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
