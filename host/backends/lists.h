// Where a CPU backend's lists lie: in the pages that the harness lends, or in memory of its own.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_LISTS_H
#define GPUBENCH_BACKENDS_LISTS_H

#include "backend.h"

enum lists_sharing { LISTS_PRIVATE, LISTS_SHARED };

struct lists {
    unsigned char *base;   // 64-byte aligned; NULL while given back
    size_t bytes;          // for capacity elements and an alignment offset
    unsigned char *values; // the first element asked for last; NULL where there are no values
    enum element_type type;
    bool fresh;                 // made anew by every lists_begin
    enum lists_sharing sharing; // of fresh lists: whether children write them
    struct shared_pages own;    // zeroed while the memory is lent or fresh
};

// Finds the memory for job->capacity elements; touches nothing. SHARED: children that are forked
// afterwards see it, at the same addresses.
MUST_CHECK enum status lists_open(const struct job *job, enum lists_sharing sharing,
                                  struct lists *lists, struct error *error);

// Before each fill: places element `first` so that fills run aligned, and under MEMORY_FRESH gives
// the memory back and takes new.
MUST_CHECK enum status lists_begin(struct lists *lists, uint64_t first, struct error *error);

// What the backends' slots of these names do.
MUST_CHECK enum status lists_view(const struct lists *lists, const void **values,
                                  struct error *error);
MUST_CHECK enum status lists_poison(struct lists *lists, struct error *error);

// Takes a zeroed struct; can't fail.
void lists_close(struct lists *lists);

#endif
