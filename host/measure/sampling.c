// What a sample is taken for decides which function here takes it.
// SPDX-License-Identifier: MIT
#include "measure/sampling.h"

#include "measure/statistics.h"
#include "platform/clock.h"

#include <math.h>

static double elapsed_s(const struct run *run) {
    return (double)(clock_now_ns() - run->sampling_start_ns) * 1e-9;
}

// --- The first run -------------------------------------------------------------------------------

static void prove_place(struct lane *lane, enum place place) {
    struct sample sample;
    uint64_t digest = 0;
    lane_announce(lane, &(struct progress){.activity = "verifying", .row = lane->row->name});
    const bool complete =
        lane_prove(lane, place, 0, lane->job.capacity, "verifying", &sample, &digest);
    if (complete && place == PLACE_RESIDENT) {
        lane->row->phases.first_run_ns = (double)sample.ns;
        lane->row->has_digest = lane_is_comparable(lane);
        lane->row->digest = digest;
    }
    if (complete)
        lane->samples[place].settled_ns = (double)sample.ns;
    lane->samples[place].live = lane->ready && !lane->samples[place].refused;
    if (!lane->ready)
        lane_close(lane);
}

void run_prove(struct run *run) {
    for (size_t i = 0; i < run->lane_count && !measure_interrupted; i++) {
        struct lane *lane = &run->lanes[i];
        if (lane->ready)
            prove_place(lane, PLACE_RESIDENT);
        if (lane->ready && lane_delivers(lane))
            prove_place(lane, PLACE_DELIVERED);
        const bool ceiling = lane->ready && lane->planned->backend->ceiling != NULL;
        lane->samples[PLACE_CEILING_PLAIN].live = ceiling;
        lane->samples[PLACE_CEILING_STREAMING].live = ceiling;
        lane->samples[PLACE_CEILING_COPY].live =
            lane->ready && lane->planned->backend->copy_ceiling != NULL;
        lane->samples[PLACE_ALONE].live =
            lane->ready && run->plan->ranks > 1 && !lane_is_harness(lane);
    }
}

// --- Warm-up and repeats -------------------------------------------------------------------------

// Runs until two in a row took the same time; a fifth of the budget for all places together.
static void warm_up(struct run *run, struct lane *lane, enum place place) {
    struct sample_set *set = &lane->samples[place];
    const double share_s = 0.2 * run->plan->time_s;
    bool steady = false;
    for (int i = 0; i < WARM_UP_MOST && !steady && set->live && !measure_interrupted; i++) {
        struct sample sample;
        if (i > 0 && elapsed_s(run) > share_s)
            return;
        if (!lane_sample(lane, place, "warming up", &sample))
            return;
        // A ceiling's time is only wanted roughly here: one run.
        steady = place_is_ceiling(place) || settled(set->settled_ns, (double)sample.ns);
        set->settled_ns = (double)sample.ns;
    }
}

// Repeats runs within a sample until it is long enough for the clock, and leaves it at that.
static void fix_repeats(struct lane *lane, enum place place) {
    struct sample_set *set = &lane->samples[place];
    uint64_t ns = (uint64_t)set->settled_ns;
    while (set->live && !measure_interrupted) {
        const unsigned repeats = repeats_needed(ns, set->repeats, clock_cost_ns());
        struct sample sample;
        if (repeats == set->repeats)
            return;
        set->repeats = repeats;
        if (lane_sample(lane, place, "warming up", &sample))
            ns = sample.ns;
    }
}

static void prepare(struct run *run) {
    for (size_t i = 0; i < run->lane_count; i++) {
        struct lane *lane = &run->lanes[i];
        lane_announce(lane, &(struct progress){.activity = "warming up", .row = lane->row->name});
        for (enum place place = 0; place < PLACES; place++) {
            warm_up(run, lane, place);
            fix_repeats(lane, place);
        }
        // One that makes the whole run whatever it is asked for has none that is empty.
        if (run->plan->times_empty && run->plan->group == NULL && !lane_has(lane, TRAIT_WHOLE_RUN))
            for (enum place place = PLACE_RESIDENT; place <= PLACE_DELIVERED; place++)
                lane_time_empty(lane, place);
    }
}

// --- Rounds --------------------------------------------------------------------------------------

static double widest_over_target(const struct run *run) {
    double widest = 0;
    for (size_t i = 0; i < run->lane_count; i++) {
        for (enum place place = PLACE_RESIDENT; place <= PLACE_DELIVERED; place++) {
            const struct sample_set *set = &run->lanes[i].samples[place];
            const double width = relative_half_width(&set->median);
            if (set->live && isfinite(width) && width > run->plan->precision)
                widest = fmax(widest, width);
        }
    }
    return widest;
}

static void announce_round(const struct run *run, const struct lane *lane, enum place place) {
    // A ceiling is no part of what people wait for: the row's own time is shown meanwhile.
    const enum place shown = place_is_ceiling(place) ? PLACE_RESIDENT : place;
    lane_announce(lane, &(struct progress){.activity = "sampling",
                                           .row = lane->row->name,
                                           .round = run->results->round_count,
                                           .estimate_ns = lane->samples[shown].median.value,
                                           .relative_width = widest_over_target(run),
                                           .left_s = fmax(0, run->plan->time_s - elapsed_s(run))});
}

// Every live sample set once, each lane's places in any order among the others'.
static void sample_round(struct run *run) {
    size_t order[PLAN_ROWS * PLACES];
    const size_t count = run->lane_count * PLACES;
    shuffle(order, count, &run->random);
    for (size_t i = 0; i < count && !measure_interrupted; i++) {
        struct lane *lane = &run->lanes[order[i] / PLACES];
        const enum place place = (enum place)(order[i] % PLACES);
        struct sample sample;
        if (!lane->samples[place].live)
            continue;
        announce_round(run, lane, place);
        if (lane_sample(lane, place, "sampling", &sample))
            lane_keep(lane, place, run->results->round_count, &sample);
    }
}

// Once both kinds of stores have been tried, the slower one's samples are taken no more.
static void choose_ceiling(struct lane *lane) {
    struct sample_set *plain = &lane->samples[PLACE_CEILING_PLAIN];
    struct sample_set *streaming = &lane->samples[PLACE_CEILING_STREAMING];
    if (!plain->live || !streaming->live || plain->count < CEILING_TRIALS)
        return;
    const struct estimate a = estimate_median(plain->ns, plain->count);
    const struct estimate b = estimate_median(streaming->ns, streaming->count);
    (a.value <= b.value ? streaming : plain)->live = false;
}

// Looks at every interval; true where all are within the target.
static bool all_precise(struct run *run) {
    bool all = true;
    for (size_t i = 0; i < run->lane_count; i++) {
        for (enum place place = PLACE_RESIDENT; place <= PLACE_DELIVERED; place++) {
            struct sample_set *set = &run->lanes[i].samples[place];
            if (!set->live)
                continue;
            set->median = estimate_median(set->ns, set->count);
            all = lane_is_precise(&run->lanes[i], set->repeats, &set->median) && all;
        }
    }
    return all;
}

static bool any_live(const struct run *run) {
    for (size_t i = 0; i < run->lane_count; i++)
        if (run->lanes[i].ready)
            return true;
    return false;
}

static void sample_rounds(struct run *run) {
    unsigned *round = &run->results->round_count;
    double last_round_s = 0;
    // The closing round is one more: so a run of six samples needs five rounds here.
    while (any_live(run) && !measure_interrupted && *round + 1 < ROUNDS_MOST &&
           (*round == 0 || round_fits(elapsed_s(run), last_round_s, run->plan->time_s))) {
        const double before_s = elapsed_s(run);
        ++*round;
        sample_round(run);
        for (size_t i = 0; i < run->lane_count; i++)
            choose_ceiling(&run->lanes[i]);
        last_round_s = elapsed_s(run) - before_s;
        run->all_precise = worth_a_look(*round) && all_precise(run);
        if (run->all_precise)
            return;
    }
}

// --- The closing round ---------------------------------------------------------------------------

// One more sample, which counts like the others and whose values are compared again.
static void prove_again(struct run *run, struct lane *lane, enum place place) {
    struct sample sample;
    uint64_t digest = 0;
    announce_round(run, lane, place);
    if (lane_prove(lane, place, 0, lane->job.capacity, "verifying after timing", &sample, &digest))
        lane_keep(lane, place, run->results->round_count, &sample);
}

static void close_round(struct run *run) {
    run->results->round_count++;
    for (size_t i = 0; i < run->lane_count && !measure_interrupted; i++) {
        struct lane *lane = &run->lanes[i];
        for (enum place place = PLACE_RESIDENT; place <= PLACE_DELIVERED; place++)
            if (lane->samples[place].live)
                prove_again(run, lane, place);
        lane->row->verified = lane->ready && lane_is_comparable(lane);
        lane_announce(lane, &(struct progress){.activity = "closing", .row = lane->row->name});
        lane_close(lane);
    }
}

void run_sample(struct run *run) {
    run->sampling_start_ns = clock_now_ns();
    prepare(run);
    sample_rounds(run);
    if (!measure_interrupted && any_live(run))
        close_round(run);
}
