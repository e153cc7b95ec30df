// One rule for devices side by side, ranks, and samples one after another.
// SPDX-License-Identifier: MIT
#include "backends/device_state.h"

// What is negative is unknown.
static double lower(double a, double b) {
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static double higher(double a, double b) {
    return b > a ? b : a;
}

void device_state_worst(struct device_state *worst, const struct device_state *other) {
    worst->clock_mhz = lower(worst->clock_mhz, other->clock_mhz);
    worst->memory_clock_mhz = lower(worst->memory_clock_mhz, other->memory_clock_mhz);
    worst->temperature_c = higher(worst->temperature_c, other->temperature_c);
    worst->power_w = higher(worst->power_w, other->power_w);
    worst->energy_j =
        worst->energy_j < 0 || other->energy_j < 0 ? -1 : worst->energy_j + other->energy_j;
    worst->slowed |= other->slowed;
}
