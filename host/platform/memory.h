// Host memory for lists: shared pages made and touched once, and what is still free.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_MEMORY_H
#define GPUBENCH_PLATFORM_MEMORY_H

#include "platform/topology.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Shared anonymous pages, inherited by every process forked after shared_pages_create: all CPU
// backends write the same pages, so a run needs one run's worth of memory, not one a backend.
struct shared_pages {
    void *base;   // at least 2 MiB aligned
    size_t bytes; // as asked, rounded up to whole pages
};

// Bytes that could be allocated now without swapping: the smaller of what the kernel says
// (MemAvailable) and what is left under the cgroup's limits; also limited by RLIMIT_AS.
uint64_t memory_available(void);

// For tests: the same for a folder with recorded proc/ and sys/, without RLIMIT_AS.
uint64_t memory_available_under(const char *root);

// Maps the pages and asks for huge ones; touches nothing. STATUS_MEMORY where the kernel refuses.
MUST_CHECK enum status shared_pages_create(size_t bytes, struct shared_pages *pages,
                                           struct error *error);

// Writes every page once, each by a thread pinned as its worker will be (NUMA first touch).
MUST_CHECK enum status shared_pages_touch(struct shared_pages *pages, const struct cpu_plan *cpus,
                                          struct error *error);

// Takes a zeroed struct; can't fail.
void shared_pages_destroy(struct shared_pages *pages);

// Writes one byte pattern over the bytes, with plain (memset) or streaming stores: the write
// ceiling, which does no arithmetic. Streaming ends with a store fence.
void memory_write_plain(void *to, int byte, size_t bytes);
void memory_write_streaming(void *to, int byte, size_t bytes);

#endif
