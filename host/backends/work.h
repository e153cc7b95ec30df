// What the workers of a CPU backend are told to do, and the slice of it that is each worker's.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_WORK_H
#define GPUBENCH_BACKENDS_WORK_H

#include "streams/stream.h"

#include <stddef.h>
#include <stdint.h>

typedef void write_function(void *to, int byte, size_t bytes);

// Either a fill of elements [first, first + count), or a write of as many bytes. Plain data, and
// every pointer in it means the same in the children that a process forked.
struct work {
    fill_function *fill;   // NULL: write
    write_function *write; // NULL: fill
    uint64_t seed;
    uint64_t first, count;
    size_t element_bytes;
    unsigned char *values; // element first
};

// Elements [first, first + count) of the work's.
struct slice {
    uint64_t first, count;
};

// Worker's part of equal contiguous parts, cut where memory has a 64-byte line's end (element n
// lies at n * element_bytes modulo 64), so no two workers write one line. May be empty.
struct slice work_slice(const struct work *work, unsigned worker, unsigned workers);

// Does worker's part.
void work_do(const struct work *work, unsigned worker, unsigned workers);

#endif
