// Medians, their intervals from order statistics, ratios of pairs, rank correlation.
// SPDX-License-Identifier: MIT
#include "measure/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
size_t interval_rank(size_t count) {
    if (count < INTERVAL_SAMPLES)
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
        if (2 * tail <= 0.05 * total)
            return i + 1;
        if (i == 0)
            return 0;
        tail -= weight;
        weight *= (double)i / (double)(count - i + 1);
    }
}

struct estimate estimate_median(const double *values, size_t count) {
    struct estimate estimate = {0};
    double *sorted = sorted_copy(values, count);
    if (sorted == NULL)
        return estimate;
    estimate.present = true;
    estimate.value = sorted_median(sorted, count);
    const size_t rank = interval_rank(count);
    if (rank > 0) {
        estimate.has_interval = true;
        estimate.low = sorted[rank - 1];
        estimate.high = sorted[count - rank];
    }
    free(sorted);
    return estimate;
}

struct estimate estimate_ratio(struct in_rounds above, struct in_rounds below) {
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
    estimate = estimate_median(ratios, pairs);
    free(ratios);
    return estimate;
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

double order_correlation(const double *values, size_t count) {
    struct ranked *sorted = calloc(count + 1, sizeof *sorted);
    double *ranks = calloc(count + 1, sizeof *ranks);
    double products = 0, ranks_squared = 0, orders_squared = 0;
    if (sorted == NULL || ranks == NULL)
        goto done;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct ranked){.value = values[i], .order = i};
    qsort(sorted, count, sizeof *sorted, compare_ranked);
    write_ranks(sorted, count, ranks);
    const double mean = ((double)count - 1) / 2; // of the ranks as of the orders
    for (size_t i = 0; i < count; i++) {
        const double rank = ranks[i] - mean, order = (double)i - mean;
        products += rank * order;
        ranks_squared += rank * rank;
        orders_squared += order * order;
    }
done:
    free(ranks);
    free(sorted);
    return ranks_squared > 0 && orders_squared > 0 ? products / sqrt(ranks_squared * orders_squared)
                                                   : 0;
}
