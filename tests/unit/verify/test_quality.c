// Tests of a list's statistics: good streams pass as often as is said, planted faults fail.
// SPDX-License-Identifier: MIT
#include "verify/distributions.h"
#include "verify/quality.h"
#include "verify/verify.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 1 << 18 };

static double *values;

static int make_room(void **state) {
    (void)state;
    values = calloc(COUNT, sizeof *values);
    return values == NULL;
}

static int free_room(void **state) {
    (void)state;
    free(values);
    return 0;
}

// Values from elsewhere: the series summed with Python's decimal, 60 digits.
static void tails(void **state) {
    (void)state;
    static const struct {
        double a, x, q;
    } known[] = {
        {0.5, 0.5, 0.3173105078629141},     {5.0, 5, 0.4404932850652124},
        {5.0, 20, 1.6944743930067385e-05},  {2047.5, 2100, 0.12346896847060854},
        {2047.5, 1900, 0.9995720370360992}, {1, 0, 1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fabs(gamma_q(known[i].a, known[i].x) - known[i].q) > 1e-9 * known[i].q + 1e-13)
            fail_msg("Q(%g, %g) is %.17g, not %.17g", known[i].a, known[i].x,
                     gamma_q(known[i].a, known[i].x), known[i].q);
    assert_true(fabs(p_of_chi_squared(9.34181776559197, 10) - 1) < 1e-6); // the median
    assert_true(fabs(p_of_poisson(0, 2) - 2 * exp(-2)) < 1e-12);
}

static void fill_good(uint64_t seed) {
    for (uint64_t i = 0; i < COUNT; i++)
        values[i] = (double)(digest_mix(seed, i) >> 11) * 0x1p-53;
}

static struct quality test_values(size_t count) {
    struct quality quality;
    struct error error;
    assert_int_equal(quality_test(values, count, &quality, &error), STATUS_OK);
    assert_int_equal(quality.count, count);
    return quality;
}

// p is uniform where nothing is wrong: a tenth of all lies under 0.1, for each test.
static void good_lists_pass(void **state) {
    (void)state;
    enum { SEEDS = 100 };
    unsigned low[QUALITY_TESTS] = {0}, suspect = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        fill_good(seed * 1000003);
        const struct quality quality = test_values(COUNT);
        suspect += quality.suspect;
        for (size_t i = 0; i < QUALITY_TESTS; i++)
            low[i] += quality.results[i].p < 0.1;
    }
    assert_in_range(suspect, 0, 2); // 0.1 expected
    for (size_t i = 0; i < QUALITY_TESTS; i++)
        if (low[i] < 1 || low[i] > 22) // 10, and four standard deviations of 3
            fail_msg("%s: %u of %d under 0.1", quality_name(i), low[i], SEEDS);
}

static void streams_pass(void **state) {
    (void)state;
    for (size_t s = 0; streams[s]; s++) {
        for (enum element_type type = 0; type < ELEMENT_TYPES; type++) {
            struct quality quality;
            struct error error;
            if (streams[s]->reference[type] == NULL)
                continue;
            assert_int_equal(quality_of_list(streams[s], type, 1234, 1 << 20, &quality, &error),
                             STATUS_OK);
            for (size_t i = 0; i < QUALITY_TESTS; i++)
                if (quality.results[i].failed)
                    fail_msg("%s %s fails %s: p %g", streams[s]->name, element_name(type),
                             quality.results[i].name, quality.results[i].p);
        }
    }
}

// ---- planted faults, and the test that must find each

static void expect_failed(const char *name) {
    const struct quality quality = test_values(COUNT);
    assert_true(quality.suspect);
    for (size_t i = 0; i < QUALITY_TESTS; i++)
        if (strcmp(quality.results[i].name, name) == 0 && !quality.results[i].failed)
            fail_msg("%s passed: p %g", name, quality.results[i].p);
}

static void a_bias_fails(void **state) {
    (void)state;
    fill_good(1);
    for (size_t i = 0; i < COUNT; i++) // 6 % too many in the upper half
        if (values[i] < 0.5 && i % 16 == 0)
            values[i] += 0.5;
    expect_failed("equidistribution");
}

static void too_even_a_list_fails(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT; i++) // a permutation of equal steps
        values[i] = (double)(i * 2654435761U % COUNT) / (double)COUNT;
    expect_failed("equidistribution");
}

static void correlation_fails(void **state) {
    (void)state;
    fill_good(2);
    for (size_t i = 3; i < COUNT; i++) // each 32nd value is one from three before
        if (i % 32 == 0)
            values[i] = values[i - 3];
    expect_failed("serial correlation");
}

static void sorted_pieces_fail(void **state) {
    (void)state;
    fill_good(3);
    for (size_t i = 0; i + 1 < COUNT; i += 16) { // a pair in sixteen in order
        const double one = values[i], other = values[i + 1];
        values[i] = fmin(one, other);
        values[i + 1] = fmax(one, other);
    }
    expect_failed("runs");
}

static void clusters_fail(void **state) {
    (void)state;
    fill_good(4);
    for (size_t i = 8; i < COUNT; i += 16) // small values eight apart
        if (values[i - 8] < 0.1)
            values[i] *= 0.1;
    expect_failed("gaps");
}

// An additive congruential sequence is even and hardly correlated, but its points lie on a lattice.
static void a_lattice_fails(void **state) {
    (void)state;
    uint32_t x = 1;
    for (size_t i = 0; i < COUNT; i++) {
        x = x * 69069U + 1;
        values[i] = (double)(x >> 8) * 0x1p-24;
    }
    for (size_t i = 0; i < COUNT; i++) // its low bits, which repeat
        values[i] = fmod(values[i] * 4096, 1);
    expect_failed("birthday spacings");
}

static void a_constant_and_a_short_list_fail(void **state) {
    (void)state;
    struct quality quality;
    struct error error;
    for (size_t i = 0; i < COUNT; i++)
        values[i] = 1;
    assert_true(test_values(COUNT).suspect);
    assert_int_equal(quality_test(values, QUALITY_LEAST - 1, &quality, &error), STATUS_USAGE);
    assert_int_equal(quality.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails),
        cmocka_unit_test(good_lists_pass),
        cmocka_unit_test(streams_pass),
        cmocka_unit_test(a_bias_fails),
        cmocka_unit_test(too_even_a_list_fails),
        cmocka_unit_test(correlation_fails),
        cmocka_unit_test(sorted_pieces_fail),
        cmocka_unit_test(clusters_fail),
        cmocka_unit_test(a_lattice_fails),
        cmocka_unit_test(a_constant_and_a_short_list_fail),
    };
    return cmocka_run_group_tests(tests, make_room, free_room);
}
