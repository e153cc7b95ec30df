// The steps of one row: each is one or a few requests to its runner.
// SPDX-License-Identifier: MIT
#include "measure/lane.h"

#include "backends/device_state.h"
#include "measure/rounds.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lane_has(const struct lane *lane, enum traits trait) {
    return (lane->planned->backend->traits & trait) != 0;
}

bool lane_is_harness(const struct lane *lane) {
    return lane_has(lane, TRAIT_HARNESS);
}

bool lane_delivers(const struct lane *lane) {
    const struct rank_group *group = lane->plan->group;
    return lane->planned->backend->deliver != NULL ||
           (group != NULL && group->gather && !lane_is_harness(lane));
}

bool lane_is_comparable(const struct lane *lane) {
    return !lane_has(lane, TRAIT_HARNESS) && !lane_has(lane, TRAIT_OWN_SEEDS);
}

bool lane_is_precise(const struct lane *lane, unsigned repeats, const struct estimate *median) {
    const double reading_ns = (double)clock_cost_ns();
    return precise(median, lane->plan->precision,
                   lane_is_harness(lane) ? reading_ns : reading_ns / repeats);
}

bool place_is_ceiling(enum place place) {
    return place >= PLACE_CEILING_PLAIN;
}

void lane_announce(const struct lane *lane, const struct progress *progress) {
    if (lane->observer != NULL && lane->observer->progress != NULL)
        lane->observer->progress(lane->observer, progress);
}

void lane_fail(struct lane *lane, enum row_status status, const char *reason) {
    if (lane->row->status == ROW_OK) {
        lane->row->status = status;
        snprintf(lane->row->reason, sizeof lane->row->reason, "%s", reason);
    }
    lane->ready = false;
    for (int place = 0; place < PLACES; place++)
        lane->samples[place].live = false;
}

static enum row_status row_status_of(enum status status) {
    switch (status) {
    case STATUS_UNAVAILABLE:
    case STATUS_MEMORY: // nothing broke: this list is too much for this device
        return ROW_UNAVAILABLE;
    case STATUS_WRONG:
        return ROW_WRONG;
    case STATUS_INTERRUPTED:
        return ROW_INTERRUPTED;
    default:
        return ROW_FAILED;
    }
}

static void end_lane(struct lane *lane, enum status status, const struct error *error) {
    lane_fail(lane, row_status_of(status), error->message);
    lane_close(lane);
}

// Asks the runner and ends the lane where the answer is an error.
static bool lane_ask(struct lane *lane, const struct request *request, const char *activity,
                     struct reply *reply) {
    struct error error = {0};
    const enum status status = runner_call(&lane->runner, request, activity, reply, &error);
    if (status == STATUS_OK)
        return true;
    end_lane(lane, status, &error);
    return false;
}

void lane_start(struct lane *lane) {
    struct error error = {0};
    lane->setup = (struct runner_setup){.backend = lane->planned->backend,
                                        .job = &lane->job,
                                        .device = lane->planned->device,
                                        .patience_s = lane->plan->patience_s,
                                        .group = lane->plan->group,
                                        .row = (unsigned)(lane->planned - lane->plan->rows)};
    if (runner_start(&lane->setup, &lane->runner, &error) != STATUS_OK)
        lane_fail(lane, ROW_FAILED, error.message);
}

void lane_open(struct lane *lane) {
    if (lane->runner.pid == 0)
        return;
    lane_announce(lane, &(struct progress){.activity = "opening", .row = lane->row->name});
    struct reply reply;
    const struct request request = {.kind = REQUEST_OPEN};
    if (!lane_ask(lane, &request, "opening", &reply))
        return;
    lane->ready = true;
    lane->row->opened = reply.opening.opened;
    lane->row->phases.open_ns = (double)reply.opening.ns;
}

// Whether lists are made anew in each fill: then their memory is given back between samples.
static bool gives_back(const struct lane *lane) {
    return lane->job.spec.memory == MEMORY_FRESH || lane_has(lane, TRAIT_WHOLE_RUN);
}

bool lane_sample(struct lane *lane, enum place place, const char *activity, struct sample *sample) {
    const struct request request = {.kind = REQUEST_SAMPLE,
                                    .place = place,
                                    .repeats = lane->samples[place].repeats,
                                    .release = gives_back(lane),
                                    .count = lane->job.capacity};
    struct reply reply;
    struct error error = {0};
    lane->runner.suspended = false;
    const enum status status = runner_call(&lane->runner, &request, activity, &reply, &error);
    if (status == STATUS_OK)
        *sample = reply.sample;
    else if (status == STATUS_UNAVAILABLE && place_is_ceiling(place))
        lane->samples[place].live = false;
    else
        end_lane(lane, status, &error);
    return status == STATUS_OK;
}

void lane_time_empty(struct lane *lane, enum place place) {
    enum { SAMPLES = 9 };
    struct sample_set *set = &lane->samples[place];
    struct request request = {.kind = REQUEST_SAMPLE,
                              .place = place,
                              .repeats = 1,
                              .release = gives_back(lane),
                              .count = 1};
    for (int i = 0; i < SAMPLES && set->live; i++) {
        struct reply reply;
        if (!lane_ask(lane, &request, "timing an empty list", &reply))
            return;
        const double ns = (double)reply.sample.ns / request.repeats;
        set->empty_ns = i > 0 && set->empty_ns < ns ? set->empty_ns : ns;
        request.repeats = repeats_needed(reply.sample.ns, request.repeats, clock_cost_ns());
    }
}

// Compares what the last sample made, slice by slice, so that no answer is long in coming. A wrong
// slice does not end it: the digest is of the whole list.
static bool compare(struct lane *lane, uint64_t first, uint64_t count, const char *activity,
                    uint64_t *digest) {
    struct error wrong = {0};
    const uint64_t piece = plan_piece(lane->plan);
    for (uint64_t done = 0; done < count;) {
        const uint64_t left = count - done;
        const struct request request = {
            .kind = REQUEST_VERIFY, .first = first + done, .count = left < piece ? left : piece};
        struct reply reply;
        struct error error = {0};
        const enum status status = runner_call(&lane->runner, &request, activity, &reply, &error);
        if (status != STATUS_OK && status != STATUS_WRONG) {
            end_lane(lane, status, &error);
            return false;
        }
        if (status == STATUS_WRONG && wrong.status == STATUS_OK)
            wrong = error;
        *digest += reply.verdict.digest;
        lane->row->phases.verify_ns += (double)reply.verdict.ns;
        done += request.count;
    }
    if (wrong.status == STATUS_WRONG)
        lane_fail(lane, ROW_WRONG, wrong.message);
    return true;
}

bool lane_prove(struct lane *lane, enum place place, uint64_t first, uint64_t count,
                const char *activity, struct sample *sample, uint64_t *digest) {
    const struct request poison = {.kind = REQUEST_POISON};
    const struct request make = {.kind = REQUEST_SAMPLE,
                                 .place = place,
                                 .repeats = lane->samples[place].repeats,
                                 .first = first,
                                 .count = count};
    struct reply reply;
    lane->runner.suspended = false;
    struct error error = {0};
    if (!lane->ready || !lane_ask(lane, &poison, activity, &reply))
        return false;
    const enum status status = runner_call(&lane->runner, &make, activity, &reply, &error);
    if (status == STATUS_UNAVAILABLE && place == PLACE_DELIVERED) {
        lane->samples[place].refused = true; // its other figures stand
        return false;
    }
    if (status != STATUS_OK) {
        end_lane(lane, status, &error);
        return false;
    }
    *sample = reply.sample;
    if (lane_is_harness(lane))
        return true;
    if (!compare(lane, first, count, activity, digest))
        return false;
    return !gives_back(lane) || lane_ask(lane, &poison, activity, &reply);
}

// Makes room for one more sample; false: no memory.
static bool sample_set_grow(struct sample_set *set) {
    if (set->count < set->capacity)
        return true;
    const size_t capacity = set->capacity == 0 ? 64 : set->capacity * 2;
    double *ns = realloc(set->ns, capacity * sizeof *ns);
    if (ns != NULL)
        set->ns = ns;
    unsigned *rounds = realloc(set->rounds, capacity * sizeof *rounds);
    if (rounds != NULL)
        set->rounds = rounds;
    double *device_ns = realloc(set->device_ns, capacity * sizeof *device_ns);
    if (device_ns != NULL)
        set->device_ns = device_ns;
    struct spread *spreads = realloc(set->spreads, capacity * sizeof *spreads);
    if (spreads != NULL)
        set->spreads = spreads;
    if (ns == NULL || rounds == NULL || device_ns == NULL || spreads == NULL)
        return false;
    set->capacity = capacity;
    return true;
}

static void note_state(struct sample_set *set, const struct device_state *state) {
    if (set->has_state)
        device_state_worst(&set->state, state);
    else
        set->state = *state;
    set->has_state = true;
    set->slowed_count += state->slowed != 0;
}

void lane_keep(struct lane *lane, enum place place, unsigned round, const struct sample *sample) {
    struct sample_set *set = &lane->samples[place];
    if (!sample_set_grow(set)) {
        lane_fail(lane, ROW_FAILED, "no memory left to keep the samples");
        lane_close(lane);
        return;
    }
    set->ns[set->count] = (double)sample->ns / set->repeats;
    set->rounds[set->count] = round;
    set->device_ns[set->count] = (double)sample->device_ns;
    set->has_device = sample->has_device_ns;
    set->spreads[set->count] = sample->spread;
    set->has_spread = sample->has_spread;
    set->count++;
    set->switches += sample->switches;
    set->suspended += lane->runner.suspended;
    if (sample->has_state)
        note_state(set, &sample->state);
    set->total_ns += (double)sample->ns;
}

void lane_close(struct lane *lane) {
    if (lane->runner.pid == 0)
        return;
    if (!measure_interrupted) {
        const struct request request = {.kind = REQUEST_CLOSE};
        struct reply reply;
        struct error error = {0};
        const enum status status = runner_call(&lane->runner, &request, "closing", &reply, &error);
        if (status == STATUS_OK) {
            lane->row->phases.close_ns = (double)reply.closing.ns;
            lane->row->peak_memory_bytes = reply.closing.peak_memory_bytes;
            lane->row->ran_ns = reply.closing.ran_ns;
            lane->row->waited_ns = reply.closing.waited_ns;
        } else {
            lane_fail(lane, row_status_of(status), error.message);
        }
    }
    runner_end(&lane->runner);
    lane->ready = false;
}

void lane_free(struct lane *lane) {
    runner_end(&lane->runner);
    for (int place = 0; place < PLACES; place++) {
        free(lane->samples[place].ns);
        free(lane->samples[place].rounds);
        free(lane->samples[place].device_ns);
        free(lane->samples[place].spreads);
        lane->samples[place] = (struct sample_set){0};
    }
}
