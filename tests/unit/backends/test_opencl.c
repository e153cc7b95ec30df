// The OpenCL kernels of the stream curand, each on its own; selectors; and what codes mean.
// Skipped where there is no OpenCL device.
// SPDX-License-Identifier: MIT
#include "contract.h"

#ifdef HAVE_OPENCL_HEADER

#include "backends/opencl/api.h"
#include "backends/opencl/kernels.h"

enum { CAPACITY = 20011 };

static struct job job_by(enum element_type type, const char *kernel) {
    struct job job = job_of(type, CAPACITY);
    job.spec.stores = STORES_AUTO;
    snprintf(job.spec.kernel, sizeof job.spec.kernel, "%s", kernel);
    return job;
}

static enum status open_by(const struct job *job, struct opened *opened, struct session **session,
                           struct error *error) {
    *opened = (struct opened){0};
    *session = NULL;
    *error = (struct error){0};
    return backend->open(backend, job, opened, session, error);
}

// Both ends off every grid of every shape, the seam of two rows, and the far end of the stream.
static void assert_exact(const struct job *job, struct session *session) {
    static const uint64_t counts[] = {0,   1,   3,   4,    5,    63,   64,      65,
                                      255, 256, 257, 4095, 4097, 8193, CAPACITY};
    static const uint64_t firsts[] = {0, 1, 4095, 262143, 262144 - 4097, 17179869183};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++)
            assert_filled(job, session, firsts[f], counts[c]);
        assert_filled(job, session, ((uint64_t)1 << 60) - counts[c], counts[c]);
    }
}

static void every_kernel_is_exact(void **state) {
    (void)state;
    needs_opencl();
    size_t tried = 0;
    for (size_t k = 0; k < OPENCL_VARIANTS; k++) {
        for (int type = 0;
             type < ELEMENT_TYPES && opencl_variants[k].generator != GENERATOR_MT19937; type++) {
            const struct job job = job_by((enum element_type)type, opencl_variants[k].name);
            struct opened opened;
            struct session *session;
            struct error error;
            const enum status status = open_by(&job, &opened, &session, &error);
            if (status == STATUS_UNAVAILABLE) // no streaming stores, or no double precision
                continue;
            assert_int_equal(status, STATUS_OK);
            assert_non_null(strstr(opened.variant, opencl_variants[k].name));
            assert_exact(&job, session);
            backend->close(session);
            tried++;
        }
    }
    assert_in_range(tried, 5, 16);
}

static void open_says_what_it_took(void **state) {
    (void)state;
    needs_opencl();
    const struct job job = job_by(ELEMENT_F32, "");
    static const char *const phases[] = {"driver", "kernel build", "first launch", "kernels tried",
                                         "memory touched"};
    struct opened opened;
    struct session *session;
    struct error error;
    assert_int_equal(open_by(&job, &opened, &session, &error), STATUS_OK);
    backend->close(session);
    for (size_t p = 0; p < sizeof phases / sizeof *phases; p++) {
        size_t found = 0;
        for (size_t i = 0; i < opened.phase_count; i++)
            found += strcmp(opened.phases[i].name, phases[p]) == 0 && opened.phases[i].ns > 0;
        assert_int_equal(found, 1);
    }
    assert_true(opened.device[0] && opened.library[0] && opened.workers > 0);
}

static void a_kernel_that_there_is_not_is_refused(void **state) {
    (void)state;
    needs_opencl();
    const struct job job = job_by(ELEMENT_F32, "ulong1024");
    struct opened opened;
    struct session *session;
    struct error error;
    assert_int_equal(open_by(&job, &opened, &session, &error), STATUS_USAGE);
    assert_null(session);
    assert_non_null(strstr(error.message, "'ulong1024'"));
    assert_non_null(strstr(error.message, "ulong16-streaming"));
}

static void nonsense_in_selectors_is_refused(void **state) {
    (void)state;
    needs_opencl();
    static const struct {
        const char *selector;
        enum status status;
    } cases[] = {
        {"0/0", STATUS_USAGE},         {"0/17", STATUS_USAGE},
        {"0/-1", STATUS_USAGE},        {"0/two", STATUS_USAGE},
        {"99", STATUS_UNAVAILABLE},    {"0+99", STATUS_UNAVAILABLE},
        {"0+9/2", STATUS_UNAVAILABLE}, {"no such name", STATUS_UNAVAILABLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct job job = job_by(ELEMENT_F32, "");
        struct opened opened;
        struct session *session;
        struct error error;
        job.device = cases[i].selector;
        assert_int_equal(open_by(&job, &opened, &session, &error), cases[i].status);
        assert_null(session);
        assert_true(strlen(error.message) > 20);
    }
}

static void codes_have_names_and_advice(void **state) {
    (void)state;
    struct error error = {0};
    assert_int_equal(opencl_check(CL_SUCCESS, "do it", &error), STATUS_OK);
    assert_int_equal(opencl_check(CL_OUT_OF_RESOURCES, "do it", &error), STATUS_LOST);
    assert_non_null(strstr(error.message, "failed to do it: CL_OUT_OF_RESOURCES (-5); "));
    assert_int_equal(opencl_check(CL_MEM_OBJECT_ALLOCATION_FAILURE, "do it", &error),
                     STATUS_MEMORY);
    assert_int_equal(opencl_check(-9999, "do it", &error), STATUS_DRIVER);
    assert_non_null(strstr(error.message, "(-9999)"));
    // Every code of OpenCL 1.2 has its name.
    for (cl_int code = -1; code >= -68; code--) {
        if (code < -19 && code > -30)
            continue; // no such codes
        assert_int_equal(strncmp(opencl_code_name(code), "CL_", 3), 0);
    }
}

#define TESTS                                                                                      \
    cmocka_unit_test_setup_teardown(every_kernel_is_exact, save_affinity, restore_affinity),       \
        cmocka_unit_test(open_says_what_it_took),                                                  \
        cmocka_unit_test(a_kernel_that_there_is_not_is_refused),                                   \
        cmocka_unit_test(nonsense_in_selectors_is_refused),                                        \
        cmocka_unit_test(codes_have_names_and_advice)

#else

static void skipped(void **state) {
    (void)state;
    skip(); // this build has no OpenCL header
}
#define TESTS cmocka_unit_test(skipped)

#endif

int main(void) {
    const struct CMUnitTest tests[] = {TESTS};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
