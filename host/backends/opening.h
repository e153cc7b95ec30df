// What every backend's open has to do: refuse what the backend can't make, and say what it did.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OPENING_H
#define GPUBENCH_BACKENDS_OPENING_H

#include "backend.h"

// STATUS_UNAVAILABLE where a device is asked for of a backend that has none.
MUST_CHECK enum status opening_refuse_device(const struct backend *backend, const char *device,
                                             struct error *error);

// The same, and where the backend does not make the job's stream, or the stream has no such type or
// seed: every such sentence is written here.
MUST_CHECK enum status opening_refuse_job(const struct backend *backend, const struct job *job,
                                          struct error *error);

// Adds ns to the phase of this name: of several devices, their sum. One too many is left out.
void opening_record(struct opened *opened, const char *name, uint64_t ns);

// The same, for a phase that began at start_ns and ends now.
void opening_record_since(struct opened *opened, const char *name, uint64_t start_ns);

#endif
