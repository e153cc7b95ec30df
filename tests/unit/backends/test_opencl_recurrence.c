// The OpenCL kernels of the streams that are recurrences: each shape on its own, ranges whose ends
// are off every grid, and lists far from the beginning. Skipped where there is no OpenCL device.
// SPDX-License-Identifier: MIT
#include "contract.h"

static const char *const kernels[] = {"items", "items-streaming", "group"};
enum { CAPACITY = 100003 };

static struct job job_by(const char *kernel) {
    struct job job = job_of(ELEMENT_F64, CAPACITY);
    job.spec.stream = stream_find("python");
    job.spec.stores = STORES_AUTO;
    snprintf(job.spec.kernel, sizeof job.spec.kernel, "%s", kernel);
    return job;
}

// NULL where the device's compiler lacks the shape (streaming stores).
static struct session *opened_by(const struct job *job) {
    struct opened opened = {0};
    struct session *session = NULL;
    struct error error = {0};
    const enum status status = backend->open(backend, job, &opened, &session, &error);
    if (status != STATUS_OK && status != STATUS_UNAVAILABLE)
        fail_msg("kernel %s: %s", job->spec.kernel, error.message);
    bool jumped = false;
    for (size_t i = 0; i < opened.phase_count; i++)
        jumped = jumped || strcmp(opened.phases[i].name, "jump") == 0;
    assert_int_equal(jumped, status == STATUS_OK);
    return session;
}

static void every_shape_is_exact(void **state) {
    (void)state;
    static const uint64_t counts[] = {0,   1,    2,    7,    8,     9,     311,   312,     313,
                                      624, 2496, 2497, 4999, 39936, 39937, 99999, CAPACITY};
    static const uint64_t firsts[] = {0, 1, 5, 8, 311, 312, 1000003, (uint64_t)1 << 40};
    needs_opencl();
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        const struct job job = job_by(kernels[k]);
        struct session *session = opened_by(&job);
        for (size_t c = 0; session && c < sizeof counts / sizeof *counts; c++)
            for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++)
                assert_filled(&job, session, firsts[f], counts[c]);
        backend->close(session);
    }
}

static void runs_and_deliveries_repeat(void **state) {
    (void)state;
    needs_opencl();
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        const struct job job = job_by(kernels[k]);
        struct session *session = opened_by(&job);
        for (int run = 0; session && run < 3; run++) {
            assert_filled(&job, session, 0, CAPACITY);
            poison(session);
            make(backend->deliver, session, 0, CAPACITY);
            assert_values(&job, 0, CAPACITY, view(session));
            poison(session);
            make(backend->deliver, session, 77, CAPACITY - 5);
            assert_values(&job, 77, CAPACITY - 5, view(session));
        }
        backend->close(session);
    }
}

static void shapes_of_the_other_streams_are_refused(void **state) {
    (void)state;
    needs_opencl();
    struct job job = job_by("ulong4");
    assert_refused(&job, STATUS_UNAVAILABLE);
    job = job_by("group");
    job.spec.stream = stream_find("curand");
    assert_refused(&job, STATUS_UNAVAILABLE);
    job = job_by(NULL);
    job.spec.type = ELEMENT_F32;
    assert_refused(&job, STATUS_UNAVAILABLE);
    job = job_by(NULL);
    job.spec.stream = stream_find("numpy-legacy");
    job.spec.seed = (uint64_t)1 << 32;
    assert_refused(&job, STATUS_UNAVAILABLE);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(every_shape_is_exact),
        TEST(runs_and_deliveries_repeat),
        TEST(shapes_of_the_other_streams_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
