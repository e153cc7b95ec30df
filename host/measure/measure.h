// Measuring: plan in, results out. Knows no backend by name.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MEASURE_MEASURE_H
#define GPUBENCH_MEASURE_MEASURE_H

#include "measure/observer.h"
#include "measure/plan.h"
#include "measure/results.h"
#include "status.h"

// Runs the plan: a runner process for each row, verification, interleaved rounds, statistics.
// A row that fails is a row that says so: the status is STATUS_OK as long as the harness itself
// works. What was measured before a failure or interruption is in *results always; free it with
// results_free.
MUST_CHECK enum status measure_run(const struct plan *plan, const struct observer *observer,
                                   struct results *results, struct error *error);

// The same without timing: every row opened, its whole output compared with the reference in slices
// that fit the memory, and its seams (odd counts, offsets past 2^32, split equals whole) as well.
MUST_CHECK enum status measure_verify(const struct plan *plan, const struct observer *observer,
                                      struct results *results, struct error *error);

// Probes a backend in a process of its own (a driver may crash or hang): on such an end *probe says
// so as its reason. patience_s as in the plan.
void measure_probe(const struct backend *backend, const char *device, double patience_s,
                   struct probe *probe);

#endif
