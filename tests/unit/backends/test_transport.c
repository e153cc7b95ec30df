// Transports: every element arrives whatever the sizes, a dead child is noticed, and nothing with a
// name is left in the system.
// SPDX-License-Identifier: MIT
#include "contract.h"

#include "backends/cpu/transport.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

static struct job job_by(enum transport_name transport, uint64_t capacity, unsigned workers) {
    backend = backend_find("process", &device);
    struct job job = job_of(ELEMENT_F64, capacity);
    job.spec.transport = transport;
    job.cpus = plan(workers);
    return job;
}

// A folder of its own for what has a name in the file system.
static char folder[] = "/tmp/gpubench-test-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) && setenv("TMPDIR", folder, 1) == 0 ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    return rmdir(folder); // fails if anything is left in it
}

// --- Elements ----------------------------------------------------------------------------------

static void every_size_arrives(void **state) {
    (void)state;
    // Around a message, a pipe's default and what a child makes at once (1,024, 8,192 and 32,768
    // doubles).
    static const uint64_t counts[] = {0,    1,    2,     3,     17,    1023,  1024,   1025,
                                      2049, 8191, 32767, 32768, 32769, 65543, 200003, 400000};
    static const unsigned workers[] = {1, 2, 3, 5};
    for (int transport = TRANSPORT_SHM; transport < TRANSPORTS; transport++) {
        for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
            const struct job job = job_by((enum transport_name)transport, 400000, workers[w]);
            struct session *session = opened_for(&job);
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                assert_filled(&job, session, 0, counts[c]);
                assert_filled(&job, session, 262141, counts[c]);
            }
            backend->close(session);
        }
    }
}

static void both_types_and_both_memories_arrive(void **state) {
    (void)state;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        for (int type = 0; type < ELEMENT_TYPES; type++) {
            for (int memory = MEMORY_REUSE; memory <= MEMORY_FRESH; memory++) {
                struct job job = job_by((enum transport_name)transport, 100003, 2);
                job.spec.type = (enum element_type)type;
                job.spec.memory = (enum memory_mode)memory;
                job.spec.stores = STORES_AUTO;
                struct session *session = opened_for(&job);
                assert_filled(&job, session, 7, 100003);
                assert_filled(&job, session, 100010, 100003);
                backend->close(session);
            }
        }
    }
}

static void recurrences_arrive(void **state) {
    (void)state;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        struct job job = job_by((enum transport_name)transport, 100003, 3);
        job.spec.stream = stream_find("python");
        struct session *session = opened_for(&job);
        assert_filled(&job, session, 0, 100003);
        assert_filled(&job, session, 0, 100003);
        assert_filled(&job, session, 1u << 30, 70001);
        backend->close(session);
    }
}

static bool has_phase(const struct opened *opened, const char *name) {
    for (size_t i = 0; i < opened->phase_count; i++)
        if (strcmp(opened->phases[i].name, name) == 0)
            return true;
    return false;
}

static void the_report_says_how_many_were_started_for_its_cost(void **state) {
    (void)state;
    static const struct {
        const char *name, *phase;
    } kinds[] = {{"pthread", "threads started: 2"}, {"process", "children forked: 3"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct job job = job_by(TRANSPORT_SHM, 1000, 3);
        struct opened opened = {0};
        struct session *session;
        struct error error;
        backend = backend_find(kinds[i].name, &device);
        assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
        assert_true(has_phase(&opened, kinds[i].phase));
        backend->close(session);
    }
}

static void the_report_says_how_and_what_it_costs(void **state) {
    (void)state;
    for (int transport = TRANSPORT_SHM; transport < TRANSPORTS; transport++) {
        const struct job job = job_by((enum transport_name)transport, 1000, 2);
        struct opened opened = {0};
        struct session *session;
        struct error error;
        assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_OK);
        assert_int_equal(has_phase(&opened, "channels opened"), transport != TRANSPORT_SHM);
        assert_int_equal(has_phase(&opened, "lists carried, none made"),
                         transport != TRANSPORT_SHM);
        char expected[32];
        snprintf(expected, sizeof expected, "sent by %s",
                 transport_name((enum transport_name)transport));
        assert_int_equal(strstr(opened.variant, expected) != NULL, transport != TRANSPORT_SHM);
        const enum status streaming = backend->ceiling(session, STORES_STREAMING, 1000, &error);
        assert_int_equal(streaming, transport == TRANSPORT_SHM ? STATUS_OK : STATUS_UNAVAILABLE);
        backend->close(session);
    }
}

// --- Ends --------------------------------------------------------------------------------------

static size_t list_children(pid_t list[8]) {
    size_t count = 0;
    FILE *file = fopen("/proc/thread-self/children", "r");
    assert_non_null(file);
    while (count < 8 && fscanf(file, "%d", &list[count]) == 1)
        count++;
    fclose(file);
    return count;
}

static void a_dead_child_is_noticed(void **state) {
    (void)state;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        const struct leftovers before = leftovers_now();
        const struct job job = job_by((enum transport_name)transport, 400000, 3);
        struct session *session = opened_for(&job);
        struct error error;
        pid_t list[8];
        assert_int_equal(list_children(list), 3);
        kill(list[1], SIGKILL);
        assert_int_equal(backend->fill(session, 0, 400000, &error), STATUS_LOST);
        assert_non_null(strstr(error.message, "of 3"));
        assert_non_null(strstr(error.message, "signal 9"));
        backend->close(session);
        assert_nothing_left(before, 0);
    }
}

static void closing_and_failing_leave_nothing(void **state) {
    (void)state;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        const struct job job = job_by((enum transport_name)transport, 1000, 3);
        open_fill_close(&job, 0, 1000);
        const struct leftovers before = leftovers_now();
        for (int i = 0; i < REPEATS; i++)
            open_fill_close(&job, 0, 1000);
        assert_nothing_left(before, 1 << 18); // what a child makes at once has this many bytes
    }
}

// Names that stand in the folder of queues, or of named pipes.
static size_t names_in(const char *path, const char *beginning) {
    size_t count = 0;
    DIR *opened = opendir(path);
    struct dirent *entry;
    while (opened && (entry = readdir(opened)))
        count += strncmp(entry->d_name, beginning, strlen(beginning)) == 0;
    if (opened)
        closedir(opened);
    return count;
}

static void no_name_lives_longer_than_open(void **state) {
    (void)state;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        const struct job job = job_by((enum transport_name)transport, 1000, 3);
        char queue[32];
        snprintf(queue, sizeof queue, "gpubench-%d", (int)getpid());
        struct session *session = opened_for(&job);
        assert_int_equal(names_in("/dev/mqueue", queue), 0);
        assert_int_equal(names_in(folder, "gpubench"), 0);
        backend->close(session);
    }
}

// With this many files there are channels for some workers only.
static void channels_that_the_system_refuses(void **state) {
    (void)state;
    struct rlimit usual, few;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
    const struct leftovers before = leftovers_now();
    few = usual;
    few.rlim_cur = 12;
    for (int transport = TRANSPORT_PIPE; transport < TRANSPORTS; transport++) {
        const struct job job = job_by((enum transport_name)transport, 1000, 16);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        assert_refused(&job, STATUS_SYSTEM);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
    }
    assert_nothing_left(before, 0);
}

static void a_folder_that_is_not_there_is_named(void **state) {
    (void)state;
    const struct job job = job_by(TRANSPORT_FIFO, 1000, 2);
    struct opened opened = {0};
    struct session *session;
    struct error error;
    assert_int_equal(setenv("TMPDIR", "/no/such/folder", 1), 0);
    assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_SYSTEM);
    assert_non_null(strstr(error.message, "/no/such/folder"));
    assert_int_equal(setenv("TMPDIR", folder, 1), 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(every_size_arrives),
        TEST(both_types_and_both_memories_arrive),
        TEST(recurrences_arrive),
        TEST(the_report_says_how_many_were_started_for_its_cost),
        TEST(the_report_says_how_and_what_it_costs),
        TEST(a_dead_child_is_noticed),
        TEST(closing_and_failing_leave_nothing),
        TEST(no_name_lives_longer_than_open),
        TEST(channels_that_the_system_refuses),
        TEST(a_folder_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
