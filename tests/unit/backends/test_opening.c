// What all backends' open share: which jobs are refused, with which sentence, and how phases are
// recorded.
// SPDX-License-Identifier: MIT
#include "backends/opening.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct backend all = {.name = "all"};
static const struct backend philox = {.name = "philox", .generators = GENERATOR_PHILOX4X32_10};
static const struct backend mt19937 = {.name = "mt19937", .generators = GENERATOR_MT19937};
static const struct backend by_array = {
    .name = "by-array", .generators = GENERATOR_MT19937, .seedings = SEEDING_BY_ARRAY};
static const struct backend offload = {.name = "far", .traits = TRAIT_OFFLOAD};

static struct job job_for(const char *stream, uint64_t seed) {
    return (struct job){.spec = {.stream = stream_find(stream), .type = ELEMENT_F64, .seed = seed},
                        .device = ""};
}

static void assert_taken(const struct backend *backend, const struct job *job) {
    struct error error;
    assert_int_equal(opening_refuse_job(backend, job, &error), STATUS_OK);
}

static void assert_refused(const struct backend *backend, const struct job *job,
                           const char *sentence) {
    struct error error;
    assert_int_equal(opening_refuse_job(backend, job, &error), STATUS_UNAVAILABLE);
    assert_string_equal(error.message, sentence);
}

static void a_stream_is_taken_by_generator_and_seeding(void **state) {
    (void)state;
    const struct job curand = job_for("curand", 1), python = job_for("python", 1),
                     numpy = job_for("numpy-legacy", 1);
    assert_taken(&all, &curand);
    assert_taken(&all, &python);
    assert_taken(&philox, &curand);
    assert_refused(&philox, &python,
                   "philox makes the stream curand only, not python; choose --stream curand or "
                   "another backend");
    assert_taken(&mt19937, &python);
    assert_taken(&mt19937, &numpy);
    assert_refused(&mt19937, &curand,
                   "mt19937 makes the streams python, numpy-legacy only, not curand; choose "
                   "--stream python or another backend");
    assert_taken(&by_array, &python);
    assert_refused(&by_array, &numpy,
                   "by-array makes the stream python only, not numpy-legacy; choose --stream "
                   "python or another backend");
}

static void types_and_seeds_that_a_stream_lacks_are_refused(void **state) {
    (void)state;
    struct job job = job_for("numpy-legacy", UINT32_MAX);
    assert_taken(&all, &job);
    job.spec.seed++;
    assert_refused(&all, &job, "stream numpy-legacy has no seed past 4294967295; choose another");
    job = job_for("python", 1);
    job.spec.type = ELEMENT_F32;
    assert_refused(&all, &job, "stream python has no f32; choose another type");
}

static void only_what_is_away_has_devices(void **state) {
    (void)state;
    struct job job = job_for("curand", 1);
    job.device = "0";
    assert_taken(&offload, &job);
    assert_refused(&all, &job, "a CPU backend has no devices to choose from; leave out ':0'");
}

static void phases_of_one_name_are_one_and_none_is_past_the_last(void **state) {
    (void)state;
    struct {
        struct opened opened;
        unsigned char behind[sizeof(struct opened_phase)];
    } room = {0};
    opening_record(&room.opened, "build", 3);
    opening_record(&room.opened, "build", 4);
    for (int i = 0; i < OPENED_PHASES + 2; i++) {
        char name[12];
        snprintf(name, sizeof name, "%d", i);
        opening_record(&room.opened, name, 1);
    }
    assert_int_equal(room.opened.phase_count, OPENED_PHASES);
    assert_string_equal(room.opened.phases[0].name, "build");
    assert_int_equal(room.opened.phases[0].ns, 7);
    assert_string_equal(room.opened.phases[OPENED_PHASES - 1].name, "6");
    opening_record(&room.opened, "6", 1); // a full table still adds to what it has
    assert_int_equal(room.opened.phases[OPENED_PHASES - 1].ns, 2);
    for (size_t i = 0; i < sizeof room.behind; i++)
        assert_int_equal(room.behind[i], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_taken_by_generator_and_seeding),
        cmocka_unit_test(types_and_seeds_that_a_stream_lacks_are_refused),
        cmocka_unit_test(only_what_is_away_has_devices),
        cmocka_unit_test(phases_of_one_name_are_one_and_none_is_past_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
