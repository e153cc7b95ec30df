// Opening a backend, and comparing what it fills with the reference: the steps of test_contract.c,
// for tests of single backends too.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_TESTS_CONTRACT_H
#define GPUBENCH_TESTS_CONTRACT_H

#include "backend.h"

#include "leftovers.h"
#include "platform/clock.h"

#include <stdlib.h>
#include <string.h>

// The backend under test, and what followed the colon of its name.
static const struct backend *backend;
static const char *device = "";

// The stream it is tested with; NULL: the default.
static const struct stream *tested_stream;

enum { SEED = 1234 };

static inline struct cpu_plan *plan(unsigned workers) {
    static struct cpu_plan made;
    struct error error;
    assert_int_equal(topology_plan(workers, &made, &error), STATUS_OK);
    return &made;
}

static inline struct job job_of(enum element_type type, uint64_t capacity) {
    return (struct job){.spec = {.stream = tested_stream ? tested_stream : streams[0],
                                 .type = type,
                                 .seed = SEED,
                                 .isa = ISA_AUTO,
                                 .stores = STORES_PLAIN,
                                 .memory = MEMORY_REUSE},
                        .capacity = capacity,
                        .cpus = plan(2),
                        .device = device};
}

// By this clock starting a worker costs nothing, so every one of them gets a slice of any list.
static inline uint64_t clock_at_rest(void) {
    return 1;
}

static inline bool has_workers(void) {
    return strcmp(backend->name, "pthread") == 0 || strcmp(backend->name, "process") == 0;
}

static inline struct session *opened_for(const struct job *job) {
    struct opened opened = {0};
    struct session *session = NULL;
    struct error error = {0};
    if (has_workers())
        clock_replace(clock_at_rest, 1);
    const enum status status = backend->open(backend, job, &opened, &session, &error);
    clock_replace(NULL, 0);
    if (status != STATUS_OK)
        fail_msg("open failed: %s", error.message);
    assert_non_null(session);
    assert_true(opened.workers >= 1);
    assert_true(opened.phase_count <= OPENED_PHASES);
    for (size_t i = 0; i < opened.phase_count; i++)
        assert_true(opened.phases[i].name[0] != '\0');
    return session;
}

typedef enum status make_function(struct session *, uint64_t, uint64_t, struct error *);

static inline void make(make_function *how, struct session *session, uint64_t first,
                        uint64_t count) {
    struct error error = {0};
    if (how(session, first, count, &error) != STATUS_OK) {
        fail_msg("making %llu elements from %llu on failed: %s", (unsigned long long)count,
                 (unsigned long long)first, error.message);
    }
}

static inline const unsigned char *view(struct session *session) {
    const void *values = NULL;
    struct error error = {0};
    if (backend->view(session, &values, &error) != STATUS_OK)
        fail_msg("view failed: %s", error.message);
    assert_non_null(values);
    return values;
}

static inline void poison(struct session *session) {
    struct error error = {0};
    if (backend->poison(session, &error) != STATUS_OK)
        fail_msg("poison failed: %s", error.message);
}

static inline void assert_values(const struct job *job, uint64_t first, uint64_t count,
                                 const unsigned char *values) {
    const size_t size = element_bytes(job->spec.type);
    unsigned char *right = malloc(count * size + 1);
    assert_non_null(right);
    job->spec.stream->reference[job->spec.type](job->spec.seed, first, count, right);
    for (uint64_t i = 0; i < count; i++) {
        if (memcmp(right + i * size, values + i * size, size) != 0) {
            fail_msg("%s: element %llu of %llu from %llu on is wrong", element_name(job->spec.type),
                     (unsigned long long)i, (unsigned long long)count, (unsigned long long)first);
        }
    }
    free(right);
}

static inline void assert_filled(const struct job *job, struct session *session, uint64_t first,
                                 uint64_t count) {
    poison(session);
    make(backend->fill, session, first, count);
    assert_values(job, first, count, view(session));
}

static inline void open_fill_close(const struct job *job, uint64_t first, uint64_t count) {
    struct session *session = opened_for(job);
    assert_filled(job, session, first, count);
    backend->close(session);
}

// Whether there is anything to fill as one likes; a test for values ends here if not.
static inline void needs_values(void) {
    struct probe probe = {0};
    backend->probe(backend, device, &probe);
    if (!probe.ready || backend->traits & (TRAIT_HARNESS | TRAIT_WHOLE_RUN))
        skip();
}

// Whether the stream has elements of the type.
static inline bool has_type(enum element_type type) {
    return job_of(type, 1).spec.stream->reference[type] != NULL;
}

static inline void assert_refused(const struct job *job, enum status expected) {
    struct opened opened = {0};
    struct session *session = (struct session *)&opened; // must be set to NULL
    struct error error = {0};
    assert_int_equal(backend->open(backend, job, &opened, &session, &error), expected);
    assert_null(session);
    assert_int_equal(error.status, expected);
    assert_true(strlen(error.message) > 20); // a sentence
    assert_null(strchr(error.message, '\n'));
    backend->close(session);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, save_affinity, restore_affinity)

// Skips the test where there is no OpenCL device; else the backend is opencl.
static inline void needs_opencl(void) {
    struct probe probe = {0};
    backend = backend_find("opencl", &device);
    if (!backend)
        skip();
    backend->probe(backend, device, &probe);
    if (!probe.ready)
        skip();
}

#endif
