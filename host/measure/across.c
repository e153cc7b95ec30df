// From the spreads of samples to what a series says of its ranks.
// SPDX-License-Identifier: MIT
#include "measure/across.h"

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

static void collect(const struct track *track, figure_function *figure, double *values) {
    for (size_t i = 0; i < track->count; i++)
        values[i] = figure(&track->spreads[i], track->repeats);
}

static struct estimate median_of(const struct track *track, figure_function *figure,
                                 double *values) {
    collect(track, figure, values);
    return estimate_median(values, track->count);
}

static struct estimate against_alone(const struct track *own, const struct track *alone,
                                     double *values) {
    collect(own, first_time, values);
    return estimate_ratio((struct in_rounds){alone->ns, alone->rounds, alone->count},
                          (struct in_rounds){values, own->rounds, own->count});
}

static size_t times_slowest(const struct track *track, unsigned rank) {
    size_t times = 0;
    for (size_t i = 0; i < track->count; i++)
        times += track->spreads[i].slowest == rank;
    return times;
}

static void find_slowest(const struct track *track, struct across *across) {
    for (size_t i = 0; i < track->count; i++) {
        const struct spread *spread = &track->spreads[i];
        if (across->slowest_samples > 0 && spread->slowest == across->slowest)
            continue;
        const size_t times = times_slowest(track, spread->slowest);
        if (times <= across->slowest_samples)
            continue;
        across->slowest = spread->slowest;
        across->slowest_samples = times;
        snprintf(across->slowest_host, sizeof across->slowest_host, "%s", spread->host);
    }
}

void across_fill(const struct track *track, const struct track *alone, struct across *across) {
    double *values = malloc(track->count * sizeof *values);
    *across = (struct across){0};
    if (values == NULL)
        return;
    across->present = true;
    across->skew_ns = median_of(track, skew, values);
    across->rank_ns = median_of(track, rank_time, values);
    across->imbalance = median_of(track, imbalance, values);
    across->gather_ns = median_of(track, gather_time, values);
    across->alone = against_alone(track, alone, values);
    for (size_t i = 0; i < track->count; i++) {
        const struct spread *spread = &track->spreads[i];
        across->late += spread->late;
        if (spread->skew_ns > across->skew_most_ns)
            across->skew_most_ns = spread->skew_ns;
    }
    find_slowest(track, across);
    free(values);
}
