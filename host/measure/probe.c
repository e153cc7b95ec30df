// Probing in a process of its own: a driver may crash or hang before it says a word.
// SPDX-License-Identifier: MIT
#include "measure/measure.h"
#include "measure/runner.h"

#include <stdio.h>

void measure_probe(const struct backend *backend, const char *device, double patience_s,
                   struct probe *probe) {
    const struct runner_setup setup = {
        .backend = backend, .device = device, .patience_s = patience_s};
    const struct request request = {.kind = REQUEST_PROBE};
    struct runner runner;
    struct reply reply;
    struct error error = {0};
    enum status status = runner_start(&setup, &runner, &error);
    if (status == STATUS_OK)
        status = runner_call(&runner, &request, "probing", &reply, &error);
    *probe = (struct probe){0};
    if (status == STATUS_OK)
        *probe = reply.probe;
    else
        snprintf(probe->reason, sizeof probe->reason, "%s", error.message);
    runner_end(&runner);
}
