// A row for each device: what becomes of the options' rows in the plan.
// SPDX-License-Identifier: MIT
#include "cli/device_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Has as many devices as the selector says; "" says two, and "none" that it is not ready.
static void probe_devices(const struct backend *backend, const char *device, struct probe *probe) {
    (void)backend;
    unsigned count = 2;
    (void)sscanf(device, "%u", &count);
    if (strcmp(device, "none") == 0) {
        snprintf(probe->reason, sizeof probe->reason, "there is none");
        return;
    }
    probe->ready = true;
    probe->device_count = count;
    for (unsigned i = 0; i < count; i++)
        snprintf(probe->devices[i].selector, sizeof probe->devices[i].selector, "%u", i);
}

static const struct backend many = {
    .name = "many", .traits = TRAIT_OFFLOAD, .probe = probe_devices};
static const struct backend host = {.name = "host", .probe = probe_devices};

static struct options options;
static struct plan plan;

static void ask(const struct backend *backend, const char *device) {
    struct plan_row *row = &options.rows[options.row_count++];
    *row = (struct plan_row){.backend = backend, .device = device, .asked = true};
    snprintf(row->name, sizeof row->name, "%s%s%s", backend->name, *device ? ":" : "", device);
}

static enum status rows(void) {
    struct error error;
    options.patience_s = 30;
    plan.baseline = options.baseline;
    return device_rows(&options, &plan, &error);
}

static int begin(void **state) {
    (void)state;
    options = (struct options){0};
    plan = (struct plan){0};
    return 0;
}

static void assert_row(size_t i, const char *name, const char *device) {
    assert_in_range(i + 1, 1, plan.row_count);
    assert_string_equal(plan.rows[i].name, name);
    assert_string_equal(plan.rows[i].device, device);
    assert_true(plan.rows[i].asked);
}

static void several_devices_are_several_rows(void **state) {
    (void)state;
    ask(&host, "");
    ask(&many, "");
    ask(&many, "3");
    assert_int_equal(rows(), STATUS_OK);
    assert_int_equal(plan.row_count, 6);
    assert_row(0, "host", "");
    assert_row(1, "many:0", "0");
    assert_row(2, "many:1", "1");
    assert_row(3, "many:0#2", "0");
    assert_row(5, "many:2", "2");
}

static void one_or_none_stays_as_it_was_asked_for(void **state) {
    (void)state;
    ask(&many, "1");
    ask(&many, "none");
    assert_int_equal(rows(), STATUS_OK);
    assert_int_equal(plan.row_count, 2);
    assert_row(0, "many:1", "1");
    assert_row(1, "many:none", "none");
}

static void a_baseline_follows_its_row(void **state) {
    (void)state;
    ask(&host, "");
    ask(&many, "");
    options.baseline = "many";
    assert_int_equal(rows(), STATUS_OK);
    assert_string_equal(plan.baseline, "many:0");
    options.baseline = "host";
    assert_int_equal(rows(), STATUS_OK);
    assert_string_equal(plan.baseline, "host");
}

static void more_than_fit_are_refused(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++)
        ask(&many, "16");
    assert_int_equal(rows(), STATUS_USAGE);
    assert_in_range(plan.row_count, 0, PLAN_ROWS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(several_devices_are_several_rows, begin),
        cmocka_unit_test_setup(one_or_none_stays_as_it_was_asked_for, begin),
        cmocka_unit_test_setup(a_baseline_follows_its_row, begin),
        cmocka_unit_test_setup(more_than_fit_are_refused, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
