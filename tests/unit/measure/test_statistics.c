// Statistics against values from elsewhere: ranks from exact binomial sums (Python's fractions,
// and scipy.stats.binom.ppf(0.025, n, 0.5), SciPy 1.17.1), intervals from
// scipy.stats.quantile_test. SPDX-License-Identifier: MIT
#include "measure/statistics.h"

#include "verify/verify.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_close(double a, double b) {
    if (fabs(a - b) > 1e-12 * fabs(b))
        fail_msg("%.17g is not %.17g", a, b);
}

static void ranks_are_those_of_the_binomial_distribution(void **state) {
    static const struct {
        size_t count, rank;
    } known[] = {{0, 0},    {1, 0},    {5, 0},     {6, 1},      {8, 1},      {9, 2},
                 {10, 2},   {11, 2},   {12, 3},    {15, 4},     {17, 5},     {18, 5},
                 {20, 6},   {25, 8},   {30, 10},   {40, 14},    {50, 18},    {64, 24},
                 {100, 40}, {101, 41}, {500, 228}, {1000, 469}, {5000, 2431}};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_int_equal(interval_rank(known[i].count), known[i].rank);
}

static const double x[] = {12.1, 11.9, 12.4, 13.0, 11.7, 12.2, 12.3, 12.0, 15.5, 12.15};
static const double y[] = {24.4, 23.6, 24.9, 26.5, 23.1, 24.5, 24.7, 23.9, 31.2, 24.2};
static const unsigned rounds[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

static void median_with_interval(void **state) {
    (void)state;
    const struct estimate estimate = estimate_median(x, 10);
    assert_true(estimate.present && estimate.has_interval);
    assert_close(estimate.value, 12.175);
    assert_close(estimate.low, 11.9);
    assert_close(estimate.high, 13.0);
    assert_close(relative_half_width(&estimate), (13.0 - 11.9) / 2 / 12.175);
}

static void fewer_than_six_have_no_interval(void **state) {
    (void)state;
    const struct estimate five = estimate_median(x, 5), none = estimate_median(x, 0);
    assert_true(five.present);
    assert_false(five.has_interval);
    assert_close(five.value, 12.1);
    assert_true(isinf(relative_half_width(&five)));
    assert_false(none.present);
}

static void ratio_of_pairs(void **state) {
    (void)state;
    const struct estimate ratio =
        estimate_ratio((struct in_rounds){y, rounds, 10}, (struct in_rounds){x, rounds, 10});
    assert_true(ratio.has_interval);
    assert_close(ratio.value, 2.0080972987149224);
    assert_close(ratio.low, 1.9831932773109244);
    assert_close(ratio.high, 2.0165289256198347);
}

// Rounds that only one side has make no pair.
static void ratio_joins_by_round(void **state) {
    static const double above[] = {10, 20, 30, 40}, below[] = {1, 2, 5};
    static const unsigned above_rounds[] = {1, 2, 4, 5}, below_rounds[] = {2, 3, 5};
    (void)state;
    const struct estimate ratio = estimate_ratio((struct in_rounds){above, above_rounds, 4},
                                                 (struct in_rounds){below, below_rounds, 3});
    assert_true(ratio.present);
    assert_false(ratio.has_interval);
    assert_close(ratio.value, (20.0 / 1 + 40.0 / 5) / 2);
    assert_false(estimate_ratio((struct in_rounds){above, above_rounds, 1},
                                (struct in_rounds){below, below_rounds, 3})
                     .present);
}

static void rate_turns_the_interval_round(void **state) {
    (void)state;
    const struct estimate time = {true, true, 2, 1.6, 2.5}, zero = {true, true, 0, 0, 0};
    const struct estimate rate = estimate_rate(10, &time);
    assert_close(rate.value, 5);
    assert_close(rate.low, 4);
    assert_close(rate.high, 6.25);
    assert_false(estimate_rate(10, &zero).present);
}

// numpy.quantile and scipy.stats.spearmanr.
static void quantiles_and_rank_correlation(void **state) {
    static const double values[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
    static const double rising[] = {1, 2, 3, 4}, same[] = {2, 2, 2, 2}, falling[] = {4, 3, 2, 1};
    (void)state;
    double *sorted = sorted_copy(values, 11);
    assert_non_null(sorted);
    assert_close(sorted_quantile(sorted, 11, 0.25), 2.5);
    assert_close(sorted_quantile(sorted, 11, 0.5), 4);
    assert_close(sorted_quantile(sorted, 11, 0.75), 5);
    assert_close(sorted_quantile(sorted, 11, 1), 9);
    assert_close(sorted_median(sorted, 10), 3.5);
    free(sorted);
    assert_close(order_correlation(values, 11), 0.43782986108274397);
    assert_close(order_correlation(rising, 4), 1);
    assert_close(order_correlation(falling, 4), -1);
    assert_true(order_correlation(same, 4) == 0);
    assert_true(order_correlation(same, 1) == 0);
}

// Median of a skewed distribution: the interval holds the true one in at least 95 % of all series,
// and, being no wider than it must, in not many more.
static void interval_covers_the_median(void **state) {
    enum { SERIES = 4000, COUNT = 25 }; // 25: 95.7 %, from the binomial distribution
    (void)state;
    unsigned covered = 0;
    for (uint64_t series = 0; series < SERIES; series++) {
        double values[COUNT];
        for (uint64_t i = 0; i < COUNT; i++)
            values[i] = -log((double)((digest_mix(series, i) >> 11) + 1) * 0x1p-53);
        const struct estimate estimate = estimate_median(values, COUNT);
        covered += estimate.low <= log(2) && log(2) <= estimate.high;
    }
    assert_in_range(covered, 3780, 3876); // 3828 and four standard deviations of 12.9
}

// Of values of which each keeps a part of the one before, n (1 - r) / (1 + r) are independent.
static void effective_count_of_relatives(void **state) {
    enum { COUNT = 20000 };
    static double values[COUNT];
    (void)state;
    for (int part = 0; part < 3; part++) {
        const double kept = 0.4 * part;
        for (uint64_t i = 0; i < COUNT; i++) {
            const double fresh = (double)(digest_mix(11, i) >> 11) * 0x1p-53 - 0.5;
            values[i] = i == 0 ? fresh : kept * values[i - 1] + sqrt(1 - kept * kept) * fresh;
        }
        const double expected = (double)COUNT * (1 - kept) / (1 + kept);
        const double found = effective_count(values, COUNT);
        if (fabs(found / expected - 1) > 0.12)
            fail_msg("%g of %g", found, expected);
    }
    assert_true(fabs(effective_count(x, 0)) < 1e-12);
    assert_close(effective_count(x, 1), 1);
}

static void interval_narrows_with_miss(void **state) {
    (void)state;
    assert_int_equal(interval_rank_at(10, 0.05), 2);
    assert_int_equal(interval_rank_at(10, 0.01), 1);   // 2 / 1024 is under, 22 / 1024 over
    assert_int_equal(interval_rank_at(10, 0.001), 0);  // 2 / 1024 is over
    assert_int_equal(interval_rank_at(100, 0.01), 37); // by exact binomial sums
    assert_int_equal(interval_rank_at(0, 0.5), 0);
}

static void quotient_of_independent_estimates(void **state) {
    (void)state;
    const struct estimate one = {true, true, 2, 1, 4}, other = {true, true, 1, 1, 1};
    const struct estimate none = {true, false, 1, 0, 0};
    struct estimate quotient = estimate_quotient(&one, &other); // nothing is unknown of the other
    assert_close(quotient.value, 2);
    assert_close(quotient.low, 1);
    assert_close(quotient.high, 4);
    quotient = estimate_quotient(&one, &one); // both off by a factor of 2: together by 2^sqrt(2)
    assert_close(quotient.low, exp2(-sqrt(2)));
    assert_close(quotient.high, exp2(sqrt(2)));
    assert_false(estimate_quotient(&one, &none).has_interval);
    assert_false(estimate_quotient(&one, &(struct estimate){0}).present);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_of_the_binomial_distribution),
        cmocka_unit_test(median_with_interval),
        cmocka_unit_test(fewer_than_six_have_no_interval),
        cmocka_unit_test(ratio_of_pairs),
        cmocka_unit_test(ratio_joins_by_round),
        cmocka_unit_test(rate_turns_the_interval_round),
        cmocka_unit_test(quantiles_and_rank_correlation),
        cmocka_unit_test(interval_covers_the_median),
        cmocka_unit_test(effective_count_of_relatives),
        cmocka_unit_test(interval_narrows_with_miss),
        cmocka_unit_test(quotient_of_independent_estimates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
