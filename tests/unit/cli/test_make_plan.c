// From options to a plan, and from results to an exit code.
// SPDX-License-Identifier: MIT
#include "cli/exit_codes.h"
#include "cli/make_plan.h"
#include "cli/progress_line.h"
#include "cli/report_files.h"
#include "parse_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// --- Plans ---

static enum status plan_of(const char *line, struct plan *plan, struct error *error) {
    struct options options;
    enum status status = parse(line, &options, error);
    assert_int_equal(status, STATUS_OK);
    status = make_plan(&options, plan, error);
    options_free(&options);
    return status;
}

static void plans(void **state) {
    (void)state;
    struct plan plan;
    struct error error;
    assert_int_equal(
        plan_of("--size 3 --lists 5 --workers 3 --backend serial,pthread", &plan, &error),
        STATUS_OK);
    assert_int_equal(plan_elements(&plan), 15);
    assert_int_equal(plan.cpus.workers, 3);
    assert_int_equal(plan.row_count, 2);
    assert_string_equal(plan.rows[1].name, "pthread");
    const uint64_t order = plan.shuffle_seed;
    assert_int_equal(plan_of("", &plan, &error), STATUS_OK);
    assert_true(plan.shuffle_seed != order);
    assert_true(plan.cpus.workers >= 1);
}

static void impossible_plans(void **state) {
    (void)state;
    struct plan plan;
    struct error error;
    assert_int_equal(plan_of("--size 2^60 --lists 1", &plan, &error), STATUS_OK);
    assert_int_equal(plan_of("--size 2^60 --lists 2", &plan, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "2^60 elements"));
    assert_int_equal(plan_of("--size 2^40 --lists 2^40", &plan, &error), STATUS_USAGE);
    assert_int_equal(plan_of("--backend serial --baseline pthread", &plan, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "--baseline 'pthread'"));
    assert_int_equal(plan_of("--baseline null", &plan, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "makes no numbers"));
    const char *foreign = isa_runs(ISA_NEON) ? "--isa avx2" : "--isa neon";
    assert_int_equal(plan_of(foreign, &plan, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "auto, scalar"));
}

// --- How a run ends ---

static void exit_code_order(void **state) {
    (void)state;
    assert_int_equal(exit_code_of(STATUS_OK), 0);
    assert_int_equal(exit_code_of(STATUS_WRONG), 1);
    assert_int_equal(exit_code_of(STATUS_USAGE), 2);
    assert_int_equal(exit_code_of(STATUS_MEMORY), 2);
    assert_int_equal(exit_code_of(STATUS_UNAVAILABLE), 3);
    assert_int_equal(exit_code_of(STATUS_LOST), 4);
    assert_int_equal(exit_code_of(STATUS_OUTPUT), 5);
    assert_int_equal(exit_code_of(STATUS_INTERRUPTED), 130);
    static const enum status falling[] = {STATUS_OUTPUT, STATUS_WRONG,       STATUS_INTERRUPTED,
                                          STATUS_LOST,   STATUS_UNAVAILABLE, STATUS_OK};
    for (size_t i = 0; i + 1 < sizeof falling / sizeof *falling; i++) {
        assert_int_equal(status_worse(falling[i], falling[i + 1]), falling[i]);
        assert_int_equal(status_worse(falling[i + 1], falling[i]), falling[i]);
    }
}

static void statuses_of_results(void **state) {
    (void)state;
    struct row rows[] = {{.name = "one"}, {.name = "two"}, {.name = "three"}};
    struct results results = {.row_count = 3, .rows = rows};
    struct error error = {0};
    assert_int_equal(results_status(&results, &error), STATUS_OK);
    rows[0].status = ROW_UNAVAILABLE;
    assert_int_equal(results_status(&results, &error), STATUS_OK);
    rows[0].asked = true;
    assert_int_equal(results_status(&results, &error), STATUS_UNAVAILABLE);
    assert_non_null(strstr(error.message, "one"));
    rows[1].status = ROW_FAILED;
    assert_int_equal(exit_code_of(results_status(&results, &error)), 4);
    assert_non_null(strstr(error.message, "two"));
    results.interrupted = true;
    assert_int_equal(results_status(&results, &error), STATUS_INTERRUPTED);
    rows[1].status = rows[2].status = ROW_WRONG;
    assert_int_equal(results_status(&results, &error), STATUS_WRONG);
    assert_non_null(strstr(error.message, "two, three"));
}

static void progress_texts(void **state) {
    (void)state;
    struct cell cell;
    const struct progress opening = {.activity = "opening", .row = "serial"};
    progress_line_text(&opening, &cell);
    assert_string_equal(cell.text, "opening serial");
    const struct progress sampling = {.activity = "sampling",
                                      .row = "pthread",
                                      .round = 12,
                                      .estimate_ns = 73.46e6,
                                      .relative_width = 0.021,
                                      .left_s = 8.2};
    progress_line_text(&sampling, &cell);
    assert_string_equal(cell.text,
                        "sampling pthread, round 12, 73.5 ms a run, +-2.1 %, 9 s left at most");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans),           cmocka_unit_test(impossible_plans),
        cmocka_unit_test(exit_code_order), cmocka_unit_test(statuses_of_results),
        cmocka_unit_test(progress_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
