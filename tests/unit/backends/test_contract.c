// The contract of backend.h, for any backend by name: `test_contract NAME[:selector] [STREAM]`,
// else the name in GPUBENCH_BACKEND, else every backend of this build. A backend that is not ready
// must say so properly; the rest is skipped for it. SPDX-License-Identifier: MIT
#include "contract.h"

static const uint64_t grid = 262144; // elements after which the stream curand begins a new row
enum { CAPACITY = 262144 + 64 };

static void every_required_slot_is_filled(void **state) {
    (void)state;
    const char *selector;
    assert_ptr_equal(backend_find(backend->name, &selector), backend);
    assert_string_equal(selector, "");
    assert_true(strspn(backend->name, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
                strlen(backend->name));
    assert_true(backend->summary[0] != '\0');
    assert_non_null(backend->probe);
    assert_non_null(backend->open);
    assert_non_null(backend->fill);
    assert_non_null(backend->close);
    struct probe probe = {0};
    backend->probe(backend, device, &probe);
    if (probe.ready && !(backend->traits & TRAIT_HARNESS)) {
        assert_non_null(backend->view);
        assert_non_null(backend->poison);
    }
}

static void probe_says_the_same_twice(void **state) {
    (void)state;
    struct probe once = {0}, again = {0};
    backend->probe(backend, device, &once);
    const struct leftovers before = leftovers_now();
    for (int i = 0; i < REPEATS; i++) {
        again = (struct probe){0};
        backend->probe(backend, device, &again);
    }
    assert_nothing_left(before, 0);
    assert_int_equal(once.ready, again.ready);
    assert_string_equal(once.reason, again.reason);
    assert_string_equal(once.detail, again.detail);
    assert_int_equal(once.device_count, again.device_count);
    assert_int_equal(once.ready, once.reason[0] == '\0');
}

static void what_is_not_ready_does_not_open(void **state) {
    (void)state;
    struct probe probe = {0};
    backend->probe(backend, device, &probe);
    if (probe.ready)
        skip();
    const struct job job = job_of(ELEMENT_F64, 100);
    assert_refused(&job, STATUS_UNAVAILABLE);
}

static void a_device_that_is_not_there_is_refused(void **state) {
    (void)state;
    static const char nonsense[] = "no such device, surely";
    struct probe probe = {0};
    backend->probe(backend, nonsense, &probe);
    assert_false(probe.ready);
    assert_true(strlen(probe.reason) > 20);
    struct job job = job_of(ELEMENT_F64, 100);
    job.device = nonsense;
    struct opened opened = {0};
    struct session *session = NULL;
    struct error error = {0};
    assert_int_not_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
    assert_null(session);
}

static void a_stream_that_it_lacks_is_refused(void **state) {
    (void)state;
    needs_values();
    static const struct stream nothing = {.name = "nothing", .summary = "has no values"};
    struct job job = job_of(ELEMENT_F64, 100);
    job.spec.stream = &nothing;
    assert_refused(&job, STATUS_UNAVAILABLE);
}

// What any machine has too little of. Afterwards a modest job opens as if nothing had been.
static void impossible_memory_is_refused(void **state) {
    (void)state;
    needs_values();
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        struct job job = job_of(ELEMENT_F64, (uint64_t)1 << 60);
        job.spec.memory = (enum memory_mode)memory;
        struct opened opened = {0};
        struct session *session = NULL;
        struct error error = {0};
        enum status status = backend->open(backend, &job, &opened, &session, &error);
        if (status == STATUS_OK && memory == MEMORY_FRESH) { // its memory is asked for by fill
            status = backend->fill(session, 0, job.capacity, &error);
            backend->close(session);
        } else {
            assert_null(session);
        }
        assert_int_equal(status, STATUS_MEMORY);
        assert_true(strlen(error.message) > 20);
    }
    const struct job job = job_of(ELEMENT_F64, 1000);
    open_fill_close(&job, 0, 1000);
}

static void closing_nothing_is_fine(void **state) {
    (void)state;
    backend->close(NULL);
}

// In every kind of memory: counts from nothing to both sides of a row's end, first elements on and
// off the grid, past 2^32 and near 2^60.
static void every_element_is_exact(const struct job *job) {
    static const uint64_t counts[] = {0, 1, 2, 3, 4, 63, 64, 65, 1000, 4099};
    static const uint64_t firsts[] = {0, 1, 7, 262141, 524288, 4294967291, 17179869189};
    struct session *session = opened_for(job);
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++)
            assert_filled(job, session, firsts[f], counts[c]);
        assert_filled(job, session, ((uint64_t)1 << 60) - counts[c], counts[c]);
    }
    backend->close(session);
}

static void values_are_exact(enum element_type type) {
    needs_values();
    if (!has_type(type))
        skip();
    struct job job = job_of(type, 4099);
    every_element_is_exact(&job);

    job.spec.memory = MEMORY_FRESH;
    every_element_is_exact(&job);

    struct shared_pages pages;
    struct error error;
    job.spec.memory = MEMORY_REUSE;
    assert_int_equal(shared_pages_create((4099 + 64) * element_bytes(type), &pages, &error),
                     STATUS_OK);
    job.pages = &pages;
    every_element_is_exact(&job);
    shared_pages_destroy(&pages);
}

static void f64_is_exact(void **state) {
    (void)state;
    values_are_exact(ELEMENT_F64);
}

static void f32_is_exact(void **state) {
    (void)state;
    values_are_exact(ELEMENT_F32);
}

static void rows_end_in_the_right_place(void **state) {
    (void)state;
    needs_values();
    const struct job job = job_of(ELEMENT_F64, CAPACITY);
    struct session *session = opened_for(&job);
    assert_filled(&job, session, 0, grid - 1);
    assert_filled(&job, session, 0, grid + 1);
    assert_filled(&job, session, 2 * grid - 5, grid);
    backend->close(session);
}

static void parts_are_the_whole(void **state) {
    (void)state;
    needs_values();
    enum { COUNT = 5003 };
    static const uint64_t parts[] = {1, 2, 1000, 0, 63, 64, 65, 3, 3805}; // COUNT in all
    const uint64_t first = 3 * grid - 2000;
    const struct job job = job_of(ELEMENT_F64, COUNT);
    struct session *session = opened_for(&job);
    unsigned char whole[COUNT * sizeof(double)];
    make(backend->fill, session, first, COUNT);
    memcpy(whole, view(session), sizeof whole);
    uint64_t at = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        poison(session);
        make(backend->fill, session, first + at, parts[i]);
        assert_memory_equal(view(session), whole + at * sizeof(double), parts[i] * sizeof(double));
        at += parts[i];
    }
    assert_int_equal(at, COUNT);
    backend->close(session);
}

static void any_number_of_workers_will_do(void **state) {
    (void)state;
    needs_values();
    static const unsigned workers[] = {1, 2, 3, 7, 16};
    for (size_t i = 0; i < sizeof workers / sizeof workers[0]; i++) {
        for (int type = 0; type < ELEMENT_TYPES && has_type((enum element_type)type); type++) {
            struct job job = job_of((enum element_type)type, 1031);
            job.cpus = plan(workers[i]);
            struct session *session = opened_for(&job);
            assert_filled(&job, session, 3, 1031);
            assert_filled(&job, session, 5, 9); // fewer elements than workers
            assert_filled(&job, session, 0, 0);
            backend->close(session);
        }
    }
}

// Whether open says that this machine or build can't do it.
static bool is_refused(const struct job *job) {
    struct opened opened = {0};
    struct session *session = NULL;
    struct error error = {0};
    const enum status status = backend->open(backend, job, &opened, &session, &error);
    backend->close(session);
    return status == STATUS_UNAVAILABLE;
}

// With whatever level and store is asked for: the values are exact, or it is refused.
static void any_vector_level_and_store_is_exact_or_refused(void **state) {
    (void)state;
    needs_values();
    for (int isa = ISA_AUTO; isa < ISA_COUNT; isa++) {
        for (int stores = STORES_AUTO; stores <= STORES_STREAMING; stores++) {
            for (int type = 0; type < ELEMENT_TYPES && has_type((enum element_type)type); type++) {
                struct job job = job_of((enum element_type)type, 777);
                job.spec.isa = (enum isa)isa;
                job.spec.stores = (enum stores)stores;
                if (is_refused(&job))
                    assert_int_not_equal(isa, ISA_AUTO);
                else
                    open_fill_close(&job, grid - 333, 777);
            }
        }
    }
}

static void poison_hides_every_value(void **state) {
    (void)state;
    needs_values();
    enum { COUNT = 1000 };
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        const enum element_type type = has_type(ELEMENT_F32) ? ELEMENT_F32 : ELEMENT_F64;
        const size_t size = element_bytes(type);
        struct job job = job_of(type, COUNT);
        job.spec.memory = (enum memory_mode)memory;
        struct session *session = opened_for(&job);
        unsigned char values[COUNT * sizeof(double)];
        make(backend->fill, session, 0, COUNT);
        memcpy(values, view(session), COUNT * size);
        poison(session);
        const void *after = NULL;
        struct error error = {0};
        // Memory that was given back can't be looked at; any other must differ in each element.
        if (backend->view(session, &after, &error) == STATUS_OK) {
            for (size_t i = 0; i < COUNT; i++) {
                assert_memory_not_equal((const unsigned char *)after + i * size, values + i * size,
                                        size);
            }
        } else {
            assert_int_equal(memory, MEMORY_FRESH);
        }
        poison(session); // twice in a row is fine
        assert_filled(&job, session, 0, COUNT);
        backend->close(session);
    }
}

static void deliver_makes_the_same_values(void **state) {
    (void)state;
    needs_values();
    if (!backend->deliver)
        skip();
    const struct job job = job_of(ELEMENT_F64, CAPACITY);
    struct session *session = opened_for(&job);
    static const uint64_t counts[] = {0, 1, 3, CAPACITY};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        poison(session);
        make(backend->deliver, session, grid - 7, counts[i]);
        assert_values(&job, grid - 7, counts[i], view(session));
    }
    backend->close(session);
}

static void the_ceiling_writes_and_leaves_the_backend_well(void **state) {
    (void)state;
    needs_values();
    if (!backend->ceiling)
        skip();
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        struct job job = job_of(ELEMENT_F64, 1003);
        job.spec.memory = (enum memory_mode)memory;
        struct session *session = opened_for(&job);
        struct error error = {0};
        assert_int_equal(backend->ceiling(session, STORES_PLAIN, 1003, &error), STATUS_OK);
        assert_int_equal(backend->ceiling(session, STORES_PLAIN, 0, &error), STATUS_OK);
        const enum status streaming = backend->ceiling(session, STORES_STREAMING, 1003, &error);
        assert_true(streaming == STATUS_OK || streaming == STATUS_UNAVAILABLE);
        assert_filled(&job, session, 0, 1003);
        backend->close(session);
    }
}

static void the_devices_clock_has_an_answer(void **state) {
    (void)state;
    needs_values();
    if (!backend->device_ns)
        skip();
    const struct job job = job_of(ELEMENT_F64, 100000);
    struct session *session = opened_for(&job);
    uint64_t ns = 0;
    struct error error = {0};
    make(backend->fill, session, 0, 100000);
    assert_int_equal(backend->device_ns(session, &ns, &error), STATUS_OK);
    assert_true(ns > 0);
    backend->close(session);
}

static void closing_leaves_nothing(void **state) {
    (void)state;
    needs_values();
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        struct job job = job_of(ELEMENT_F64, CAPACITY);
        job.cpus = plan(3);
        job.spec.memory = (enum memory_mode)memory;
        open_fill_close(&job, 0, 100); // what libraries keep for good, they have now
        const struct leftovers before = leftovers_now();
        for (int i = 0; i < REPEATS; i++)
            open_fill_close(&job, 0, 100);
        assert_nothing_left(before, CAPACITY * sizeof(double));
    }
}

static void a_failed_open_leaves_nothing(void **state) {
    (void)state;
    needs_values();
    struct job job = job_of(ELEMENT_F64, (uint64_t)1 << 60);
    assert_refused(&job, STATUS_MEMORY);
    const struct leftovers before = leftovers_now();
    for (int i = 0; i < REPEATS; i++)
        assert_refused(&job, STATUS_MEMORY);
    assert_nothing_left(before, 0);
}

static void a_harness_does_nothing_well(void **state) {
    (void)state;
    if (!(backend->traits & TRAIT_HARNESS))
        skip();
    const struct job job = job_of(ELEMENT_F64, CAPACITY);
    struct session *session = opened_for(&job);
    make(backend->fill, session, 0, CAPACITY);
    make(backend->fill, session, 0, 0);
    assert_null(backend->view);
    assert_null(backend->poison);
    backend->close(session);
}

static int run_contract(const char *name) {
    static const struct CMUnitTest tests[] = {
        TEST(every_required_slot_is_filled),
        TEST(probe_says_the_same_twice),
        TEST(what_is_not_ready_does_not_open),
        TEST(a_device_that_is_not_there_is_refused),
        TEST(a_stream_that_it_lacks_is_refused),
        TEST(impossible_memory_is_refused),
        TEST(closing_nothing_is_fine),
        TEST(f64_is_exact),
        TEST(f32_is_exact),
        TEST(rows_end_in_the_right_place),
        TEST(parts_are_the_whole),
        TEST(any_number_of_workers_will_do),
        TEST(any_vector_level_and_store_is_exact_or_refused),
        TEST(poison_hides_every_value),
        TEST(deliver_makes_the_same_values),
        TEST(the_ceiling_writes_and_leaves_the_backend_well),
        TEST(the_devices_clock_has_an_answer),
        TEST(closing_leaves_nothing),
        TEST(a_failed_open_leaves_nothing),
        TEST(a_harness_does_nothing_well),
    };
    backend = backend_find(name, &device);
    if (!backend) {
        fprintf(stderr, "no backend %s in this build\n", name);
        return 1;
    }
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(int count, char **arguments) {
    const char *name = count > 1 ? arguments[1] : getenv("GPUBENCH_BACKEND");
    int failed = 0;
    if (count > 2) {
        tested_stream = stream_find(arguments[2]);
        if (!tested_stream) {
            fprintf(stderr, "no stream %s in this build\n", arguments[2]);
            return 1;
        }
    }
    if (name)
        return run_contract(name);
    for (const struct backend *const *each = backends; *each; each++)
        failed += run_contract((*each)->name);
    return failed;
}
