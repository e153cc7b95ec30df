// Medians, their intervals from order statistics, ratios of pairs, rank correlation.
// SPDX-License-Identifier: MIT
#include "measure/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_MISS 0.05 // of 95 % intervals

static int compare_doubles(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double *sorted_copy(const double *values, size_t count) {
    if (count == 0)
        return NULL;
    double *sorted = calloc(count, sizeof *sorted);
    if (sorted == NULL)
        return NULL;
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    return sorted;
}

double sorted_median(const double *sorted, size_t count) {
    const size_t half = count / 2;
    return count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double sorted_quantile(const double *sorted, size_t count, double quantile) {
    const double position = quantile * (double)(count - 1);
    const size_t below = (size_t)position;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (position - (double)below) * (sorted[below + 1] - sorted[below]);
}

// Each value falls below the median with probability 1/2, so the number that does is binomial, and
// the r-th smallest misses (lies above the median) with P(Bin(n, 1/2) <= r - 1). The weights below
// are the probabilities relative to the largest one, n choose n/2: they start from the middle, so
// nothing overflows, and what underflows is far below any digit of the sum.
size_t interval_rank_at(size_t count, double miss) {
    if (count == 0)
        return 0;
    const size_t middle = count / 2;
    double lower = 0, weight = 1; // weights of 0 .. middle
    for (size_t i = middle;; i--) {
        lower += weight;
        if (i == 0)
            break;
        weight *= (double)i / (double)(count - i + 1);
    }
    // The distribution is symmetric; an even count has its largest weight only once.
    const double total = count % 2 == 0 ? 2 * lower - 1 : 2 * lower;
    double tail = lower; // P(Bin <= i)
    weight = 1;
    for (size_t i = middle;; i--) {
        if (2 * tail <= miss * total)
            return i + 1;
        if (i == 0)
            return 0;
        tail -= weight;
        weight *= (double)i / (double)(count - i + 1);
    }
}

size_t interval_rank(size_t count) {
    return interval_rank_at(count, USUAL_MISS);
}

// The median, and the interval that `effective` independent ones among the values would give: their
// ranks, at the same share of all values.
static struct estimate estimate_median_of(const double *values, size_t count, size_t effective,
                                          double miss) {
    struct estimate estimate = {0};
    double *sorted = sorted_copy(values, count);
    if (sorted == NULL)
        return estimate;
    estimate.present = true;
    estimate.value = sorted_median(sorted, count);
    const size_t rank = interval_rank_at(effective, miss);
    if (rank > 0 && effective == count) {
        estimate.has_interval = true;
        estimate.low = sorted[rank - 1];
        estimate.high = sorted[count - rank];
    } else if (rank > 0) {
        const double share = ((double)rank - 0.5) / (double)effective;
        const double below = (share * (double)count - 0.5) / fmax((double)count - 1, 1);
        estimate.has_interval = true;
        estimate.low = sorted_quantile(sorted, count, below);
        estimate.high = sorted_quantile(sorted, count, 1 - below);
    }
    free(sorted);
    return estimate;
}

static struct estimate estimate_median_at(const double *values, size_t count, double miss) {
    return estimate_median_of(values, count, count, miss);
}

struct estimate estimate_median(const double *values, size_t count) {
    return estimate_median_at(values, count, USUAL_MISS);
}

struct estimate estimate_ratio_at(struct in_rounds above, struct in_rounds below, double miss) {
    struct estimate estimate = {0};
    double *ratios = calloc(above.count + 1, sizeof *ratios);
    if (ratios == NULL)
        return estimate;
    size_t pairs = 0;
    for (size_t a = 0, b = 0; a < above.count && b < below.count;) {
        if (above.rounds[a] < below.rounds[b]) {
            a++;
        } else if (above.rounds[a] > below.rounds[b]) {
            b++;
        } else {
            if (below.values[b] > 0)
                ratios[pairs++] = above.values[a] / below.values[b];
            a++;
            b++;
        }
    }
    estimate = estimate_median_at(ratios, pairs, miss);
    free(ratios);
    return estimate;
}

struct estimate estimate_ratio(struct in_rounds above, struct in_rounds below) {
    return estimate_ratio_at(above, below, USUAL_MISS);
}

struct estimate estimate_quotient(const struct estimate *above, const struct estimate *below) {
    struct estimate quotient = {0};
    if (!above->present || !below->present || above->value <= 0 || below->value <= 0)
        return quotient;
    quotient.present = true;
    quotient.value = above->value / below->value;
    if (!above->has_interval || !below->has_interval || above->low <= 0 || below->low <= 0)
        return quotient;
    const double down = hypot(log(above->value / above->low), log(below->high / below->value));
    const double up = hypot(log(above->high / above->value), log(below->value / below->low));
    quotient.has_interval = true;
    quotient.low = quotient.value * exp(-down);
    quotient.high = quotient.value * exp(up);
    return quotient;
}

struct estimate estimate_rate(double amount, const struct estimate *time) {
    struct estimate rate = {0};
    if (!time->present || time->value <= 0)
        return rate;
    rate.present = true;
    rate.value = amount / time->value;
    rate.has_interval = time->has_interval && time->low > 0;
    if (rate.has_interval) {
        rate.low = amount / time->high;
        rate.high = amount / time->low;
    }
    return rate;
}

double relative_half_width(const struct estimate *estimate) {
    if (!estimate->has_interval || estimate->value <= 0)
        return HUGE_VAL;
    return (estimate->high - estimate->low) / 2 / estimate->value;
}

struct ranked {
    double value;
    size_t order;
};

static int compare_ranked(const void *left, const void *right) {
    return compare_doubles(&((const struct ranked *)left)->value,
                           &((const struct ranked *)right)->value);
}

// Gives equal values the mean of their ranks.
static void write_ranks(const struct ranked *sorted, size_t count, double *ranks) {
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && sorted[end].value == sorted[i].value)
            end++;
        for (size_t j = i; j < end; j++)
            ranks[sorted[j].order] = (double)(i + end - 1) / 2;
        i = end;
    }
}

// The values' ranks, in the values' order; owned by the caller, NULL without memory.
static double *ranks_of(const double *values, size_t count) {
    struct ranked *sorted = calloc(count + 1, sizeof *sorted);
    double *ranks = calloc(count + 1, sizeof *ranks);
    if (sorted != NULL && ranks != NULL) {
        for (size_t i = 0; i < count; i++)
            sorted[i] = (struct ranked){.value = values[i], .order = i};
        qsort(sorted, count, sizeof *sorted, compare_ranked);
        write_ranks(sorted, count, ranks);
    } else {
        free(ranks);
        ranks = NULL;
    }
    free(sorted);
    return ranks;
}

double order_correlation(const double *values, size_t count) {
    double *ranks = ranks_of(values, count);
    double products = 0, ranks_squared = 0, orders_squared = 0;
    const double mean = ((double)count - 1) / 2; // of the ranks as of the orders
    for (size_t i = 0; i < count && ranks != NULL; i++) {
        const double rank = ranks[i] - mean, order = (double)i - mean;
        products += rank * order;
        ranks_squared += rank * rank;
        orders_squared += order * order;
    }
    free(ranks);
    return ranks_squared > 0 && orders_squared > 0 ? products / sqrt(ranks_squared * orders_squared)
                                                   : 0;
}

// The sum of products of ranks that lie `lag` apart.
static double ranks_product(const double *ranks, size_t count, size_t lag) {
    const double mean = ((double)count - 1) / 2;
    double sum = 0;
    for (size_t i = lag; i < count; i++)
        sum += (ranks[i] - mean) * (ranks[i - lag] - mean);
    return sum;
}

double effective_count(const double *values, size_t count) {
    double *ranks = ranks_of(values, count);
    const double variance = ranks == NULL ? 0 : ranks_product(ranks, count, 0);
    // What chance alone reaches in one of ten series of independent values (1.28 of the standard
    // deviation 1 / sqrt(count)) takes nothing away: short series would lose their interval to it.
    const double chance = 1.28 / sqrt((double)count + 1);
    if (variance > 0 && ranks_product(ranks, count, 1) <= chance * variance) {
        free(ranks);
        return (double)count;
    }
    double time = -1; // 1 + 2 times the sum of the autocorrelations from lag 1 on
    for (size_t lag = 0; variance > 0 && lag + 1 < count; lag += 2) {
        const double pair =
            (ranks_product(ranks, count, lag) + ranks_product(ranks, count, lag + 1)) / variance;
        if (pair <= 0) // true sums of neighbouring lags are positive: from here on it's noise
            break;
        time += 2 * pair;
    }
    free(ranks);
    return (double)count / fmax(time, 1);
}

struct estimate estimate_median_in_order(const double *values, size_t count, double miss) {
    return estimate_median_of(values, count, (size_t)effective_count(values, count), miss);
}
