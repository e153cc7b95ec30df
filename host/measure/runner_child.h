// The runner's own side: it calls the backend as it is asked to, and times it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_RUNNER_CHILD_H
#define GPUBENCH_MEASURE_RUNNER_CHILD_H

#include "backend.h"

// Answers requests (protocol.h) on the socket until it is closed; never returns. job is NULL where
// only a probe of the device will be asked for.
_Noreturn void runner_child(const struct backend *backend, const struct job *job,
                            const char *device, int socket);

#endif
