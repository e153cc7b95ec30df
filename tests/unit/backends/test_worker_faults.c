// What goes wrong with workers: the system refuses a thread, a child or memory, and children die.
// Each is one clear sentence, leaves nothing behind and hangs nothing. Linked with the linker's
// --wrap, so that the refusals are answers to the very calls of the backends (see CMakeLists.txt).
// SPDX-License-Identifier: MIT
#include "contract.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

// --- Refusals ----------------------------------------------------------------------------------

// The call to refuse, counted down by each; negative: none.
static int thread_to_refuse = -1, fork_to_refuse = -1, memory_to_refuse = -1;

static bool is_refused(int *countdown) {
    return *countdown >= 0 && (*countdown)-- == 0;
}

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
pid_t __real_fork(void);
pid_t __wrap_fork(void);
void *__real_mmap(void *, size_t, int, int, int, off_t);
void *__wrap_mmap(void *, size_t, int, int, int, off_t);
void *__real_calloc(size_t, size_t);
void *__wrap_calloc(size_t, size_t);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument) {
    return is_refused(&thread_to_refuse)
               ? EAGAIN
               : __real_pthread_create(thread, attributes, start, argument);
}

pid_t __wrap_fork(void) {
    if (is_refused(&fork_to_refuse)) {
        errno = EAGAIN;
        return -1;
    }
    return __real_fork();
}

void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset) {
    if (is_refused(&memory_to_refuse)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return __real_mmap(at, bytes, protection, flags, file, offset);
}

void *__wrap_calloc(size_t count, size_t size) {
    if (is_refused(&memory_to_refuse)) {
        errno = ENOMEM;
        return NULL;
    }
    return __real_calloc(count, size);
}

// Opening with the given worker refused fails, names it, and leaves nothing of those before it.
static void assert_worker_refused(const char *name, int *to_refuse, int call, const char *says) {
    backend = backend_find(name, &device);
    struct job job = job_of(ELEMENT_F64, 100);
    job.cpus = plan(4);
    open_fill_close(&job, 0, 100);
    const struct leftovers before = leftovers_now();
    struct opened opened = {0};
    struct session *session;
    struct error error;
    for (int i = 0; i < REPEATS; i++) {
        *to_refuse = call;
        assert_int_equal(backend->open(backend, &job, &opened, &session, &error), STATUS_SYSTEM);
        assert_null(session);
        assert_non_null(strstr(error.message, says));
    }
    assert_nothing_left(before, 0);
    open_fill_close(&job, 0, 100); // and the next time all is well
}

static void a_thread_that_does_not_start(void **state) {
    (void)state;
    assert_worker_refused("pthread", &thread_to_refuse, 0, "thread 2 of 4"); // 1 is the caller
    assert_worker_refused("pthread", &thread_to_refuse, 2, "thread 4 of 4");
}

static void a_child_that_is_not_forked(void **state) {
    (void)state;
    assert_worker_refused("process", &fork_to_refuse, 0, "child 1 of 4");
    assert_worker_refused("process", &fork_to_refuse, 3, "child 4 of 4");
}

static enum status open_and_fill(const struct job *job, struct error *error) {
    struct opened opened = {0};
    struct session *session;
    enum status status = backend->open(backend, job, &opened, &session, error);
    if (status == STATUS_OK)
        status = backend->fill(session, 0, 100, error);
    backend->close(session);
    return status;
}

// Refuses the first request for memory, then the second, … until none is left to refuse. Returns
// how many there were.
static int refuse_each_request(const struct job *job) {
    int refused = 0;
    for (struct error error = {0};; refused++) {
        memory_to_refuse = refused;
        const enum status status = open_and_fill(job, &error);
        if (status == STATUS_OK) {
            memory_to_refuse = -1;
            return refused;
        }
        assert_int_equal(status, STATUS_MEMORY);
        assert_true(strlen(error.message) > 20);
        assert_true(refused < 100);
    }
}

static void assert_memory_refused(const char *name, enum memory_mode memory) {
    backend = backend_find(name, &device);
    needs_values();
    struct job job = job_of(ELEMENT_F64, 100);
    job.spec.memory = memory;
    open_fill_close(&job, 0, 100);
    const struct leftovers before = leftovers_now();
    for (int i = 0; i < REPEATS; i++)
        assert_true(refuse_each_request(&job) >= 2); // the session and its lists at least
    assert_nothing_left(before, 0);
}

static void memory_that_is_refused(void **state) {
    (void)state;
    static const char *const names[] = {"serial", "pthread", "process", "curand-cpu"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_memory_refused(names[i], MEMORY_REUSE);
        assert_memory_refused(names[i], MEMORY_FRESH);
    }
}

static void shared_pages_that_are_refused(void **state) {
    (void)state;
    struct shared_pages pages;
    struct error error;
    memory_to_refuse = 0;
    assert_int_equal(shared_pages_create(1000, &pages, &error), STATUS_MEMORY);
    assert_null(pages.base);
    shared_pages_destroy(&pages);
    assert_int_equal(shared_pages_create(SIZE_MAX - 5, &pages, &error), STATUS_MEMORY);
    assert_int_equal(shared_pages_create(1000, &pages, &error), STATUS_OK);
    const struct leftovers before = leftovers_now();
    for (int i = 0; i < REPEATS; i++) {
        thread_to_refuse = 1;
        assert_int_equal(shared_pages_touch(&pages, plan(3), &error), STATUS_SYSTEM);
        assert_non_null(strstr(error.message, "thread 2 of 3"));
    }
    assert_nothing_left(before, 0);
    assert_int_equal(shared_pages_touch(&pages, plan(3), &error), STATUS_OK);
    shared_pages_destroy(&pages);
}

// --- Deaths ------------------------------------------------------------------------------------

// The stream's seed says how its fills end when they make element 0, and others never do.
enum { DIES_BY_EXIT = 1000 };

static void fill_and_die(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    memset(values, 0, count * sizeof(double));
    if (seed == 0)
        return;
    if (first > 0)
        for (;;)
            pause();
    if (seed >= DIES_BY_EXIT)
        _exit((int)(seed - DIES_BY_EXIT));
    raise((int)seed);
}

static _Atomic bool *armed; // shared: open's trial fills too, and is to live

static void fill_armed(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    fill_and_die(atomic_load(armed) ? seed : 0, first, count, values);
}

static const struct fill_level deadly_levels[] = {
    {.isa = ISA_SCALAR, .plain = {fill_armed}, .streaming = {fill_armed}},
};
static const struct stream deadly = {
    .name = "deadly", .reference = {fill_armed}, .levels = deadly_levels, .level_count = 1};

static struct job deadly_job(uint64_t seed) {
    struct job job = job_of(ELEMENT_F64, 1000);
    backend = backend_find("process", &device);
    job.spec.stream = &deadly;
    job.spec.seed = seed;
    job.cpus = plan(3);
    atomic_store(armed, false);
    return job;
}

// The child with the first slice dies in the middle of a fill, while the others work for ever.
static void assert_lost(uint64_t how, const char *says, const char *advises) {
    const struct job job = deadly_job(how);
    struct session *session = opened_for(&job);
    struct error error;
    atomic_store(armed, true);
    assert_int_equal(backend->fill(session, 0, 1000, &error), STATUS_LOST);
    assert_non_null(strstr(error.message, "child 1 of 3"));
    assert_non_null(strstr(error.message, says));
    assert_non_null(strstr(error.message, advises));
    backend->close(session);
}

static void a_child_that_dies_in_a_fill(void **state) {
    (void)state;
    const struct leftovers before = leftovers_now();
    assert_lost(SIGKILL, "signal 9 (Killed)", "out of memory");
    assert_lost(SIGBUS, "signal 7 (Bus error)", "");
    assert_lost(DIES_BY_EXIT + 3, "exit code 3", "");
    assert_nothing_left(before, 0);
}

static size_t list_children(pid_t list[8]) {
    size_t count = 0;
    FILE *file = fopen("/proc/thread-self/children", "r");
    assert_non_null(file);
    while (count < 8 && fscanf(file, "%d", &list[count]) == 1)
        count++;
    fclose(file);
    return count;
}

static void a_child_that_is_killed_while_parked(void **state) {
    (void)state;
    const struct leftovers before = leftovers_now();
    const struct job job = deadly_job(0);
    struct session *session = opened_for(&job);
    struct error error;
    pid_t list[8];
    assert_int_equal(list_children(list), 3);
    kill(list[1], SIGKILL);
    assert_int_equal(backend->fill(session, 0, 1000, &error), STATUS_LOST);
    assert_non_null(strstr(error.message, "signal 9"));
    backend->close(session);
    assert_nothing_left(before, 0);
}

static void children_leave_a_ctrl_c_to_the_parent(void **state) {
    (void)state;
    const struct job job = deadly_job(0);
    struct session *session = opened_for(&job);
    pid_t list[8];
    const size_t count = list_children(list);
    for (size_t i = 0; i < count; i++) {
        kill(list[i], SIGINT);
        kill(list[i], SIGTERM);
    }
    make(backend->fill, session, 0, 1000);
    backend->close(session);
}

static void children_hold_no_file_open(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const struct job job = deadly_job(0);
    struct session *session = opened_for(&job);
    close(ends[1]);
    struct pollfd end = {.fd = ends[0], .events = POLLIN};
    assert_int_equal(poll(&end, 1, 10000), 1); // at once: nobody else can write
    assert_true(end.revents & POLLHUP);
    close(ends[0]);
    backend->close(session);
}

// A runner that opens its backend and is killed: its children come to this process, its nearest
// living ancestor that takes orphans, dead by the same signal.
static void children_die_with_their_parent(void **state) {
    (void)state;
    skip_emulated(); // signals of dying parents reach the emulator
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    const struct job job = deadly_job(0);
    const pid_t runner = __real_fork();
    assert_true(runner >= 0);
    if (runner == 0) {
        struct opened opened = {0};
        struct session *session;
        struct error error;
        if (backend->open(backend, &job, &opened, &session, &error) != STATUS_OK)
            _exit(EXIT_FAILURE);
        raise(SIGKILL);
    }
    for (int dead = 0; dead < 4; dead++) { // the runner and its three children
        int how = 0;
        assert_true(waitpid(-1, &how, 0) > 0);
        assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    }
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // and no other
    assert_int_equal(errno, ECHILD);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(a_thread_that_does_not_start),
        TEST(a_child_that_is_not_forked),
        TEST(memory_that_is_refused),
        TEST(shared_pages_that_are_refused),
        TEST(a_child_that_dies_in_a_fill),
        TEST(a_child_that_is_killed_while_parked),
        TEST(children_leave_a_ctrl_c_to_the_parent),
        TEST(children_hold_no_file_open),
        TEST(children_die_with_their_parent),
    };
    armed =
        __real_mmap(NULL, sizeof *armed, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return armed == MAP_FAILED ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
