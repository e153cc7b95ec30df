// Checks without timing: the whole list in slices that fit the memory, and the seams.
// SPDX-License-Identifier: MIT
#include "measure/measure.h"

#include "measure/run.h"
#include "platform/clock.h"

#include <stdlib.h>

// Places where an index computation may break: nothing at all, fewer elements than a vector or than
// workers, starts off every grid, and both sides of the borders at which indices, block counters
// and cuRAND's 65,536 subsequences carry.
struct seam {
    uint64_t first, count;
};
static const struct seam seams[] = {
    {0, 0},
    {0, 1},
    {0, 2},
    {0, 3},
    {1, 1},
    {3, 2},
    {5, 1003},
    {262143, 3},
    {(UINT64_C(1) << 18) - 500, 1001},
    {(UINT64_C(1) << 31) - 1, 2},
    {(UINT64_C(1) << 32) - 1, 3},
    {(UINT64_C(1) << 32) + 12345, 4099},
    {(UINT64_C(1) << 34) - 2, 5},
    {(UINT64_C(1) << 50) - 7, 4099},
    {(UINT64_C(1) << 60) - 4099, 4099},
};
enum { SEAM_ELEMENTS_MOST = 4099 };

// True: made and compared, right or wrong.
static bool prove(struct lane *lane, uint64_t first, uint64_t count, uint64_t *digest) {
    struct sample sample;
    uint64_t resident = 0;
    if (lane->planned->backend->deliver == NULL)
        return lane_prove(lane, PLACE_RESIDENT, first, count, "verifying", &sample, digest);
    if (!lane_prove(lane, PLACE_RESIDENT, first, count, "verifying", &sample, &resident) ||
        !lane->ready)
        return false; // it must be right in both places
    if (lane_prove(lane, PLACE_DELIVERED, first, count, "verifying", &sample, digest))
        return true;
    *digest += resident; // in the one that there is
    return lane->samples[PLACE_DELIVERED].refused;
}

static void check_slices(const struct run *run, struct lane *lane) {
    const uint64_t elements = plan_elements(run->plan), slice = lane->job.capacity;
    const uint64_t start_ns = clock_now_ns();
    uint64_t digest = 0;
    for (uint64_t done = 0; done < elements && lane->ready && !measure_interrupted;) {
        const uint64_t count = elements - done < slice ? elements - done : slice;
        const double spent_s = (double)(clock_now_ns() - start_ns) * 1e-9;
        const double left_s = done == 0 ? 0 : spent_s * (double)(elements - done) / (double)done;
        lane_announce(lane, &(struct progress){
                                .activity = "verifying", .row = lane->row->name, .left_s = left_s});
        if (!prove(lane, done, count, &digest))
            return;
        done += count;
        lane->row->digest = digest;
        lane->row->has_digest = done == elements;
    }
}

// A list made in two parts must be the list made at once: equal digests say so, beyond the
// comparison of each with the reference.
static void check_split(struct lane *lane, const struct seam *seam, uint64_t whole) {
    const uint64_t cut = seam->count / 3;
    uint64_t parts = 0;
    if (!prove(lane, seam->first, cut, &parts) || !lane->ready ||
        !prove(lane, seam->first + cut, seam->count - cut, &parts) || !lane->ready)
        return;
    struct error error;
    if (parts != whole) {
        fail(&error, STATUS_WRONG,
             "elements %llu to %llu differ when they are made in two parts, cut at %llu",
             (unsigned long long)seam->first,
             (unsigned long long)(seam->first + seam->count), // one past the last
             (unsigned long long)(seam->first + cut));
        lane_fail(lane, ROW_WRONG, error.message);
    }
}

static void check_seams(struct lane *lane) {
    for (size_t i = 0; i < sizeof seams / sizeof seams[0] && lane->ready && !measure_interrupted;
         i++) {
        uint64_t whole = 0;
        if (prove(lane, seams[i].first, seams[i].count, &whole) && lane->ready)
            check_split(lane, &seams[i], whole);
    }
}

// Its lists as a whole, or not at all: there are no slices and no seams.
static void check_whole_run(const struct run *run, struct lane *lane) {
    const uint64_t elements = plan_elements(run->plan);
    if (lane->ready && elements > lane->job.capacity)
        lane_fail(lane, ROW_UNAVAILABLE,
                  "it makes its lists only as a whole, which don't fit the memory; use a smaller "
                  "--size or fewer --lists");
    if (lane->ready && prove(lane, 0, elements, &lane->row->digest))
        lane->row->has_digest = lane_is_comparable(lane);
}

static void check_lane(const struct run *run, struct lane *lane) {
    if (lane_has(lane, TRAIT_WHOLE_RUN)) {
        check_whole_run(run, lane);
    } else if (!lane_is_harness(lane)) {
        check_slices(run, lane);
        check_seams(lane);
    }
    lane->row->verified = lane->ready && lane_is_comparable(lane) && !measure_interrupted;
    if (measure_interrupted)
        lane_fail(lane, ROW_INTERRUPTED, "interrupted before all was compared");
    lane_announce(lane, &(struct progress){.activity = "closing", .row = lane->row->name});
    lane_close(lane);
}

enum status measure_verify(const struct plan *plan, const struct observer *observer,
                           struct results *results, struct error *error) {
    struct run *run = calloc(1, sizeof *run);
    *results = (struct results){0};
    if (run == NULL)
        return fail(error, STATUS_MEMORY, "no memory to plan the checks");
    const uint64_t slice = plan_slice(plan);
    const uint64_t capacity = slice < SEAM_ELEMENTS_MOST ? SEAM_ELEMENTS_MOST : slice;
    enum status status = run_begin(run, plan, observer, capacity, results, error);
    if (status == STATUS_OK) {
        for (size_t i = 0; i < run->lane_count; i++)
            check_lane(run, &run->lanes[i]);
        if (plan->statistics && !measure_interrupted)
            status = quality_of_list(plan->spec.stream, plan->spec.type, plan->spec.seed,
                                     plan_elements(plan), &results->quality, error);
        run_end(run);
    }
    free(run);
    return status;
}
