// Workers: how work is cut, where and in which process each slice is made, and the choice between
// the two kinds of store. The streams here are made up: their values tell who made them.
// SPDX-License-Identifier: MIT
#include "backends/cpu/work.h"
#include "backends/cpu/worth.h"
#include "contract.h"
#include "platform/clock.h"

#include <sys/types.h>

// --- Slices ------------------------------------------------------------------------------------

static void assert_slices(uint64_t first, uint64_t count, size_t size, unsigned workers) {
    const struct work work = {
        .workers = workers, .first = first, .count = count, .element_bytes = size};
    const uint64_t per_line = 64 / size;
    const uint64_t lines = (first + count + per_line - 1) / per_line - first / per_line;
    uint64_t next = first;
    for (unsigned worker = 0; worker < workers; worker++) {
        const struct slice slice = work_slice(&work, worker);
        assert_int_equal(slice.first, next); // no gap and no overlap
        assert_true(slice.count <= (lines / workers + 1) * per_line);
        next += slice.count;
        assert_true(next % per_line == 0 || next == first || next == first + count);
    }
    assert_int_equal(next, first + count);
}

static void slices_are_even_and_end_at_lines(void **state) {
    (void)state;
    static const uint64_t firsts[] = {0, 1, 7, 8, 15, 4294967291, ((uint64_t)1 << 60) - 100};
    static const uint64_t counts[] = {0, 1, 2, 8, 9, 63, 1000, 10000000, (uint64_t)1 << 58};
    static const size_t sizes[] = {8, 4, 1};
    static const unsigned workers[] = {1, 2, 3, 7, 16, WORKERS_MAX};
    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++) {
            for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
                for (size_t l = 0; l < sizeof workers / sizeof workers[0]; l++)
                    assert_slices(firsts[i], counts[j], sizes[k], workers[l]);
        }
    }
}

// --- Who makes a slice -------------------------------------------------------------------------

// Each value: the process that made it, and the processor it may run on (-1: several).
struct maker {
    int process;
    int cpu;
};

static void fill_maker(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    (void)seed;
    (void)first;
    cpu_set_t set;
    struct maker maker = {.process = getpid(), .cpu = -1};
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) == 1)
        do {
            maker.cpu++;
        } while (!CPU_ISSET((size_t)maker.cpu, &set));
    for (uint64_t i = 0; i < count; i++)
        memcpy((unsigned char *)values + i * sizeof maker, &maker, sizeof maker);
}

static const struct fill_level maker_levels[] = {
    {.isa = ISA_SCALAR, .plain = {fill_maker}, .streaming = {fill_maker}},
};
static const struct stream makers = {
    .name = "makers", .reference = {fill_maker}, .levels = maker_levels, .level_count = 1};

enum { SLICE = 64, WORKERS = 4 };

static void assert_pinned_as_planned(const char *name, struct maker made[WORKERS]) {
    backend = backend_find(name, &device);
    struct job job = job_of(ELEMENT_F64, SLICE * WORKERS);
    job.spec.stream = &makers;
    job.cpus = plan(WORKERS);
    struct session *session = opened_for(&job);
    make(backend->fill, session, 0, SLICE * WORKERS);
    const unsigned char *values = view(session);
    for (unsigned worker = 0; worker < WORKERS; worker++) {
        memcpy(&made[worker], values + worker * SLICE * sizeof made[0], sizeof made[0]);
        for (unsigned i = 0; i < SLICE; i++) {
            assert_memory_equal(values + (worker * SLICE + i) * sizeof made[0], &made[worker],
                                sizeof made[0]);
        }
        assert_int_equal(made[worker].cpu, job.cpus->cpu[worker]);
    }
    backend->close(session);
}

static void threads_are_of_this_process_and_pinned(void **state) {
    (void)state;
    struct maker made[WORKERS];
    assert_pinned_as_planned("pthread", made);
    for (unsigned worker = 0; worker < WORKERS; worker++)
        assert_int_equal(made[worker].process, getpid());
}

static void children_are_processes_of_their_own_and_pinned(void **state) {
    (void)state;
    struct maker made[WORKERS];
    assert_pinned_as_planned("process", made);
    for (unsigned worker = 0; worker < WORKERS; worker++) {
        assert_int_not_equal(made[worker].process, getpid());
        for (unsigned other = 0; other < worker; other++)
            assert_int_not_equal(made[worker].process, made[other].process);
    }
}

// --- How many workers make a list --------------------------------------------------------------

static void the_steps_lead_to_all_workers(void **state) {
    (void)state;
    for (unsigned workers = 1; workers <= WORKERS_MAX; workers++) {
        const struct worth worth = worth_of(workers);
        assert_int_equal(worth.step[0].workers, 1);
        assert_int_equal(worth.step[worth.steps - 1].workers, workers);
        for (unsigned i = 1; i < worth.steps; i++)
            assert_true(worth.step[i].workers > worth.step[i - 1].workers);
    }
}

// A start of 1 µs and 100 ns more for each worker, against 1 ns an element.
static void a_worker_is_started_where_it_helps(void **state) {
    (void)state;
    struct worth worth = worth_of(16);
    assert_int_equal(worth_workers(&worth, 1), 16); // as far as nothing was measured
    worth.element_ns = 1;
    for (unsigned i = 1; i < worth.steps; i++)
        worth.step[i].start_ns = 1000 + 100 * worth.step[i].workers;
    unsigned before = 1;
    assert_int_equal(worth_workers(&worth, 0), 1);
    assert_int_equal(worth_workers(&worth, 64), 1);
    assert_int_equal(worth_workers(&worth, 1000000), 16);
    for (uint64_t count = 1; count < 1000000; count += count / 8 + 1) {
        const unsigned workers = worth_workers(&worth, count);
        assert_true(workers >= before);
        assert_true(workers == 1 || 1000 + 100 * workers + count / workers < count);
        before = workers;
    }
}

// Nothing is worth waking another worker for 8 elements, not by any clock.
static void a_short_list_is_the_first_workers(void **state) {
    (void)state;
    backend = backend_find("pthread", &device);
    struct job job = job_of(ELEMENT_F64, 8);
    struct opened opened = {0};
    struct session *session;
    struct error error;
    assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
    assert_non_null(strstr(opened.variant, "1 of 2 workers"));
    assert_filled(&job, session, 0, 8);
    backend->close(session);
}

// --- The kind of store and the vector level ----------------------------------------------------

// A clock that only the fills move.
static uint64_t fake_ns, plain_cost_ns, streaming_cost_ns;

static uint64_t fake_clock(void) {
    return fake_ns;
}

static void fill_plain(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    fake_ns += plain_cost_ns;
    streams[0]->reference[ELEMENT_F64](seed, first, count, values);
}

static void fill_streaming(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    fake_ns += streaming_cost_ns;
    streams[0]->reference[ELEMENT_F64](seed, first, count, values);
}

static const struct fill_level costly_levels[] = {
    {.isa = ISA_SCALAR, .plain = {fill_plain}, .streaming = {fill_streaming}},
};
static const struct stream costly = {
    .name = "costly", .reference = {fill_plain}, .levels = costly_levels, .level_count = 1};

static const char *const cpu_backends[] = {"serial", "pthread", "process"};
enum { CPU_BACKENDS = sizeof cpu_backends / sizeof cpu_backends[0] };

static void assert_variant(enum stores asked, enum memory_mode memory, const char *expected) {
    struct job job = job_of(ELEMENT_F64, 100);
    job.spec.stream = &costly;
    job.spec.stores = asked;
    job.spec.memory = memory;
    struct opened opened = {0};
    struct session *session;
    struct error error;
    assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
    assert_string_equal(opened.variant, expected);
    bool tried = false;
    for (size_t i = 0; i < opened.phase_count; i++)
        tried = tried || strcmp(opened.phases[i].name, "stores tried") == 0;
    assert_int_equal(tried, asked == STORES_AUTO);
    backend->close(session);
}

static void the_faster_stores_are_kept(void **state) {
    (void)state;
    backend = backend_find("serial", &device);
    clock_replace(fake_clock, 1);
    for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
        plain_cost_ns = 10;
        streaming_cost_ns = 20;
        assert_variant(STORES_AUTO, (enum memory_mode)memory, "scalar, plain stores");
        streaming_cost_ns = 5;
        assert_variant(STORES_AUTO, (enum memory_mode)memory, "scalar, streaming stores");
    }
    clock_replace(NULL, 0);
}

static void stores_that_are_asked_for_are_used(void **state) {
    (void)state;
    clock_replace(clock_at_rest, 1);
    for (size_t i = 0; i < CPU_BACKENDS; i++) {
        backend = backend_find(cpu_backends[i], &device);
        assert_variant(STORES_PLAIN, MEMORY_REUSE, "scalar, plain stores");
        assert_variant(STORES_STREAMING, MEMORY_REUSE, "scalar, streaming stores");
    }
    clock_replace(NULL, 0);
}

static void a_level_that_does_not_run_is_refused_by_name(void **state) {
    (void)state;
    for (int isa = ISA_AUTO; isa < ISA_COUNT; isa++) {
        for (size_t i = 0; i < CPU_BACKENDS && !isa_runs((enum isa)isa); i++) {
            backend = backend_find(cpu_backends[i], &device);
            struct job job = job_of(ELEMENT_F64, 100);
            job.spec.isa = (enum isa)isa;
            assert_refused(&job, STATUS_UNAVAILABLE);
            struct opened opened = {0};
            struct session *session;
            struct error error;
            assert_int_equal(backend->open(backend, &job, &opened, &session, &error),
                             STATUS_UNAVAILABLE);
            assert_non_null(strstr(error.message, isa_name((enum isa)isa)));
        }
    }
}

static void a_backend_is_found_by_its_whole_name(void **state) {
    (void)state;
    const char *selector = NULL;
    assert_ptr_equal(backend_find("serial:0.1", &selector), backend_find("serial", &device));
    assert_string_equal(selector, "0.1");
    assert_string_equal(device, "");
    assert_non_null(backend_find("curand-cpu", &device));
    assert_null(backend_find("seria", &device));
    assert_null(backend_find("serially", &device));
    assert_null(backend_find("", &device));
    assert_null(backend_find(":", &device));
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_even_and_end_at_lines),
        TEST(threads_are_of_this_process_and_pinned),
        TEST(children_are_processes_of_their_own_and_pinned),
        cmocka_unit_test(the_steps_lead_to_all_workers),
        cmocka_unit_test(a_worker_is_started_where_it_helps),
        TEST(a_short_list_is_the_first_workers),
        TEST(the_faster_stores_are_kept),
        TEST(stores_that_are_asked_for_are_used),
        TEST(a_level_that_does_not_run_is_refused_by_name),
        cmocka_unit_test(a_backend_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
