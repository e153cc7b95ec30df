// Statistics without assumptions on the distribution: medians, order statistics, ranks.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_STATISTICS_H
#define GPUBENCH_MEASURE_STATISTICS_H

#include "measure/results.h"

#include <stddef.h>

// Fewer samples have no 95 % interval: even the whole range misses the median with more than 5 %.
enum { INTERVAL_SAMPLES = 6 };

// A sorted copy, owned by the caller; NULL for no values or no memory.
double *sorted_copy(const double *values, size_t count);

// Of at least one sorted value; the quantile (0 .. 1) interpolates between neighbours.
double sorted_median(const double *sorted, size_t count);
double sorted_quantile(const double *sorted, size_t count, double quantile);

// The rank r, counted from 1, for which [r-th smallest, r-th largest] of `count` values holds the
// median of their distribution with at least 95 %, whatever that distribution is; 0: there is none.
size_t interval_rank(size_t count);

// The same for an interval that may leave the median out with chance `miss` (0.05: the above).
size_t interval_rank_at(size_t count, double miss);

// The median and its interval; absent without values.
struct estimate estimate_median(const double *values, size_t count);

// The median and an interval that leaves it out with chance `miss`, of values in the order taken:
// neighbours that resemble each other count as fewer values (effective_count).
struct estimate estimate_median_in_order(const double *values, size_t count, double miss);

// As many independent values would tell as much of the median as these, in the order taken: the
// count over the autocorrelation time of their ranks (Geyer's initial positive sequence).
double effective_count(const double *values, size_t count);

// Values taken in rounds: round[i] rises with i.
struct in_rounds {
    const double *values;
    const unsigned *rounds;
    size_t count;
};

// The median of above/below over the rounds that have both, with its interval.
struct estimate estimate_ratio(struct in_rounds above, struct in_rounds below);

// The same with an interval that leaves it out with chance `miss`.
struct estimate estimate_ratio_at(struct in_rounds above, struct in_rounds below, double miss);

// above/below of two positive estimates from samples that are independent of each other. Its
// interval misses as often as theirs, which must be of one level (MOVER, Zou and Donner 2008, on
// logarithms): narrower than from end to end, and without resampling.
struct estimate estimate_quotient(const struct estimate *above, const struct estimate *below);

// amount / estimate: the rate that belongs to a time.
struct estimate estimate_rate(double amount, const struct estimate *time);

// Half the interval's width over the value: 0.01 = 1 %. Infinite without an interval.
double relative_half_width(const struct estimate *estimate);

// Spearman's rank correlation of the values with their order, -1 .. 1; 0 for fewer than two.
double order_correlation(const double *values, size_t count);

#endif
