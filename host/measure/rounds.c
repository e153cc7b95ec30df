// The rules of sampling.
// SPDX-License-Identifier: MIT
#include "measure/rounds.h"

#include "measure/statistics.h"
#include "verify/verify.h"

#include <math.h>

// 0 .. bound - 1. The remainder of 64 bits favours small numbers by bound / 2^64: nothing here.
static size_t random_below(size_t bound, struct random *random) {
    return (size_t)(digest_mix(random->seed, random->drawn++) % bound); // SplitMix64
}

void shuffle(size_t *items, size_t count, struct random *random) {
    for (size_t i = 0; i < count; i++)
        items[i] = i;
    for (size_t left = count; left > 1; left--) { // Fisher and Yates
        const size_t other = random_below(left, random);
        const size_t kept = items[left - 1];
        items[left - 1] = items[other];
        items[other] = kept;
    }
}

bool settled(double previous_ns, double last_ns) {
    return fabs(last_ns - previous_ns) <= 0.02 * previous_ns;
}

unsigned repeats_needed(uint64_t ns, unsigned repeats, uint64_t clock_cost_ns) {
    const double enough = (double)CLOCK_READINGS * (double)clock_cost_ns;
    if ((double)ns >= enough || repeats >= REPEATS_MOST)
        return repeats;
    // A tenth more than needed, so that a slightly faster sample is still long enough; at most
    // thousandfold at once, since a very short time says little.
    const double factor = fmin(1.1 * enough / fmax((double)ns, 1), 1000);
    return (unsigned)fmin(ceil(factor * repeats), REPEATS_MOST);
}

bool precise(const struct estimate *median, double precision, double resolution_ns) {
    return median->has_interval && (relative_half_width(median) <= precision ||
                                    (median->high - median->low) / 2 <= resolution_ns);
}

bool worth_a_look(size_t count) {
    if (count <= 64)
        return count >= INTERVAL_SAMPLES;
    size_t step = 4;
    while (step * 16 <= count / 2)
        step *= 2;
    return count % step == 0;
}

bool round_fits(double elapsed_s, double last_round_s, double budget_s) {
    return elapsed_s + last_round_s <= budget_s;
}
