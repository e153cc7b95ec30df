// How much memory a plan takes, whether this machine has it, and how lists longer than memory are
// cut. SPDX-License-Identifier: MIT
#include "measure/plan.h"

#include "measure/rank_group.h"

enum {
    SLICE_ELEMENTS = 1 << 26,       // 512 MiB of f64: a second or two of comparison on one core
    SLICE_ELEMENTS_LEAST = 1 << 16, // so little is asked for however tight memory is
};

// What a runner may take beyond the lists.
#define RUNNER_BYTES UINT64_C(64000000)

uint64_t plan_elements(const struct plan *plan) {
    return plan->spec.size * plan->spec.lists;
}

struct job plan_job(const struct plan *plan, const char *device, uint64_t capacity,
                    const struct shared_pages *pages) {
    return (struct job){.spec = plan->spec,
                        .capacity = capacity,
                        .cpus = &plan->cpus,
                        .device = device,
                        .pages = pages != NULL && pages->base != NULL ? pages : NULL};
}

uint64_t plan_runner_bytes(const struct plan *plan) {
    return plan->row_count * RUNNER_BYTES;
}

// What the rows' backends take beyond the lists. Only one makes its lists at a time.
static uint64_t overhead_bytes(const struct plan *plan) {
    uint64_t most = 0;
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct backend *backend = plan->rows[i].backend;
        if (backend != NULL && backend->overhead_bytes > most)
            most = backend->overhead_bytes;
    }
    return most * plan_elements(plan);
}

enum status plan_fits(const struct plan *plan, struct error *error) {
    if (plan->group != NULL) // each rank looks at its own memory
        return STATUS_OK;
    const uint64_t lists =
        plan_elements(plan) * element_bytes(plan->spec.type) + overhead_bytes(plan);
    const uint64_t runners = plan_runner_bytes(plan);
    const uint64_t available = memory_available();
    if (runners <= available && lists <= available - runners)
        return STATUS_OK;
    return fail(error, STATUS_MEMORY,
                "%llu %s of %llu %s need %.3g GB, and %zu runners %.3g GB more, but only %.3g GB "
                "of memory are free: use a smaller --size or fewer --lists, or `verify`, which "
                "works in slices",
                (unsigned long long)plan->spec.lists, plan->spec.lists == 1 ? "list" : "lists",
                (unsigned long long)plan->spec.size, element_name(plan->spec.type),
                (double)lists * 1e-9, plan->row_count, (double)runners * 1e-9,
                (double)available * 1e-9);
}

uint64_t plan_piece(const struct plan *plan) {
    return SLICE_ELEMENTS * (uint64_t)(plan->group == NULL ? 1 : plan->ranks);
}

uint64_t plan_slice(const struct plan *plan) {
    const uint64_t elements = plan_elements(plan);
    if (plan->group != NULL) // each rank has memory of its own, and says if that is too little
        return elements < plan_piece(plan) ? elements : plan_piece(plan);
    const uint64_t runners = plan_runner_bytes(plan);
    const uint64_t available = memory_available();
    // Half of what is free, since an offload backend may need a host copy beside the shared pages.
    uint64_t slice = SLICE_ELEMENTS;
    if (available > runners && (available - runners) / 2 / element_bytes(plan->spec.type) < slice)
        slice = (available - runners) / 2 / element_bytes(plan->spec.type);
    else if (available <= runners)
        slice = 0;
    if (slice < SLICE_ELEMENTS_LEAST)
        slice = SLICE_ELEMENTS_LEAST;
    return elements < slice ? elements : slice;
}
