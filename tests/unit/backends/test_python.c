// The python backends: their lists, their refusals, and what is left of them. An interpreter named
// python3 is needed, as for other tests.
// SPDX-License-Identifier: MIT
#include "contract.h"

#include "backends/python/interleaving.h"
#include "streams/cursor.h"
#include "verify/verify.h"

#include <signal.h>
#include <stdlib.h>

enum { SIZE = 1003, LISTS = 3, ALL = SIZE * LISTS };

static const char *const names[] = {"python-serial", "python-thread", "python-process"};
enum { NAMES = sizeof names / sizeof *names };

static struct job experiment(const char *name) {
    backend = backend_find(name, &device);
    assert_non_null(backend);
    struct job job = job_of(ELEMENT_F64, ALL);
    job.spec.stream = stream_find("python");
    job.spec.size = SIZE;
    job.spec.lists = LISTS;
    return job;
}

// --- The experiment ----------------------------------------------------------------------------

static void lists_are_the_stream_run_after_run(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) { // children of python-process seed themselves
        const struct job job = experiment(names[i]);
        struct session *session = opened_for(&job);
        for (int run = 0; run < 3; run++)
            assert_filled(&job, session, 0, ALL);
        make(backend->fill, session, 0, ALL); // without poison in between
        make(backend->fill, session, 0, ALL);
        assert_values(&job, 0, ALL, view(session));
        backend->close(session);
    }
}

static void processes_make_lists_of_their_own(void **state) {
    (void)state;
    const struct job job = experiment("python-process");
    struct session *session = opened_for(&job);
    double right[SIZE], first[ALL];
    struct error error;
    job.spec.stream->reference[ELEMENT_F64](job.spec.seed, 0, SIZE, right);
    make(backend->fill, session, 0, ALL);
    memcpy(first, view(session), sizeof first);
    assert_int_equal(verify_kind(job.spec.stream, ELEMENT_F64, SIZE, 0, ALL, view(session), &error),
                     STATUS_OK);
    for (size_t i = 0; i < ALL; i++)
        assert_true(first[i] >= 0 && first[i] < 1);
    assert_memory_not_equal(first, right, sizeof right);
    assert_memory_not_equal(first, first + SIZE, sizeof right);
    make(backend->fill, session, 0, ALL);
    assert_memory_not_equal(first, view(session), sizeof first);
    backend->close(session);
}

static void it_says_which_interpreter_and_how(void **state) {
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        const struct job job = experiment(names[i]);
        struct opened opened = {0};
        struct session *session;
        struct error error;
        assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
        assert_non_null(strstr(opened.library, " 3."));
        assert_non_null(strstr(opened.library, " a GIL"));
        assert_true(opened.variant[0] != '\0');
        assert_int_equal(opened.workers, i == 0 ? 1 : LISTS);
        assert_string_equal(opened.phases[0].name, "interpreter started");
        backend->close(session);
    }
}

// --- Refusals ----------------------------------------------------------------------------------

static void what_the_experiment_is_not_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct job job = experiment(names[i]);
        job.spec.stream = stream_find("curand");
        assert_refused(&job, STATUS_UNAVAILABLE);
        job = experiment(names[i]);
        job.spec.type = ELEMENT_F32;
        assert_refused(&job, STATUS_UNAVAILABLE);
        job = experiment(names[i]);
        job.capacity = ALL - 1; // slices of it
        assert_refused(&job, STATUS_UNAVAILABLE);
        job = experiment(names[i]);
        struct session *session = opened_for(&job);
        struct error error;
        const void *values;
        assert_int_equal(backend->fill(session, 1, ALL, &error), STATUS_USAGE);
        assert_int_equal(backend->fill(session, 0, ALL - 1, &error), STATUS_USAGE);
        assert_int_equal(backend->view(session, &values, &error), STATUS_SYSTEM);
        make(backend->fill, session, 0, ALL);
        poison(session);
        assert_int_equal(backend->view(session, &values, &error), STATUS_SYSTEM);
        backend->close(session);
    }
}

static void no_interpreter_is_unavailable(void **state) {
    (void)state;
    static const char *const paths[] = {"no such interpreter", "/no/such/interpreter", "/dev/null",
                                        "true"}; // the last ends without a word
    const struct leftovers before = leftovers_now();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct job job = experiment("python-serial");
        snprintf(job.spec.python, sizeof job.spec.python, "%s", paths[i]);
        assert_refused(&job, STATUS_UNAVAILABLE);
    }
    assert_nothing_left(before, 0);
}

// --- Ends --------------------------------------------------------------------------------------

static pid_t only_child(void) {
    int child = 0;
    FILE *file = fopen("/proc/thread-self/children", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &child), 1);
    fclose(file);
    return child;
}

static void an_interpreter_that_dies_is_lost(void **state) {
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        const struct leftovers before = leftovers_now();
        const struct job job = experiment(names[i]);
        struct session *session = opened_for(&job);
        struct error error;
        kill(only_child(), SIGKILL);
        assert_int_equal(backend->fill(session, 0, ALL, &error), STATUS_LOST);
        assert_true(strlen(error.message) > 20);
        backend->close(session);
        assert_nothing_left(before, 0);
    }
}

static void closing_leaves_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        const struct job job = experiment(names[i]);
        const struct leftovers before = leftovers_now();
        for (int run = 0; run < 2; run++) {
            struct session *session = opened_for(&job);
            if (run > 0)
                make(backend->fill, session, 0, ALL); // and its lists are not dropped before
            backend->close(session);
        }
        assert_nothing_left(before, 0);
    }
}

// --- Interleaving ------------------------------------------------------------------------------

// Deals the stream out to the lists as threads would, each turn of another length.
static void deal(const double *stream, double taken[LISTS][SIZE]) {
    size_t next[LISTS] = {0};
    for (size_t n = 0, list = 0; n < ALL;) {
        for (size_t turn = 1 + n % 37; turn > 0 && n < ALL && next[list] < SIZE; turn--)
            taken[list][next[list]++] = stream[n++];
        list = (list + 1) % LISTS;
    }
}

static void interleaved_lists_are_put_in_order(void **state) {
    (void)state;
    static double stream[ALL], taken[LISTS][SIZE], in_order[ALL];
    stream_find("python")->reference[ELEMENT_F64](5, 0, ALL, stream);
    deal(stream, taken);
    interleaving_undo(5, SIZE, LISTS, &taken[0][0], in_order);
    assert_memory_equal(in_order, stream, sizeof stream);
}

static void an_element_lost_or_taken_twice_shows(void **state) {
    (void)state;
    static double stream[ALL], taken[LISTS][SIZE], in_order[ALL];
    stream_find("python")->reference[ELEMENT_F64](5, 0, ALL, stream);
    static const size_t spoilt[] = {0, 1, SIZE / 2, SIZE - 1};
    for (size_t list = 0; list < LISTS; list++) {
        for (size_t i = 0; i < 4; i++) {
            deal(stream, taken);
            taken[list][spoilt[i]] = taken[list][spoilt[i] ? spoilt[i] - 1 : 1];
            interleaving_undo(5, SIZE, LISTS, &taken[0][0], in_order);
            assert_memory_not_equal(in_order, stream, sizeof stream);
        }
    }
}

// --- Kind --------------------------------------------------------------------------------------

enum { LONG = 40000 }; // elements: several blocks of sums

static enum status kind_of(const double *values, uint64_t size, uint64_t count) {
    struct error error;
    return verify_kind(stream_find("python"), ELEMENT_F64, size, 0, count, values, &error);
}

static void pieces_of_any_seed_are_of_the_kind(void **state) {
    (void)state;
    static double values[2 * LONG];
    stream_find("python")->reference[ELEMENT_F64](77, 12345, LONG, values);
    stream_find("numpy-legacy")->reference[ELEMENT_F64](78, 1u << 30, LONG, values + LONG);
    assert_int_equal(kind_of(values, LONG, 2 * LONG), STATUS_OK);
    assert_int_equal(kind_of(values, 2 * LONG, 2 * LONG), STATUS_WRONG); // not one piece
    for (uint64_t count = 0; count < 40; count++)                        // about the degree
        assert_int_equal(kind_of(values, LONG, 9960 + count), STATUS_OK);
}

static void one_wrong_element_is_not_of_the_kind(void **state) {
    (void)state;
    static double values[LONG];
    static const size_t spoilt[] = {0, 1, 4096, 9967, 9968, 9969, 14064, 20000, LONG - 1};
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        stream_find("python")->reference[ELEMENT_F64](77, 0, LONG, values);
        values[spoilt[i]] =
            values[spoilt[i]] < 0.5 ? values[spoilt[i]] + 0.25 : values[spoilt[i]] - 0.25;
        assert_int_equal(kind_of(values, LONG, LONG), STATUS_WRONG);
    }
    static const double outside[] = {-0.25, 1, 0x1p-54, 2};
    for (size_t i = 0; i < 4; i++) {
        stream_find("python")->reference[ELEMENT_F64](77, 0, 10, values);
        values[3] = outside[i];
        assert_int_equal(kind_of(values, 10, 10), STATUS_WRONG);
    }
}

static void the_same_list_twice_is_not_of_the_kind(void **state) {
    (void)state;
    static double values[2000];
    stream_find("python")->reference[ELEMENT_F64](77, 0, 1000, values);
    memcpy(values + 1000, values, 1000 * sizeof *values);
    assert_int_equal(kind_of(values, 1000, 2000), STATUS_WRONG);
    struct error error;
    assert_int_equal(verify_kind(stream_find("curand"), ELEMENT_F64, 10, 0, 10, values, &error),
                     STATUS_UNAVAILABLE);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(lists_are_the_stream_run_after_run),
        TEST(processes_make_lists_of_their_own),
        TEST(it_says_which_interpreter_and_how),
        TEST(what_the_experiment_is_not_is_refused),
        TEST(no_interpreter_is_unavailable),
        TEST(an_interpreter_that_dies_is_lost),
        TEST(closing_leaves_nothing),
        cmocka_unit_test(interleaved_lists_are_put_in_order),
        cmocka_unit_test(an_element_lost_or_taken_twice_shows),
        cmocka_unit_test(pieces_of_any_seed_are_of_the_kind),
        cmocka_unit_test(one_wrong_element_is_not_of_the_kind),
        cmocka_unit_test(the_same_list_twice_is_not_of_the_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
