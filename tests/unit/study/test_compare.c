// Comparisons of made-up studies whose difference is known, and of equal ones, which must rarely be
// called different.
// SPDX-License-Identifier: MIT
#include "made_up_study.h"

#include "study/compare.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct disorder calm = {.spread = 0.01, .outliers = 0.02};

enum { ROWS = 4, SAMPLES = 30 };

// One run with four rows, each of which takes factors[i] times as long as usual.
static void make_run(const double *factors, size_t samples, const struct disorder *disorder,
                     struct noise *noise, struct study *study) {
    static const char *const names[ROWS] = {"serial", "pthread", "process", "curand-cpu"};
    study_make(STUDY_RUN, 1, study);
    study_point(&study->points[0], 1000000, 2, SCALING_NONE);
    for (size_t i = 0; i < ROWS; i++)
        study_row(&study->points[0], names[i], 1e6 * (double)(i + 1) * factors[i], 0, samples,
                  disorder, noise);
}

static const double usual[ROWS] = {1, 1, 1, 1};

static void compare_runs(const double *factors, size_t samples, double effect,
                         enum verdict *verdicts, size_t *regressions) {
    struct noise noise = {.seed = 5};
    struct study before, after;
    struct comparison comparison;
    struct error error;
    make_run(usual, samples, &calm, &noise, &before);
    make_run(factors, samples, &calm, &noise, &after);
    assert_int_equal(compare(&before, &after, effect, 1, &comparison, &error), STATUS_OK);
    assert_int_equal(comparison.row_count, ROWS);
    assert_true(fabs(comparison.miss - 0.05 / (double)ROWS) < 1e-12);
    for (size_t i = 0; i < ROWS; i++)
        verdicts[i] = comparison.rows[i].verdict;
    *regressions = comparison_regressions(&comparison, 0.05);
    comparison_free(&comparison);
    study_free(&before);
    study_free(&after);
}

static void known_differences(void **state) {
    (void)state;
    static const double factors[ROWS] = {1, 1.1, 0.9, 1.02};
    enum verdict verdicts[ROWS];
    size_t regressions;
    compare_runs(factors, SAMPLES, 0.03, verdicts, &regressions);
    assert_int_equal(verdicts[0], VERDICT_SAME);
    assert_int_equal(verdicts[1], VERDICT_SLOWER);
    assert_int_equal(verdicts[2], VERDICT_FASTER);
    assert_int_equal(verdicts[3], VERDICT_INCONCLUSIVE); // 2 %, around the 3 % that matter
    assert_int_equal(regressions, 1);
}

static void too_few_samples_are_inconclusive(void **state) {
    (void)state;
    static const double factors[ROWS] = {2, 2, 2, 2};
    enum verdict verdicts[ROWS];
    size_t regressions;
    compare_runs(factors, 6, 0.05, verdicts, &regressions); // 6 have 95 %, but not 98.75 %
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(verdicts[i], VERDICT_INCONCLUSIVE);
    assert_int_equal(regressions, 0);
}

static void verdicts_at_the_edges(void **state) {
    (void)state;
    assert_int_equal(verdict_of(&(struct estimate){true, true, 1.2, 1.06, 1.3}, 0.05),
                     VERDICT_SLOWER);
    assert_int_equal(verdict_of(&(struct estimate){true, true, 1.2, 1.04, 1.3}, 0.05),
                     VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict_of(&(struct estimate){true, true, 1.02, 1.01, 1.04}, 0.05),
                     VERDICT_SAME);
    assert_int_equal(verdict_of(&(struct estimate){true, true, 0.9, 0.8, 0.95}, 0.05),
                     VERDICT_FASTER);
    assert_int_equal(verdict_of(&(struct estimate){true, false, 2, 0, 0}, 0.05),
                     VERDICT_INCONCLUSIVE);
}

// Work that is not the same is not compared.
static void other_work_has_no_partner(void **state) {
    (void)state;
    struct noise noise = {.seed = 6};
    struct study before, after;
    struct comparison comparison;
    struct error error;
    make_run(usual, SAMPLES, &calm, &noise, &before);
    make_run(usual, SAMPLES, &calm, &noise, &after);
    after.points[0].results.rows[0].opened.workers = 3;
    snprintf(after.points[0].results.rows[1].name, sizeof after.points[0].results.rows[1].name,
             "other");
    after.points[0].results.rows[2].status = ROW_WRONG;
    assert_int_equal(compare(&before, &after, 0.05, 1, &comparison, &error), STATUS_OK);
    assert_int_equal(comparison.row_count, 1);
    assert_int_equal(comparison.only_before, 3);
    assert_int_equal(comparison.only_after, 2);
    comparison_free(&comparison);
    after.points[0].results.run.spec.size++;
    assert_int_equal(compare(&before, &after, 0.05, 1, &comparison, &error), STATUS_OK);
    assert_int_equal(comparison.row_count, 0);
    comparison_free(&comparison);
    study_free(&before);
    study_free(&after);
}

// ---- nothing differs

static size_t false_alarms(const struct disorder *disorder, size_t samples, double effect,
                           unsigned comparisons, uint64_t seed) {
    struct noise noise = {.seed = seed};
    size_t alarms = 0;
    for (unsigned i = 0; i < comparisons / ROWS; i++) {
        struct study before, after;
        struct comparison comparison;
        struct error error;
        make_run(usual, samples, disorder, &noise, &before);
        make_run(usual, samples, disorder, &noise, &after);
        assert_int_equal(compare(&before, &after, effect, 1, &comparison, &error), STATUS_OK);
        for (size_t r = 0; r < comparison.row_count; r++)
            alarms += comparison.rows[r].verdict == VERDICT_FASTER ||
                      comparison.rows[r].verdict == VERDICT_SLOWER;
        comparison_free(&comparison);
        study_free(&before);
        study_free(&after);
    }
    return alarms;
}

// At most 5 % of A/A comparisons may be called faster or slower. Without a smallest effect the
// intervals alone must do it, on noise that is wide, long-tailed and remembers itself.
static void equal_runs_rarely_differ(void **state) {
    (void)state;
    static const struct disorder disorders[] = {
        {.spread = 0.005},
        {.spread = 0.1, .outliers = 0.1},
        {.spread = 0.05, .outliers = 0.05, .memory = 0.5},
        {.spread = 0.05, .memory = 0.8},
    };
    enum { COMPARISONS = 400 };
    for (size_t i = 0; i < sizeof disorders / sizeof *disorders; i++) {
        for (size_t samples = 10; samples <= 90; samples += 40) {
            const size_t alarms = false_alarms(&disorders[i], samples, 0, COMPARISONS, 70 + i);
            if (alarms > COMPARISONS / 20)
                fail_msg("%zu of %d alarms, disorder %zu, %zu samples", alarms, COMPARISONS, i,
                         samples);
        }
    }
}

// No two runs of a noisy machine have the same median: what wanders from run to run isn't in the
// samples of either, and is what the smallest effect is for.
static void smallest_effect_covers_wandering(void **state) {
    (void)state;
    static const struct disorder wandering = {
        .spread = 0.01, .outliers = 0.05, .memory = 0.3, .wandering = 0.015};
    enum { COMPARISONS = 400 };
    assert_in_range(false_alarms(&wandering, 40, 0.05, COMPARISONS, 80), 0, COMPARISONS / 20);
    assert_true(false_alarms(&wandering, 90, 0, COMPARISONS, 80) > COMPARISONS / 20);
}

static void differences_of_the_machines(void **state) {
    (void)state;
    struct noise noise = {.seed = 8};
    struct study before, after;
    struct comparison comparison;
    struct error error;
    make_run(usual, SAMPLES, &calm, &noise, &before);
    make_run(usual, SAMPLES, &calm, &noise, &after);
    facts_add(&before.points[0].results.machine, "cpu_model", false, "Old", NULL);
    facts_add(&after.points[0].results.machine, "cpu_model", false, "New", NULL);
    facts_add(&before.points[0].results.machine, "load_average", true, "0.1", NULL);
    facts_add(&after.points[0].results.machine, "load_average", true, "0.2", NULL);
    facts_add(&after.points[0].results.environment, "OMP_NUM_THREADS", false, "2", NULL);
    snprintf(after.points[0].results.rows[0].opened.variant, 8, "avx2");
    assert_int_equal(compare(&before, &after, 0.05, 1, &comparison, &error), STATUS_OK);
    assert_int_equal(comparison.difference_count, 3);
    assert_string_equal(comparison.differences[0].name, "cpu_model");
    assert_string_equal(comparison.differences[0].before, "Old");
    assert_string_equal(comparison.differences[0].after, "New");
    assert_string_equal(comparison.differences[1].name, "OMP_NUM_THREADS");
    assert_string_equal(comparison.differences[2].name, "variant");
    comparison_free(&comparison);
    study_free(&before);
    study_free(&after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_differences),
        cmocka_unit_test(too_few_samples_are_inconclusive),
        cmocka_unit_test(verdicts_at_the_edges),
        cmocka_unit_test(other_work_has_no_partner),
        cmocka_unit_test(equal_runs_rarely_differ),
        cmocka_unit_test(smallest_effect_covers_wandering),
        cmocka_unit_test(differences_of_the_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
