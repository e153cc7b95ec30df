// Scaling laws of made-up scales whose law is known.
// SPDX-License-Identifier: MIT
#include "made_up_study.h"

#include "study/scaling.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct disorder calm = {.spread = 0.005, .outliers = 0.02};

enum { MOST = 8, SAMPLES = 30 };

// Amdahl's law with this serial fraction, strong and then weak (where the serial part grows too).
static void make_scale(double serial, uint64_t seed, struct study *study) {
    struct noise noise = {.seed = seed};
    study_make(STUDY_SCALE, 2 * MOST - 1, study);
    for (unsigned i = 0; i < 2 * MOST - 1; i++) {
        const bool weak = i >= MOST;
        const unsigned workers = weak ? i - MOST + 2 : i + 1;
        struct point *point = &study->points[i];
        const double share = serial + (1 - serial) / workers;
        study_point(point, weak ? 1000000 * (uint64_t)workers : 1000000, workers,
                    weak ? SCALING_WEAK : SCALING_STRONG);
        struct row *row = study_row(point, "pthread", 1e6 * share * (weak ? workers : 1), 0,
                                    SAMPLES, &calm, &noise);
        row->resident.ceiling_share =
            (struct estimate){true, false, fmin(0.99, 0.19 * workers), 0, 0};
    }
}

static void assert_holds(const struct estimate *estimate, double truth) {
    if (!estimate->has_interval || truth < estimate->low || truth > estimate->high)
        fail_msg("%g is not in [%g, %g]", truth, estimate->low, estimate->high);
}

static void amdahl_is_found(void **state) {
    (void)state;
    static const double serials[] = {0, 0.05, 0.3};
    for (size_t s = 0; s < sizeof serials / sizeof *serials; s++) {
        struct study study;
        struct scaling_laws laws;
        struct error error;
        make_scale(serials[s], 7 + s, &study);
        assert_int_equal(scaling_laws_of(&study, &laws, &error), STATUS_OK);
        assert_int_equal(laws.count, 2);
        const struct scaling_law *strong = &laws.items[0];
        assert_int_equal(strong->scaling, SCALING_STRONG);
        assert_int_equal(strong->count, MOST);
        for (unsigned i = 1; i < MOST; i++) {
            const double workers = i + 1;
            const double speedup = 1 / (serials[s] + (1 - serials[s]) / workers);
            assert_holds(&strong->points[i].speedup, speedup);
            assert_holds(&strong->points[i].efficiency, speedup / workers);
            assert_holds(&strong->points[i].serial_fraction, serials[s]);
            assert_true(strong->points[i].serial_fraction.high -
                            strong->points[i].serial_fraction.low <
                        0.03);
        }
        scaling_laws_free(&laws);
        study_free(&study);
    }
}

static void weak_scaling(void **state) {
    (void)state;
    struct study study;
    struct scaling_laws laws;
    struct error error;
    make_scale(0.1, 11, &study);
    assert_int_equal(scaling_laws_of(&study, &laws, &error), STATUS_OK);
    const struct scaling_law *weak = &laws.items[1];
    assert_int_equal(weak->scaling, SCALING_WEAK);
    assert_int_equal(weak->count, MOST); // from the one worker of the strong scale on
    for (unsigned i = 0; i < MOST; i++) {
        const double workers = i + 1, efficiency = 1 / (0.1 * workers + 0.9);
        if (i > 0)
            assert_holds(&weak->points[i].efficiency, efficiency);
        assert_false(weak->points[i].serial_fraction.present);
    }
    scaling_laws_free(&laws);
    study_free(&study);
}

static void ceiling_is_met(void **state) {
    (void)state;
    struct study study;
    struct scaling_laws laws;
    struct error error;
    make_scale(0, 13, &study);
    assert_int_equal(scaling_laws_of(&study, &laws, &error), STATUS_OK);
    assert_int_equal(laws.items[0].ceiling_workers, 5); // 5 times 0.19 is over 0.9, 4 times is not
    assert_true(fabs(laws.items[0].greatest_share.value - 0.99) < 1e-9);
    scaling_laws_free(&laws);
    study_free(&study);
}

static void karp_flatt_by_hand(void **state) {
    (void)state;
    const struct estimate speedup = {true, true, 3, 2, 4};
    const struct estimate fraction = karp_flatt(&speedup, 4);
    assert_true(fabs(fraction.value - (1.0 / 3 - 0.25) / 0.75) < 1e-12);
    assert_true(fabs(fraction.low) < 1e-12);
    assert_true(fabs(fraction.high - (0.5 - 0.25) / 0.75) < 1e-12);
    assert_false(karp_flatt(&speedup, 1).present);
    assert_false(karp_flatt(&(struct estimate){0}, 4).present);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amdahl_is_found),
        cmocka_unit_test(weak_scaling),
        cmocka_unit_test(ceiling_is_met),
        cmocka_unit_test(karp_flatt_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
