// Reads /proc/PID/status of this process and its children.
// SPDX-License-Identifier: MIT
#include "measure/peak_memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The number behind "Name:" in KiB, as bytes; 0 where there is none.
static uint64_t status_bytes(long pid, const char *name) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    const size_t length = strlen(name);
    unsigned long long kib = 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            (void)sscanf(line + length + 1, "%llu", &kib);
    fclose(file);
    return kib * 1024;
}

uint64_t peak_memory_bytes(void) {
    const long self = (long)getpid();
    const uint64_t peak = status_bytes(self, "VmHWM"), shared = status_bytes(self, "RssShmem");
    uint64_t bytes = peak > shared ? peak - shared : 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", self, self);
    FILE *children = fopen(path, "re");
    if (children == NULL)
        return bytes;
    long child;
    while (fscanf(children, "%ld", &child) == 1)
        bytes += status_bytes(child, "RssAnon");
    fclose(children);
    return bytes;
}
