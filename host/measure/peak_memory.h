// How much memory a runner took at most.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_PEAK_MEMORY_H
#define GPUBENCH_MEASURE_PEAK_MEMORY_H

#include <stdint.h>

// Of this process the peak of resident memory, less the shared pages that are resident now (the
// lists, which are counted once for the whole run); and what its direct children hold for
// themselves now, since workers take all they need at once. 0: unknown.
uint64_t peak_memory_bytes(void);

#endif
