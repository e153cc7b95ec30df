// Slices of a run over ranks: together they are the run, in order, whatever the numbers.
// SPDX-License-Identifier: MIT
#include "measure/rank_group.h"

// cmocka.h needs these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_cover(uint64_t count, unsigned ranks) {
    const uint64_t most = slice_most(count, ranks);
    assert_int_equal(slice_begin(count, 0, ranks), 0);
    assert_int_equal(slice_begin(count, ranks, ranks), count);
    for (unsigned rank = 0; rank < ranks; rank++) {
        const uint64_t begin = slice_begin(count, rank, ranks);
        const uint64_t end = slice_begin(count, rank + 1, ranks);
        assert_true(begin <= end);
        assert_true(end - begin <= most);
        assert_int_equal(begin % SLICE_GRAIN, 0);
    }
}

static void slices_cover_the_run(void **state) {
    (void)state;
    static const uint64_t counts[] = {0,
                                      1,
                                      3,
                                      15,
                                      16,
                                      17,
                                      1009,
                                      100000007,
                                      UINT64_C(1) << 34,
                                      (UINT64_C(1) << 60) - 1,
                                      UINT64_C(1) << 60};
    static const unsigned ranks[] = {1, 2, 3, 5, 7, 64, 1000, 4096};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (size_t r = 0; r < sizeof ranks / sizeof *ranks; r++)
            expect_cover(counts[c], ranks[r]);
}

static void slices_are_equal_but_for_the_grain(void **state) {
    (void)state;
    for (unsigned rank = 0; rank < 7; rank++) {
        const uint64_t size = slice_begin(1000000, rank + 1, 7) - slice_begin(1000000, rank, 7);
        assert_true(size + SLICE_GRAIN > 1000000 / 7 && size < 1000000 / 7 + 1 + SLICE_GRAIN);
    }
}

static void fewer_elements_than_ranks_leave_some_without(void **state) {
    (void)state;
    unsigned empty = 0;
    for (unsigned rank = 0; rank < 5; rank++)
        empty += slice_begin(3, rank, 5) == slice_begin(3, rank + 1, 5);
    assert_int_equal(empty, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_cover_the_run),
        cmocka_unit_test(slices_are_equal_but_for_the_grain),
        cmocka_unit_test(fewer_elements_than_ranks_leave_some_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
