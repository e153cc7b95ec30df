// Break-even sizes of made-up sweeps whose break-even is known.
// SPDX-License-Identifier: MIT
#include "made_up_study.h"

#include "study/break_even.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct disorder calm = {.spread = 0.02, .outliers = 0.02};

enum { SIZES = 9, SAMPLES = 20 }; // 1K to 10M, two a decade

static uint64_t size_at(size_t i) {
    return (uint64_t)round(1000 * pow(10, (double)i / 2));
}

// A CPU that takes 1 ns a number, and a device that takes `start_ns` for any list and 0.1 ns a
// number; delivery adds 0.5 ns a number. So the break-evens are start_ns / 0.9 and start_ns / 0.4.
static void make_sweep(double start_ns, uint64_t seed, struct study *study) {
    struct noise noise = {.seed = seed};
    study_make(STUDY_SWEEP, SIZES, study);
    for (size_t i = 0; i < SIZES; i++) {
        struct point *point = &study->points[i];
        const double size = (double)size_at(i);
        study_point(point, size_at(i), 2, SCALING_NONE);
        study_row(point, "serial", 2 * size, 0, SAMPLES, &calm, &noise);
        study_row(point, "pthread", size, 0, SAMPLES, &calm, &noise);
        study_row(point, "cuda", start_ns + 0.1 * size, start_ns + 0.6 * size, SAMPLES, &calm,
                  &noise);
    }
}

static void find_all(const struct study *study, size_t expected, struct break_evens *found) {
    struct error error;
    assert_int_equal(break_evens_of(study, found, &error), STATUS_OK);
    assert_int_equal(found->count, expected);
}

static void assert_near(double value, double truth) {
    if (!(fabs(log(value / truth)) < log(1.05)))
        fail_msg("%g is not near %g", value, truth);
}

static void device_pays_from_a_size_on(void **state) {
    (void)state;
    struct study study;
    struct break_evens found;
    make_sweep(20e3, 1, &study);
    find_all(&study, 2, &found);
    const struct break_even *resident = &found.items[0], *delivered = &found.items[1];
    assert_string_equal(resident->row, "cuda");
    assert_string_equal(resident->base, "");
    assert_int_equal(resident->place, 0);
    assert_int_equal(delivered->place, 1);
    assert_int_equal(resident->kind, BREAK_EVEN_AT);
    assert_int_equal(delivered->kind, BREAK_EVEN_AT);
    assert_near(resident->value, 20e3 / 0.9);
    assert_near(delivered->value, 20e3 / 0.4);
    assert_true(resident->low < 20e3 / 0.9 && 20e3 / 0.9 < resident->high);
    assert_true(delivered->low < 20e3 / 0.4 && 20e3 / 0.4 < delivered->high);
    assert_true(resident->high / resident->low < 1.2);              // 2 % of noise, twenty samples
    assert_string_equal(resident->points[0].base->name, "pthread"); // the best CPU row
    break_evens_free(&found);
    study_free(&study);
}

static enum break_even_kind kind_with_start(double start_ns) {
    struct study study;
    struct break_evens found;
    make_sweep(start_ns, 2, &study);
    find_all(&study, 2, &found);
    const enum break_even_kind kind = found.items[0].kind;
    break_evens_free(&found);
    study_free(&study);
    return kind;
}

static void never_and_always(void **state) {
    (void)state;
    assert_int_equal(kind_with_start(1e9), BREAK_EVEN_NEVER);
    assert_int_equal(kind_with_start(10), BREAK_EVEN_ALWAYS);
}

static void between_two_rows(void **state) {
    (void)state;
    struct study study;
    struct break_evens found;
    make_sweep(20e3, 3, &study);
    snprintf(study.between[0], sizeof study.between[0], "serial");
    snprintf(study.between[1], sizeof study.between[1], "pthread");
    find_all(&study, 1, &found); // host rows: one place
    assert_int_equal(found.items[0].kind, BREAK_EVEN_ALWAYS);
    break_evens_free(&found);
    snprintf(study.between[1], sizeof study.between[1], "cuda");
    find_all(&study, 2, &found);
    assert_near(found.items[0].value, 20e3 / 1.9);
    break_evens_free(&found);
    study_free(&study);
}

// ---- ratios by hand

static void set_ratio(struct break_even *found, uint64_t size, double low, double value,
                      double high) {
    found->points[found->point_count++] = (struct break_even_point){
        .size = size, .row_ns = 50, .ratio = {true, true, value, low, high}};
}

static void crossings_by_hand(void **state) {
    (void)state;
    struct break_even found = {0};
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_NONE);
    // The base takes 25 ns less at 100 and 50 ns more at 400: equal after a third of the way.
    set_ratio(&found, 100, 0.25, 0.5, 0.9);
    set_ratio(&found, 400, 1.1, 2, 4);
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_AT);
    assert_true(fabs(found.value - 200) < 1e-9);
    assert_true(fabs(found.low - (100 + 300 * 0.1 / 3.1)) < 1e-9);
    assert_true(fabs(found.high - (100 + 300 * 0.75 / 0.85)) < 1e-9);
}

static void open_below_the_smallest_size(void **state) {
    (void)state;
    struct break_even found = {0};
    set_ratio(&found, 100, 0.9, 1.1, 1.3); // not told apart at the smallest
    set_ratio(&found, 1000, 1.2, 1.5, 1.8);
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_AT);
    assert_true(found.low <= 0);
    assert_true(found.high > 100 && found.high < 1000);
}

static void passing_and_undecided(void **state) {
    (void)state;
    struct break_even found = {0};
    set_ratio(&found, 100, 0.4, 0.5, 0.6);
    set_ratio(&found, 1000, 1.2, 1.5, 1.8);
    set_ratio(&found, 10000, 0.4, 0.5, 0.6);
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_PASSING);
    assert_true(fabs(found.won_low - 1000) < 1 && fabs(found.won_high - 1000) < 1);
    found.point_count = 0;
    set_ratio(&found, 100, 0.4, 0.5, 0.6);
    set_ratio(&found, 1000, 0.9, 1, 1.1);
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_UNDECIDED);
}

// The last crossing counts: earlier ups and downs are within what is not yet paying for good.
static void last_crossing_counts(void **state) {
    (void)state;
    struct break_even found = {0};
    set_ratio(&found, 10, 1.9, 2, 2.1);
    set_ratio(&found, 100, 0.45, 0.5, 0.55);
    set_ratio(&found, 400, 1.9, 2, 2.1);
    break_even_find(&found);
    assert_int_equal(found.kind, BREAK_EVEN_AT);
    assert_true(fabs(found.value - 200) < 1e-9);
}

// Where the times are straight lines, as the method takes them to be, the interval holds it in at
// least 95 % of all sweeps.
static void interval_covers_the_break_even(void **state) {
    enum { SWEEPS = 400 };
    (void)state;
    unsigned covered = 0;
    struct noise noise = {.seed = 99};
    const struct disorder rough = {.spread = 0.1, .outliers = 0.05};
    for (unsigned sweep = 0; sweep < SWEEPS; sweep++) {
        struct study study;
        struct break_even found;
        study_make(STUDY_SWEEP, 4, &study);
        for (size_t i = 0; i < 4; i++) {
            const double size = 1000 * pow(10, (double)i);
            study_point(&study.points[i], (uint64_t)size, 1, SCALING_NONE);
            study_row(&study.points[i], "serial", 1e6 * size / 30e3, 0, SAMPLES, &rough, &noise);
            study_row(&study.points[i], "cuda", 1e6, 1e6, SAMPLES, &rough, &noise);
        }
        break_even_between(&study, "serial", "cuda", 0, &found);
        assert_int_equal(found.kind, BREAK_EVEN_AT);
        covered += found.low <= 30e3 && 30e3 <= found.high;
        study_free(&study);
    }
    assert_in_range(covered, 380, SWEEPS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device_pays_from_a_size_on),
        cmocka_unit_test(never_and_always),
        cmocka_unit_test(between_two_rows),
        cmocka_unit_test(crossings_by_hand),
        cmocka_unit_test(open_below_the_smallest_size),
        cmocka_unit_test(passing_and_undecided),
        cmocka_unit_test(last_crossing_counts),
        cmocka_unit_test(interval_covers_the_break_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
