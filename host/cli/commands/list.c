// gpubench list: every backend, ready or not, and why.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "measure/measure.h"

#include <inttypes.h>
#include <stdio.h>

static void print_device(const struct backend *backend, const struct device *device) {
    printf("  %s:%s  %s (%s, %s, %u compute units, %.1f GB, %s)\n", backend->name, device->selector,
           device->name, device->type, device->driver, device->compute_units,
           (double)device->memory_bytes / 1e9, device->f64 ? "f64 and f32" : "f32 only");
}

enum status command_list(const struct options *options, struct error *error) {
    (void)error; // what is not ready is an answer here, not a failure
    for (size_t i = 0; backends[i]; i++) {
        struct probe probe = {0};
        measure_probe(backends[i], "", options->patience_s, &probe);
        printf("%-16s%-13s%s\n", backends[i]->name, probe.ready ? "ready" : "unavailable",
               backends[i]->summary);
        const char *more = probe.ready ? probe.detail : probe.reason;
        if (*more)
            printf("%-29s%s\n", "", more);
        for (size_t d = 0; d < probe.device_count; d++)
            print_device(backends[i], &probe.devices[d]);
    }
    return STATUS_OK;
}
