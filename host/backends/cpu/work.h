// What the workers of a CPU backend are told to do, and the slice of it that is each worker's.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_WORK_H
#define GPUBENCH_BACKENDS_WORK_H

#include "streams/cursor.h"

#include <stddef.h>
#include <stdint.h>

typedef void write_function(void *to, int byte, size_t bytes);

enum work_kind {
    WORK_SEEK,  // each worker's cursor stands where the worker's slice begins, and keeps the place
    WORK_FILL,  // elements [first, first + count)
    WORK_WRITE, // as many bytes, with no arithmetic
};

// Plain data, and every pointer in it means the same in the children that a process forked.
struct work {
    enum work_kind kind;
    unsigned workers;       // who share it: 0 .. workers - 1
    struct cursor *cursors; // seek, fill: one for each worker
    write_function *write;  // write
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
struct slice work_slice(const struct work *work, unsigned worker);

// Makes the elements of the slice at values, as worker.
void work_make(const struct work *work, unsigned worker, struct slice slice, void *values);

// What the write ceiling of host memory writes, whoever makes the lists.
void write_ceiling(write_function *write, void *values, size_t bytes);

#endif
