// Asking backends for their devices.
// SPDX-License-Identifier: MIT
#include "cli/device_rows.h"

#include "measure/measure.h"

#include <stdio.h>
#include <string.h>

static bool is_taken(const struct plan *plan, const char *name) {
    for (size_t i = 0; i < plan->row_count; i++)
        if (strcmp(plan->rows[i].name, name) == 0)
            return true;
    return false;
}

// "opencl:1", or "opencl:1#2" where an earlier row has that name.
static struct plan_row *append(struct plan *plan, const struct plan_row *asked, const char *name) {
    struct plan_row row = *asked;
    unsigned times = 1;
    snprintf(row.name, sizeof row.name, "%s", name);
    while (is_taken(plan, row.name))
        snprintf(row.name, sizeof row.name, "%s#%u", name, ++times);
    plan->rows[plan->row_count] = row;
    return &plan->rows[plan->row_count++];
}

static void append_device(struct plan *plan, const struct plan_row *asked,
                          const struct device *device) {
    char name[sizeof asked->name];
    char *selector = plan->selectors[plan->row_count];
    snprintf(selector, sizeof plan->selectors[0], "%s", device->selector);
    snprintf(name, sizeof name, "%s:%s", asked->backend->name, selector);
    append(plan, asked, name)->device = selector;
}

static void follow_baseline(const struct plan_row *asked, struct plan *plan) {
    if (plan->baseline && strcmp(plan->baseline, asked->name) == 0)
        plan->baseline = plan->rows[plan->row_count].name;
}

static enum status add_rows(const struct plan_row *asked, double patience_s, struct plan *plan,
                            struct error *error) {
    struct probe probe = {0};
    // Over ranks each takes the device of its place on its own machine.
    if ((asked->backend->traits & TRAIT_OFFLOAD) != 0 && !options_over_ranks)
        measure_probe(asked->backend, asked->device, patience_s, &probe);
    const size_t count = probe.device_count > 1 ? probe.device_count : 1;
    if (plan->row_count + count > PLAN_ROWS)
        return fail(error, STATUS_USAGE, "too many devices; %d rows fit in one run", PLAN_ROWS);
    if (count == 1) {
        append(plan, asked, asked->name);
        return STATUS_OK;
    }
    follow_baseline(asked, plan);
    for (size_t i = 0; i < count; i++)
        append_device(plan, asked, &probe.devices[i]);
    return STATUS_OK;
}

enum status device_rows(const struct options *options, struct plan *plan, struct error *error) {
    plan->row_count = 0;
    for (size_t i = 0; i < options->row_count; i++)
        TRY(add_rows(&options->rows[i], options->patience_s, plan, error));
    return STATUS_OK;
}
