// Every fact of a list, whichever the table has: it is written to a report's file and read back,
// --resume refuses points of which it is another one, and compare names it.
// SPDX-License-Identifier: MIT
#include "made_up_study.h"

#include "platform/facts.h"
#include "report/data/read.h"
#include "report/reporter.h"
#include "study/conduct.h"
#include "study/differences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Another value than it has, of those that it can have.
static void change(const struct setting *setting, struct list_spec *spec) {
    char *at = setting_in(setting, spec);
    if (setting->kind == SETTING_NUMBER || setting->kind == SETTING_SEED)
        ++*(uint64_t *)(void *)at;
    else if (setting->kind == SETTING_TEXT)
        snprintf(at, setting->size, "another");
    else
        setting_choose(setting, 1, spec); // the study has the first
}

// A sweep of one point, measured on this machine with this build.
static void make_study(struct study *study) {
    study_make(STUDY_SWEEP, 1, study);
    study_point(&study->points[0], 1000, 2, SCALING_NONE);
    facts_machine("", &study->points[0].results.machine);
    facts_build(&study->points[0].results.build);
}

static struct list_spec *spec_of(struct study *study) {
    return &study->points[0].results.run.spec;
}

static char *as_json(const struct study *study) {
    char *text = NULL;
    size_t length = 0;
    struct error error;
    FILE *stream = open_memstream(&text, &length);
    for (size_t i = 0; reporters[i]; i++)
        if (strcmp(reporters[i]->name, "json") == 0)
            assert_int_equal(reporters[i]->write(study, stream, &error), STATUS_OK);
    fclose(stream);
    return text;
}

static enum status parse(const char *text, struct study *study) {
    struct error error;
    return study_parse(text, strlen(text), "report.json", study, &error);
}

static void files_have_each(void **state) {
    (void)state;
    for (size_t i = 0; i < list_fact_count; i++) {
        struct study study, again;
        make_study(&study);
        change(&list_facts[i].setting, spec_of(&study));
        study.points[0].size = spec_of(&study)->size;
        char *text = as_json(&study);
        assert_int_equal(parse(text, &again), STATUS_OK);
        assert_int_equal(again.points[0].results.run.unknown, 0);
        for (size_t j = 0; j < list_fact_count; j++)
            if (!setting_same(&list_facts[j].setting, spec_of(&study), spec_of(&again)))
                fail_msg("\"%s\" is another one than was written", list_facts[j].setting.key);
        study_free(&study);
        study_free(&again);
        free(text);
    }
}

// Where the key stands in the run of a report; NULL: it has none.
static char *find_key(char *text, const char *key) {
    char start[64];
    snprintf(start, sizeof start, "\"%s\": ", key);
    return strstr(strstr(text, "\"run\": "), start);
}

// The text without the line of this key, as an earlier version wrote it.
static void leave_out(const char *key, char *text) {
    char *line = find_key(text, key);
    assert_non_null(line);
    char *next = strchr(line, ',') + 1;
    memmove(line, next, strlen(next) + 1);
}

static void earlier_files_lack_some(void **state) {
    (void)state;
    for (size_t i = 0; i < list_fact_count; i++) {
        const struct list_fact *fact = &list_facts[i];
        char buffer[SETTING_NUMBER_TEXT];
        struct study study, again;
        make_study(&study);
        char *text = as_json(&study);
        leave_out(fact->setting.key, text);
        if (fact->roles & FACT_ALWAYS) {
            assert_int_equal(parse(text, &again), STATUS_USAGE);
        } else {
            assert_int_equal(parse(text, &again), STATUS_OK);
            assert_null(run_fact_text(&again.points[0].results.run, fact, buffer));
            char *written = as_json(&again);
            assert_null(find_key(written, fact->setting.key));
            free(written);
            study_free(&again);
        }
        study_free(&study);
        free(text);
    }
}

// Of a point that was measured with this, what is planned as make_study's.
static enum status resume(const struct run_facts *run, unsigned ranks, struct error *error) {
    struct study earlier, study;
    struct plan plan = {.cpus.workers = 2, .precision = 0.01, .time_s = 8};
    const uint64_t size = 1000;
    make_study(&earlier);
    plan.spec = *spec_of(&earlier);
    earlier.points[0].results.run = *run;
    earlier.points[0].results.ranks.count = ranks;
    assert_int_equal(study_plan_sweep(&size, 1, &plan, &study, error), STATUS_OK);
    const enum status status = study_resume(&plan, &earlier, &study, error);
    study_free(&earlier);
    study_free(&study);
    return status;
}

static void resume_refuses_another(void **state) {
    (void)state;
    struct study same;
    struct error error = {0};
    make_study(&same);
    const struct run_facts *run = &same.points[0].results.run;
    assert_int_equal(resume(run, 0, &error), STATUS_OK);
    assert_int_equal(resume(run, 2, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "ranks"));
    for (size_t i = 0; i < list_fact_count; i++) {
        const char *key = list_facts[i].setting.key;
        struct run_facts other = *run;
        change(&list_facts[i].setting, &other.spec);
        if (resume(&other, 0, &error) != STATUS_USAGE || strstr(error.message, key) == NULL)
            fail_msg("another %s is resumed: %s", key, error.message);
        other = *run;
        other.unknown = 1U << i;
        assert_int_equal(resume(&other, 0, &error), STATUS_USAGE);
        assert_non_null(strstr(error.message, "was unknown"));
    }
    study_free(&same);
}

static void compare_names_each(void **state) {
    (void)state;
    for (size_t i = 0; i < list_fact_count; i++) {
        struct study before, after;
        struct comparison comparison = {0};
        struct error error;
        make_study(&before);
        make_study(&after);
        change(&list_facts[i].setting, spec_of(&after));
        assert_int_equal(find_differences(&before, &after, &comparison, &error), STATUS_OK);
        assert_int_equal(comparison.difference_count, 1);
        assert_string_equal(comparison.differences[0].kind, "run");
        assert_string_equal(comparison.differences[0].name, list_facts[i].setting.key);
        comparison_free(&comparison);
        study_free(&before);
        study_free(&after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_each),
        cmocka_unit_test(earlier_files_lack_some),
        cmocka_unit_test(resume_refuses_another),
        cmocka_unit_test(compare_names_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
