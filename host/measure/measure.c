// A run from its plan to its results.
// SPDX-License-Identifier: MIT
#include "measure/measure.h"

#include "measure/analysis/analysis.h"
#include "measure/sampling.h"

#include <stdlib.h>

enum status measure_run(const struct plan *plan, const struct observer *observer,
                        struct results *results, struct error *error) {
    *results = (struct results){0};
    TRY(plan_fits(plan, error));
    struct run *run = calloc(1, sizeof *run);
    if (run == NULL)
        return fail(error, STATUS_MEMORY, "no memory to plan the run");
    const enum status status = run_begin(run, plan, observer, plan_elements(plan), results, error);
    if (status == STATUS_OK) {
        struct watch before, after;
        run_prove(run);
        watch_read("", &before);
        run_sample(run);
        watch_read("", &after);
        run_conclude(run, &before, &after);
        run_end(run);
    }
    free(run);
    return status;
}
