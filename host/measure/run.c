// Facts, memory, lanes: set up in this order, cleaned up whatever happened.
// SPDX-License-Identifier: MIT
#include "measure/run.h"

#include "measure/rank_group.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void note_plan(const struct plan *plan, struct results *results) {
    results->run = (struct run_facts){
        .spec = plan->spec,
        .precision = plan->precision,
        .time_s = plan->time_s,
        .shuffle_seed = plan->shuffle_seed,
        .command_line = strdup(plan->command_line == NULL ? "" : plan->command_line)};
    const time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) != NULL)
        strftime(results->started_utc, sizeof results->started_utc, "%Y-%m-%dT%H:%M:%SZ", &utc);
    results->clock_cost_ns = (double)clock_cost_ns(); // measured here, before any runner is forked
    results->first_touch_ns = -1;
}

static void begin_lane(struct run *run, size_t i, uint64_t capacity) {
    const struct plan *plan = run->plan;
    struct lane *lane = &run->lanes[i];
    struct row *row = &run->results->rows[i];
    *lane = (struct lane){.plan = plan,
                          .observer = run->observer,
                          .planned = &plan->rows[i],
                          .row = row,
                          .job = plan_job(plan, plan->rows[i].device, capacity, &run->pages)};
    for (int place = 0; place < PLACES; place++)
        lane->samples[place].repeats = 1;
    snprintf(row->name, sizeof row->name, "%s", plan->rows[i].name);
    row->backend = plan->rows[i].backend;
    row->asked = plan->rows[i].asked;
    row->delivered_is_resident = !lane_delivers(lane);
    row->phases = (struct phases){.open_ns = -1, .first_run_ns = -1, .close_ns = -1};
}

static bool needs_pages(const struct plan *plan) {
    bool numbers = false;
    for (size_t i = 0; i < plan->row_count; i++)
        numbers = numbers || (plan->rows[i].backend->traits & TRAIT_HARNESS) == 0;
    return numbers && plan->spec.memory == MEMORY_REUSE;
}

// Shared pages for all CPU backends, made and touched before any runner is forked: one list's worth
// of memory for all, and the same pages under every backend.
static enum status make_pages(struct run *run, uint64_t capacity, struct error *error) {
    const size_t bytes = (size_t)capacity * element_bytes(run->plan->spec.type) + 64;
    TRY(shared_pages_create(bytes, &run->pages, error));
    const uint64_t start = clock_now_ns();
    const enum status status = shared_pages_touch(&run->pages, &run->plan->cpus, error);
    run->results->first_touch_ns = (double)(clock_now_ns() - start);
    return status;
}

static enum status take_memory(struct run *run, uint64_t capacity, struct error *error) {
    const struct plan *plan = run->plan;
    run->results->rows = calloc(plan->row_count + 1, sizeof *run->results->rows);
    if (run->results->rows == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the results");
    if (plan->group != NULL)
        return plan->group->begin(plan->group, plan, capacity, run->results, error);
    return needs_pages(plan) ? make_pages(run, capacity, error) : STATUS_OK;
}

enum status run_begin(struct run *run, const struct plan *plan, const struct observer *observer,
                      uint64_t capacity, struct results *results, struct error *error) {
    *results = (struct results){0};
    *run = (struct run){.plan = plan,
                        .observer = observer,
                        .results = results,
                        .start_ns = clock_now_ns(),
                        .random = {.seed = plan->shuffle_seed}};
    note_plan(plan, results);
    const enum status status = take_memory(run, capacity, error);
    if (status != STATUS_OK) {
        run_end(run);
        return status;
    }
    results->row_count = plan->row_count;
    run->lane_count = plan->row_count;
    for (size_t i = 0; i < run->lane_count; i++)
        begin_lane(run, i, capacity);
    for (size_t i = 0; i < run->lane_count; i++)
        lane_start(&run->lanes[i]);
    for (size_t i = 0; i < run->lane_count; i++)
        lane_open(&run->lanes[i]);
    return STATUS_OK;
}

void run_end(struct run *run) {
    for (size_t i = 0; i < run->lane_count; i++)
        lane_free(&run->lanes[i]);
    shared_pages_destroy(&run->pages);
    if (run->plan->group != NULL)
        run->plan->group->finish(run->plan->group);
    facts_machine("", &run->results->machine);
    facts_build(&run->results->build);
    facts_environment(&run->results->environment);
    run->results->interrupted = measure_interrupted != 0;
    run->results->elapsed_s = (double)(clock_now_ns() - run->start_ns) * 1e-9;
}
