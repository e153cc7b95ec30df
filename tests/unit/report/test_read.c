// Reading reports back: what was written comes back as it was, and whatever is broken is refused.
// SPDX-License-Identifier: MIT
#include "report/data/read.h"
#include "report/reporter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *read_whole(const char *path, size_t *length) {
    char *text = NULL;
    FILE *from = fopen(path, "r"), *to = open_memstream(&text, length);
    assert_non_null(from);
    assert_non_null(to);
    for (int byte; (byte = fgetc(from)) != EOF;)
        fputc(byte, to);
    fclose(from);
    fclose(to);
    return text;
}

static char *golden(const char *name, size_t *length) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", TESTS_FOLDER, name);
    return read_whole(path, length);
}

static char *as_json(const struct study *study) {
    char *text = NULL;
    size_t length = 0;
    struct error error;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    for (size_t i = 0; reporters[i]; i++)
        if (strcmp(reporters[i]->name, "json") == 0)
            assert_int_equal(reporters[i]->write(study, stream, &error), STATUS_OK);
    fclose(stream);
    return text;
}

// Written, read and written again is the same, byte for byte.
static void round_trip(void **state) {
    (void)state;
    static const char *const names[] = {"golden/everything.json", "golden/without-gpu.json",
                                        "golden/nothing.json", "golden/checked.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length;
        char *text = golden(names[i], &length);
        struct study study;
        struct error error = {0};
        if (study_parse(text, length, names[i], &study, &error) != STATUS_OK)
            fail_msg("%s", error.message);
        assert_int_equal(study.kind, STUDY_RUN);
        char *again = as_json(&study);
        assert_string_equal(again, text);
        study_free(&study);
        free(again);
        free(text);
    }
}

static void round_trip_of_studies(void **state) {
    (void)state;
    static const char *const names[] = {"fuzz/seeds/sweep.json", "fuzz/seeds/scale.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length;
        char *text = golden(names[i], &length);
        struct study study, other;
        struct error error = {0};
        if (study_parse(text, length, names[i], &study, &error) != STATUS_OK)
            fail_msg("%s", error.message);
        assert_int_equal(study.kind, i == 0 ? STUDY_SWEEP : STUDY_SCALE);
        char *again = as_json(&study);
        assert_int_equal(study_parse(again, strlen(again), "again", &other, &error), STATUS_OK);
        char *third = as_json(&other);
        assert_string_equal(again, third);
        study_free(&study);
        study_free(&other);
        free(third);
        free(again);
        free(text);
    }
}

// What gpubench-mpi gathers is delivered by other means than making it, on any backend.
static void gathered_lists(void **state) {
    (void)state;
    size_t length;
    char *text = golden("../results/mpi-2-ranks-gather.json", &length);
    struct study study;
    struct error error = {0};
    if (study_parse(text, length, "gather.json", &study, &error) != STATUS_OK)
        fail_msg("%s", error.message);
    const struct row *row = &study.points[0].results.rows[0];
    assert_false(row->delivered_is_resident);
    assert_true(row->delivered.median_ns.value > row->resident.median_ns.value);
    study_free(&study);
    free(text);
}

// Whatever the file says of the device's clock or of a speed-up, the samples decide.
static void claims_are_not_believed(void **state) {
    (void)state;
    size_t length;
    char *text = golden("golden/everything.json", &length);
    char *claim = strstr(text, "\"device_median_ns\": 2280000");
    assert_non_null(claim);
    memcpy(claim, "\"device_median_ns\": 1000000", 27);
    claim = strstr(text, "\"value\": 1.93815");
    assert_non_null(claim);
    memcpy(claim, "\"value\": 9", 10);
    struct study study;
    struct error error = {0};
    if (study_parse(text, length, "claims.json", &study, &error) != STATUS_OK)
        fail_msg("%s", error.message);
    const struct row *rows = study.points[0].results.rows;
    assert_int_equal((int)rows[3].resident.device_ns.value, 2280000);
    assert_true(rows[2].resident.speedup.value < 2);
    study_free(&study);
    free(text);
}

static void expect_refused(const char *text, size_t length, const char *because) {
    struct study study;
    struct error error = {0};
    assert_int_equal(study_parse(text, length, "broken.json", &study, &error), STATUS_USAGE);
    assert_null(study.points);
    if (strstr(error.message, because) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error.message, because);
    assert_non_null(strstr(error.message, "broken.json"));
}

// The golden report with one text replaced.
static void expect_change_refused(const char *from, const char *to, const char *because) {
    size_t length;
    char *text = golden("golden/everything.json", &length);
    char *at = strstr(text, from), *changed = NULL;
    if (at == NULL)
        fail_msg("no %s", from);
    assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) > 0);
    expect_refused(changed, strlen(changed), because);
    free(changed);
    free(text);
}

static void broken_reports(void **state) {
    (void)state;
    static const struct {
        const char *from, *to, *because;
    } changes[] = {
        {"\"schema_version\": 1", "\"schema_version\": 0", "measure anew"},
        {"\"schema_version\": 1", "\"schema_version\": 2", "newer one"},
        {"\"schema_version\": 1", "\"schema_version\": \"1\"", "schema_version"},
        {"\"schema_version\": 1,", "", "schema_version"},
        {"\"kind\": \"run\"", "\"kind\": \"dance\"", "dance"},
        {"\"kind\": \"run\"", "\"kind\": \"sweep\"", "between"},
        {"\"size\": 10000000", "\"size\": -1", "size"},
        {"\"size\": 10000000", "\"size\": 1e7", "size"},
        {"\"size\": 10000000", "\"size\": 1152921504606846976", "2^60"},
        {"\"stream\": \"curand\"", "\"stream\": \"random\"", "random"},
        {"\"seed\": \"18446744073709551615\"", "\"seed\": \"18446744073709551616\"", "seed"},
        {"\"interrupted\": true", "\"interrupted\": 1", "interrupted"},
        {"\"elapsed_s\": ", "\"elapsed_s\": -", "elapsed_s"},
        {"\"elapsed_s\": ", "\"elapsed_s\": null, \"x\": ", "elapsed_s"},
        {"\"backend\": \"pthread\",\n      \"asked\"", "\"backend\": \"serial\",\n      \"asked\"",
         "two rows"},
        {"\"digest\": \"00a1b2c3d4e5f607\"", "\"digest\": \"00a1b2c3d4e5f60\"", "digest"},
        {"\"samples_ns\": [312,", "\"samples_ns\": [-312,", "item 1 of"},
        {"\"samples_ns\": [312,", "\"samples_ns\": [", "differ"},
        {"\"rounds\": [1, 2,", "\"rounds\": [2, 2,", "rise"},
        {"\"median_ns\": 312.156", "\"median_ns\": 313.156", "median"},
        {"\"status\": \"ok\"", "\"status\": \"fine\"", "fine"},
        {"\"stop\": \"precision\"", "\"stop\": \"bored\"", "bored"},
        {"\"bytes_per_s_ci95\": [20500000000,", "\"bytes_per_s_ci95\": [30500000000,", "interval"},
        {"\"backend\": \"serial\",\n    \"workers\"", "\"backend\": \"none\",\n    \"workers\"",
         "base"},
        {"\"results\": [", "\"results\": [ 7,", "results[0]"},
        {"\"elapsed_s\": ", "\"elapsed_s\": 1, \"elapsed_s\": ", "duplicate"},
        {"\"smt\": true", "\"smt\": [1]", "single value"},
        {"\"name\": \"gpubench\"", "\"name\": \"a\\u0000b\"", "\\u0000"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        expect_change_refused(changes[i].from, changes[i].to, changes[i].because);
}

static void cut_reports(void **state) {
    (void)state;
    size_t length;
    char *text = golden("golden/everything.json", &length);
    while (text[length - 1] == '\n')
        length--;
    for (size_t cut = 0; cut < length; cut += 211)
        expect_refused(text, cut, "broken.json");
    expect_refused(text, length - 1, "cut short");
    free(text);
    expect_refused("[]", 2, "no object");
    expect_refused("\xff\xfe", 2, "cut short");
}

static void deep_reports(void **state) {
    (void)state;
    enum { DEEP = 100000 };
    char *deep = malloc(DEEP);
    assert_non_null(deep);
    memset(deep, '[', DEEP);
    expect_refused(deep, DEEP, "deep");
    free(deep);
    assert_true(json_depth_fits("[{\"[[[[\\\"[[\": []}]", 19, 3));
    assert_false(json_depth_fits("[{\"[[[[\\\"[[\": []}]", 19, 2));
}

static void files_that_cant_be_read(void **state) {
    (void)state;
    struct study study;
    struct error error;
    assert_int_equal(study_read("/no/such/file.json", &study, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "No such file"));
    assert_int_equal(study_read("/", &study, &error), STATUS_SYSTEM);
    assert_int_equal(study_read("/dev/null", &study, &error), STATUS_USAGE);
    assert_int_equal(study_read("/dev/zero", &study, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "longer"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),     cmocka_unit_test(round_trip_of_studies),
        cmocka_unit_test(gathered_lists), cmocka_unit_test(claims_are_not_believed),
        cmocka_unit_test(broken_reports), cmocka_unit_test(cut_reports),
        cmocka_unit_test(deep_reports),   cmocka_unit_test(files_that_cant_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
