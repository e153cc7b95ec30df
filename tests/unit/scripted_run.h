// A plan of scripted rows, run with no time passing: what tests of whole runs share.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_SCRIPTED_RUN_H
#define GPUBENCH_TESTS_SCRIPTED_RUN_H

#include "fake_backend.h"
#include "leftovers.h"
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>

static struct plan plan;
static struct results results;
static struct error error;

static inline int begin(void **state) {
    (void)state;
    fake_begin();
    measure_interrupted = 0;
    error = (struct error){0};
    plan = (struct plan){.spec = {.stream = &fake_stream,
                                  .type = ELEMENT_F64,
                                  .seed = 42,
                                  .size = 500,
                                  .lists = 4,
                                  .workers = 2},
                         .cpus = {.workers = 2},
                         .precision = 0.01,
                         .time_s = 15,
                         .patience_s = 100,
                         .shuffle_seed = 1,
                         .command_line = "test"};
    return 0;
}

static inline int end(void **state) {
    (void)state;
    results_free(&results);
    fake_end();
    return 0;
}

static inline void add_row(const struct backend *backend, const char *script) {
    struct plan_row *row = &plan.rows[plan.row_count++];
    *row = (struct plan_row){.backend = backend, .device = script};
    snprintf(row->name, sizeof row->name, "%s", script);
}

static inline void run(const struct observer *observer) {
    assert_int_equal(measure_run(&plan, observer, &results, &error), STATUS_OK);
    assert_int_equal(results.row_count, plan.row_count);
}

static inline void assert_near(double value, double wanted) {
    if (!(fabs(value - wanted) <= 1e-6 * fabs(wanted)))
        fail_msg("%.9g is not %.9g", value, wanted);
}

static inline void assert_says(const char *text, const char *words) {
    if (strstr(text, words) == NULL)
        fail_msg("'%s' does not say '%s'", text, words);
}

static inline size_t calls_of(const char *script, enum fake_call call) {
    size_t count = 0;
    for (size_t i = 0; i < fake_world->call_count; i++)
        count +=
            fake_world->calls[i].call == call && strcmp(fake_world->calls[i].script, script) == 0;
    return count;
}

#endif
