// What the control groups of this process (version 1 and 2) leave of the machine.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_CGROUP_H
#define GPUBENCH_PLATFORM_CGROUP_H

#include <stdint.h>

// root is "" for this machine; tests name a folder with recorded proc/ and sys/.

// Processors' worth of time that the strictest group allows, 1.5 for instance; INFINITY without a
// limit.
double cgroup_cpu_quota(const char *root);

// Periods in which this process's group, or one around it, had used up its quota, so far.
uint64_t cgroup_throttled(const char *root);

// Bytes that may still be allocated before the tightest group is full, counting pages of files
// that the kernel can drop as free; UINT64_MAX without a limit.
uint64_t cgroup_memory_left(const char *root);

#endif
