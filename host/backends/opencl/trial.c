// Which kernel: the fastest on this device that is exact, found by trying.
//
// It can't be told from the device's type. On two CPU drivers the scalar kernel is 20 times slower
// than the best one, or as good. So every shape makes the same small piece; the piece grows while
// the fastest takes too short for the clock, and those that are far behind drop out; and the last
// piece, larger than the caches where the list is, is made by turns.
// SPDX-License-Identifier: MIT
#include "backends/opencl/trial.h"

#include "backends/opencl/memory.h"
#include "backends/opencl/work.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The first piece, and by how much it grows: elements.
static const uint64_t first_piece = 8192;
static const uint64_t growth = 8;

// A piece that takes the fastest less is too short for the clock. The whole room, which is larger
// than the caches where the list is, is tried wherever that takes no longer than the other; on
// small pieces stores that leave values in the caches look better than they are.
static const uint64_t short_ns = 4000000, whole_ns = 100000000;

// No more rounds begin after so long.
static const uint64_t budget_ns = 150000000;
enum { ROUNDS = 9 };

// Out are those that take this many per cent of the fastest one's time: while pieces grow, and
// before the last rounds.
enum { FAR_BEHIND = 200, BEHIND = 120 };

// One shape in the trial. kernel NULL: out.
struct candidate {
    const struct opencl_variant *variant;
    cl_kernel kernel;
    uint64_t first_ns; // the first launch, in which some drivers compile
    uint64_t best_ns;  // of the piece tried last
};

// Makes elements [first, end), the list beginning at origin, and waits.
static enum status make(struct part *part, const struct candidate *candidate, uint64_t origin,
                        uint64_t first, uint64_t end, uint64_t *ns, struct error *error) {
    TRY(part_seek(part, origin, first, end, error));
    TRY(part_finish(part, error));
    const uint64_t start = clock_now_ns();
    part->variant = candidate->variant;
    part->kernel = candidate->kernel;
    const enum status status = part_fill(part, origin, first, end, error);
    part->kernel = NULL; // the candidate's
    TRY(status);
    TRY(part_finish(part, error));
    *ns = clock_now_ns() - start;
    return STATUS_OK;
}

// --- Exactness ---------------------------------------------------------------------------------

// What the shape makes across the seam of two rows, with both ends off every grid; *exact: all
// right and nothing beyond.
static enum status check_piece(struct part *part, const struct job *job,
                               struct candidate *candidate, uint64_t count, unsigned char *values,
                               unsigned char *right, bool *exact, struct error *error) {
    const uint64_t origin = 262144 - count / 2 / 64 * 64; // where a row ends
    const size_t size = element_bytes(job->spec.type);
    const uint64_t first = origin + (count > 8 ? 3 : 0);
    const uint64_t end = origin + count - (count > 8 ? 2 : 0);
    static const cl_uint nothing_made = 0xFFFFFFFFu;
    memset(right, 0xFF, count * size);
    job->spec.stream->reference[job->spec.type](job->spec.seed, first, end - first,
                                                right + (first - origin) * size);
    // Of the memory no more than that: all of it for each shape took half of the trial's time.
    TRY(opencl_check(part->api->clEnqueueFillBuffer(part->queue, part->memory.buffers[0],
                                                    &nothing_made, sizeof nothing_made, 0,
                                                    count * size, 0, NULL, NULL),
                     "overwrite the list", error));
    TRY(make(part, candidate, origin, first, end, &candidate->first_ns, error));
    TRY(opencl_check(part->api->clEnqueueReadBuffer(part->queue, part->memory.buffers[0], CL_TRUE,
                                                    0, count * size, values, 0, NULL, NULL),
                     "read the list", error));
    *exact = memcmp(values, right, count * size) == 0;
    return STATUS_OK;
}

static void drop(struct part *part, struct candidate *candidate) {
    part->api->clReleaseKernel(candidate->kernel);
    candidate->kernel = NULL;
}

// Drops the shapes that are not exact; *wrong counts them. values: room for 2 * count elements.
static enum status check_each(struct part *part, const struct job *job,
                              struct candidate *candidates, uint64_t count, unsigned char *values,
                              unsigned *wrong, struct error *error) {
    unsigned char *right = values + count * element_bytes(job->spec.type);
    for (size_t i = 0; i < OPENCL_VARIANTS; i++) {
        bool exact = false;
        if (!candidates[i].kernel)
            continue;
        TRY(check_piece(part, job, &candidates[i], count, values, right, &exact, error));
        if (!exact) {
            ++*wrong;
            drop(part, &candidates[i]);
        }
    }
    return STATUS_OK;
}

static enum status check_all(struct part *part, const struct job *job, struct candidate *candidates,
                             unsigned *wrong, struct error *error) {
    const uint64_t room = part->share.end - part->share.begin;
    const uint64_t slice = part->memory.slice_elements < room ? part->memory.slice_elements : room;
    const uint64_t count = slice < first_piece ? slice : first_piece;
    unsigned char *values = malloc(2 * count * element_bytes(job->spec.type) + 1);
    if (!values)
        return fail(error, STATUS_MEMORY, "no memory is left to try the kernels");
    const enum status status = check_each(part, job, candidates, count, values, wrong, error);
    free(values);
    return status;
}

// --- Speed -------------------------------------------------------------------------------------

static struct candidate *fastest(struct candidate *candidates) {
    struct candidate *best = NULL;
    for (size_t i = 0; i < OPENCL_VARIANTS; i++)
        if (candidates[i].kernel && (!best || candidates[i].best_ns < best->best_ns))
            best = &candidates[i];
    return best;
}

// Every shape that is left makes elements [0, piece), by turns.
static enum status time_all(struct part *part, struct candidate *candidates, uint64_t piece,
                            unsigned rounds, struct error *error) {
    const uint64_t start = clock_now_ns();
    for (size_t i = 0; i < OPENCL_VARIANTS; i++)
        candidates[i].best_ns = UINT64_MAX;
    for (unsigned round = 0; round < rounds; round++) {
        for (size_t i = 0; i < OPENCL_VARIANTS; i++) {
            struct candidate *candidate = &candidates[i];
            uint64_t ns;
            if (!candidate->kernel)
                continue;
            TRY(make(part, candidate, 0, 0, piece, &ns, error));
            candidate->best_ns = ns < candidate->best_ns ? ns : candidate->best_ns;
        }
        if (clock_now_ns() - start > budget_ns)
            return STATUS_OK;
    }
    return STATUS_OK;
}

static void drop_slow(struct part *part, struct candidate *candidates, unsigned percent) {
    const uint64_t best = fastest(candidates)->best_ns;
    for (size_t i = 0; i < OPENCL_VARIANTS; i++)
        if (candidates[i].kernel && candidates[i].best_ns / percent > best / 100)
            drop(part, &candidates[i]);
}

static bool should_grow(struct candidate *candidates, uint64_t piece, uint64_t room) {
    const double ns = (double)fastest(candidates)->best_ns;
    return piece < room &&
           (ns < (double)short_ns || ns * (double)room / (double)piece < (double)whole_ns);
}

static enum status race(struct part *part, struct candidate *candidates, struct error *error) {
    const uint64_t room = part->share.end - part->share.begin;
    uint64_t piece = room < first_piece ? room : first_piece;
    TRY(time_all(part, candidates, piece, 2, error));
    while (should_grow(candidates, piece, room)) {
        drop_slow(part, candidates, FAR_BEHIND);
        piece = piece < room / growth ? piece * growth : room;
        TRY(time_all(part, candidates, piece, 2, error));
    }
    drop_slow(part, candidates, BEHIND);
    TRY(time_all(part, candidates, piece, ROUNDS, error));
    const uint64_t ns = fastest(candidates)->best_ns;
    part->share.speed = (double)piece / (double)(ns ? ns : 1) * 1e9;
    return STATUS_OK;
}

// --- Candidates --------------------------------------------------------------------------------

static bool is_wanted(const struct job *job, const struct opencl_variant *variant) {
    const bool named = job->spec.kernel[0] != 0;
    const bool stores = job->spec.stores == STORES_AUTO || job->spec.stores == variant->stores;
    if (variant->generator != job->spec.stream->generator)
        return false;
    return named ? strcmp(job->spec.kernel, variant->name) == 0 : stores;
}

// Whether the device's kind can want it. A CPU's compiler has to make vectors of the neighbours of
// a work-group: PoCL's kernels of such shapes were 20 times slower than the best, Intel's 10 times,
// and each costs its compilation, 0.2 s of PoCL's.
static bool fits(const struct part *part, const struct opencl_variant *variant) {
    return !(part->device.type & CL_DEVICE_TYPE_CPU) || variant->work_group == 1;
}

static enum status refuse_all(const struct job *job, unsigned wrong, struct error *error) {
    if (wrong > 0) {
        return fail(error, STATUS_WRONG,
                    "%s of the device's kernels makes the right list: its compiler or the device "
                    "is at fault; update the driver, or choose another device",
                    wrong == 1 ? "the only one" : "none");
    }
    if (job->spec.kernel[0]) {
        return fail(error, STATUS_UNAVAILABLE,
                    "the device's compiler can't build the kernel '%.40s'; choose another of %s",
                    job->spec.kernel, opencl_variant_names());
    }
    return fail(error, STATUS_UNAVAILABLE,
                "the device's compiler has no %s stores; leave the kind of store to it",
                stores_name(job->spec.stores));
}

static bool is_known(const char *name) {
    for (size_t i = 0; i < OPENCL_VARIANTS; i++)
        if (strcmp(opencl_variants[i].name, name) == 0)
            return true;
    return false;
}

// Those that fit the device, or the others.
static enum status enter(struct part *part, const struct job *job, struct candidate *candidates,
                         bool fitting, struct error *error) {
    for (size_t i = 0; i < OPENCL_VARIANTS; i++) {
        candidates[i].variant = &opencl_variants[i];
        if (is_wanted(job, &opencl_variants[i]) && fits(part, &opencl_variants[i]) == fitting) {
            TRY(opencl_kernel(part->api, part->program, opencl_variants[i].function,
                              &candidates[i].kernel, error));
        }
    }
    return STATUS_OK;
}

static enum status choose(struct part *part, const struct job *job, struct candidate *candidates,
                          struct opened *opened, struct error *error) {
    const uint64_t start = clock_now_ns();
    unsigned wrong = 0;
    if (job->spec.kernel[0] && !is_known(job->spec.kernel)) {
        return fail(error, STATUS_USAGE, "there is no kernel '%.40s'; choose one of %s",
                    job->spec.kernel, opencl_variant_names());
    }
    for (int fitting = 1; fitting >= 0 && !fastest(candidates); fitting--) {
        TRY(enter(part, job, candidates, fitting, error));
        TRY(check_all(part, job, candidates, &wrong, error));
    }
    if (!fastest(candidates))
        return refuse_all(job, wrong, error);
    TRY(race(part, candidates, error));
    struct candidate *best = fastest(candidates);
    part->variant = best->variant;
    part->kernel = best->kernel;
    best->kernel = NULL;
    opening_record(opened, "first launch", best->first_ns);
    opening_record(opened, "kernels tried", clock_now_ns() - start - best->first_ns);
    return STATUS_OK;
}

enum status part_choose(struct part *part, const struct job *job, struct opened *opened,
                        struct error *error) {
    struct candidate candidates[OPENCL_VARIANTS] = {0};
    const enum status status = choose(part, job, candidates, opened, error);
    for (size_t i = 0; i < OPENCL_VARIANTS; i++)
        if (candidates[i].kernel)
            drop(part, &candidates[i]);
    return status;
}
