// Reads VmHWM and RssShmem of /proc/PID/status for this process and its children.
// SPDX-License-Identifier: MIT
#include "measure/peak_memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint64_t peak_of(long pid) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    unsigned long long peak_kib = 0, shared_kib = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "VmHWM: %llu", &peak_kib) != 1)
            (void)sscanf(line, "RssShmem: %llu", &shared_kib);
    }
    fclose(file);
    return peak_kib > shared_kib ? (peak_kib - shared_kib) * 1024 : 0;
}

uint64_t peak_memory_bytes(void) {
    const long self = (long)getpid();
    uint64_t bytes = peak_of(self);
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", self, self);
    FILE *children = fopen(path, "re");
    if (children == NULL)
        return bytes;
    long child;
    while (fscanf(children, "%ld", &child) == 1)
        bytes += peak_of(child);
    fclose(children);
    return bytes;
}
