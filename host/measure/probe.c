// Probing in a process of its own: a driver may crash or hang before it says a word.
// SPDX-License-Identifier: MIT
#include "measure/measure.h"
#include "measure/runner.h"

#include <stdio.h>
#include <string.h>

static enum status ask(const struct runner_setup *setup, struct runner *runner, struct probe *probe,
                       struct error *error) {
    const struct request request = {.kind = REQUEST_PROBE};
    struct reply reply;
    TRY(runner_start(setup, runner, error));
    TRY(runner_call(runner, &request, "probing", &reply, error));
    *probe = reply.probe;
    if (!probe->ready) {
        char said[192];
        const size_t length = strlen(probe->reason);
        runner_said(runner, said, sizeof said);
        snprintf(probe->reason + length, sizeof probe->reason - length, "%s", said);
    }
    return STATUS_OK;
}

void measure_probe(const struct backend *backend, const char *device, double patience_s,
                   struct probe *probe) {
    const struct runner_setup setup = {
        .backend = backend, .device = device, .patience_s = patience_s};
    struct runner runner;
    struct error error = {0};
    *probe = (struct probe){0};
    if (ask(&setup, &runner, probe, &error) != STATUS_OK)
        snprintf(probe->reason, sizeof probe->reason, "%s", error.message);
    runner_end(&runner);
}
