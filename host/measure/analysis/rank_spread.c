// From the spreads of samples to what a series says of its ranks.
// SPDX-License-Identifier: MIT
#include "measure/analysis/rank_spread.h"

#include "measure/statistics.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

// One figure of every sample, in ns of one run.
typedef double figure_function(const struct spread *spread, unsigned repeats);

static double skew(const struct spread *spread, unsigned repeats) {
    (void)repeats; // once a sample
    return spread->skew_ns;
}

static double rank_time(const struct spread *spread, unsigned repeats) {
    return spread->mean_ns / repeats;
}

static double imbalance(const struct spread *spread, unsigned repeats) {
    (void)repeats;
    return spread->mean_ns > 0 ? spread->longest_ns / spread->mean_ns - 1 : 0;
}

static double gather_time(const struct spread *spread, unsigned repeats) {
    return spread->gather_ns / repeats;
}

static double first_time(const struct spread *spread, unsigned repeats) {
    return spread->first_ns / repeats;
}

static void collect(const struct sample_set *set, figure_function *figure, double *values) {
    for (size_t i = 0; i < set->count; i++)
        values[i] = figure(&set->spreads[i], set->repeats);
}

static struct estimate median_of(const struct sample_set *set, figure_function *figure,
                                 double *values) {
    collect(set, figure, values);
    return estimate_median(values, set->count);
}

static struct estimate against_alone(const struct sample_set *own, const struct sample_set *alone,
                                     double *values) {
    collect(own, first_time, values);
    return estimate_ratio((struct in_rounds){alone->ns, alone->rounds, alone->count},
                          (struct in_rounds){values, own->rounds, own->count});
}

static size_t times_slowest(const struct sample_set *set, unsigned rank) {
    size_t times = 0;
    for (size_t i = 0; i < set->count; i++)
        times += set->spreads[i].slowest == rank;
    return times;
}

static void find_slowest(const struct sample_set *set, struct rank_spread *rank_spread) {
    for (size_t i = 0; i < set->count; i++) {
        const struct spread *spread = &set->spreads[i];
        if (rank_spread->slowest_samples > 0 && spread->slowest == rank_spread->slowest)
            continue;
        const size_t times = times_slowest(set, spread->slowest);
        if (times <= rank_spread->slowest_samples)
            continue;
        rank_spread->slowest = spread->slowest;
        rank_spread->slowest_samples = times;
        snprintf(rank_spread->slowest_host, sizeof rank_spread->slowest_host, "%s", spread->host);
    }
}

void rank_spread_fill(const struct sample_set *set, const struct sample_set *alone,
                      struct rank_spread *rank_spread) {
    double *values = malloc(set->count * sizeof *values);
    *rank_spread = (struct rank_spread){0};
    if (values == NULL)
        return;
    rank_spread->present = true;
    rank_spread->skew_ns = median_of(set, skew, values);
    rank_spread->rank_ns = median_of(set, rank_time, values);
    rank_spread->imbalance = median_of(set, imbalance, values);
    rank_spread->gather_ns = median_of(set, gather_time, values);
    rank_spread->alone = against_alone(set, alone, values);
    for (size_t i = 0; i < set->count; i++) {
        const struct spread *spread = &set->spreads[i];
        rank_spread->late += spread->late;
        if (spread->skew_ns > rank_spread->skew_most_ns)
            rank_spread->skew_most_ns = spread->skew_ns;
    }
    find_slowest(set, rank_spread);
    free(values);
}
