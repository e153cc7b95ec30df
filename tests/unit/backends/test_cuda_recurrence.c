// cuda-kernel's streams that are recurrences, on the software device: sizes around the places where
// one block of threads ends and the next begins, runs that repeat, lists that move, and lists that
// are cut for small memory, for copies and for several devices (the settings: tests/cuda.cmake).
// Skipped without the software device.
// SPDX-License-Identifier: MIT
#include "contract.h"

enum {
    EACH = 1 << 14,     // elements of a block of threads where lists are short
    CAPACITY = 3 * EACH // each jump is interpreted in a tenth of a second
};

// Skips where there is none; else the backend is cuda-kernel, on all devices.
static void needs_software_device(void) {
    if (!getenv("SOFTCUDA_REPORT"))
        skip();
    backend = backend_find("cuda-kernel:all", &device);
    if (!backend->view) // no nvcc
        skip();
}

static struct job job_on(uint64_t capacity) {
    struct job job = job_of(ELEMENT_F64, capacity);
    job.spec.stream = stream_find("python");
    return job;
}

static bool has_phase(const struct opened *opened, const char *name) {
    for (size_t i = 0; i < opened->phase_count; i++)
        if (strcmp(opened->phases[i].name, name) == 0)
            return true;
    return false;
}

static void sizes_around_seams_are_exact(void **state) {
    (void)state;
    static const uint64_t counts[] = {0,         1,        15,           95,       96,   97,
                                      479,       480,      481,          EACH - 1, EACH, EACH + 1,
                                      EACH + 17, 2 * EACH, CAPACITY - 1, CAPACITY};
    static const uint64_t firsts[] = {0, 1, 13};
    needs_software_device();
    const struct job job = job_on(CAPACITY);
    struct session *session = opened_for(&job);
    for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            assert_filled(&job, session, firsts[f], counts[c]);
    backend->close(session);
}

// What is asked for next begins elsewhere, or is longer, or shorter.
static void lists_move(void **state) {
    (void)state;
    static const struct {
        uint64_t first, count;
    } lists[] = {
        {0, CAPACITY},         {EACH - 5, EACH},       {EACH - 5, 2 * EACH}, {EACH - 5, 100},
        {1000003, EACH + 100}, {(uint64_t)1 << 40, 7}, {0, CAPACITY},
    };
    needs_software_device();
    const struct job job = job_on(CAPACITY);
    struct session *session = opened_for(&job);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        assert_filled(&job, session, lists[i].first, lists[i].count);
        poison(session);
        make(backend->deliver, session, lists[i].first, lists[i].count);
        assert_values(&job, lists[i].first, lists[i].count, view(session));
    }
    backend->close(session);
}

// Pieces of memory and chunks of copies begin at multiples of 262,144 elements.
static void long_lists_are_exact_and_repeat(void **state) {
    (void)state;
    enum { LONG = 2 * 262144 + EACH + 11, FIRST = 77 };
    needs_software_device();
    const struct job job = job_on(LONG);
    struct session *session = opened_for(&job);
    for (int run = 0; run < 2; run++) {
        assert_filled(&job, session, FIRST, LONG);
        poison(session);
        make(backend->deliver, session, FIRST, LONG);
        assert_values(&job, FIRST, LONG, view(session));
    }
    backend->close(session);
}

static void the_report_names_the_jump(void **state) {
    (void)state;
    needs_software_device();
    struct job job = job_on(CAPACITY);
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        struct opened opened = {0};
        struct session *session = NULL;
        struct error error;
        job.spec.memory = (enum memory_mode)memory;
        assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
        assert_true(has_phase(&opened, "jump"));
        assert_non_null(strstr(opened.variant, "windows 16384 elements apart"));
        assert_filled(&job, session, 0, CAPACITY);
        backend->close(session);
    }
    struct opened opened = {0};
    struct session *session = NULL;
    struct error error;
    job.spec.stream = stream_find("curand");
    assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
    assert_false(has_phase(&opened, "jump"));
    backend->close(session);
}

static void what_the_streams_lack_is_refused(void **state) {
    (void)state;
    needs_software_device();
    struct job job = job_on(100);
    job.spec.type = ELEMENT_F32;
    assert_refused(&job, STATUS_UNAVAILABLE);
    job = job_on(100);
    job.spec.stream = stream_find("numpy-legacy");
    job.spec.seed = (uint64_t)1 << 32;
    assert_refused(&job, STATUS_UNAVAILABLE);
    backend = backend_find("cuda", &device);
    job = job_on(100);
    assert_refused(&job, STATUS_UNAVAILABLE);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(sizes_around_seams_are_exact),     TEST(lists_move),
        TEST(long_lists_are_exact_and_repeat),  TEST(the_report_names_the_jump),
        TEST(what_the_streams_lack_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
