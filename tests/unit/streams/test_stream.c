// The tables of streams, element types, levels and stores.
// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "streams/stream.h"

static void names_are_found_again(void **state) {
    (void)state;
    for (const struct stream *const *stream = streams; *stream; stream++)
        assert_ptr_equal(stream_find((*stream)->name), *stream);
    assert_string_equal(streams[0]->name, "curand");
    assert_null(stream_find("curan"));
    assert_null(stream_find(""));
    assert_string_equal(stores_name(STORES_AUTO), "auto");
    assert_string_equal(stores_name(STORES_PLAIN), "plain");
    assert_string_equal(stores_name(STORES_STREAMING), "streaming");
}

static void offsets_place_elements_on_their_lines(void **state) {
    (void)state;
    assert_int_equal(element_bytes(ELEMENT_F64), 8);
    assert_int_equal(element_bytes(ELEMENT_F32), 4);
    assert_int_equal(stream_alignment_offset(ELEMENT_F64, 0), 0);
    assert_int_equal(stream_alignment_offset(ELEMENT_F64, 7), 56);
    assert_int_equal(stream_alignment_offset(ELEMENT_F64, 8), 0);
    assert_int_equal(stream_alignment_offset(ELEMENT_F32, 17), 4);
    assert_int_equal(stream_alignment_offset(ELEMENT_F64, (1ull << 60) + 3), 24);
}

static void levels_begin_scalar_and_rise(void **state) {
    (void)state;
    for (const struct stream *const *stream = streams; *stream; stream++) {
        const struct fill_level *levels = (*stream)->levels;
        assert_true((*stream)->level_count > 0);
        assert_int_equal(levels[0].isa, ISA_SCALAR);
        for (size_t i = 1; i < (*stream)->level_count; i++)
            assert_true(levels[i].isa > levels[i - 1].isa);
    }
}

static void levels_of_other_architectures_do_not_run(void **state) {
    (void)state;
#if defined(__x86_64__)
    assert_false(isa_runs(ISA_NEON));
    assert_true(isa_runs(ISA_SSE2));
#else
    assert_false(isa_runs(ISA_SSE2));
    assert_false(isa_runs(ISA_AVX2));
    assert_false(isa_runs(ISA_AVX512));
#endif
    assert_true(isa_runs(ISA_AUTO));
    assert_true(isa_runs(ISA_SCALAR));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_again),
        cmocka_unit_test(offsets_place_elements_on_their_lines),
        cmocka_unit_test(levels_begin_scalar_and_rise),
        cmocka_unit_test(levels_of_other_architectures_do_not_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
