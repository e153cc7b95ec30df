// What several devices, or one device several times, said of their condition.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_DEVICE_STATE_H
#define GPUBENCH_BACKENDS_DEVICE_STATE_H

#include "backend.h"

// Makes *worst the worst of the two: the lowest clocks, the highest temperature and power, as far
// as either is known; every reason for being slow; and the energy of both, unknown unless both say
// it.
void device_state_worst(struct device_state *worst, const struct device_state *other);

#endif
