// Between its samples a backend leaves the processors to the others, though its workers spin within
// one: what its processes use of them is read while it waits.
// SPDX-License-Identifier: MIT
#include "contract.h"

#include "measure/runner.h"

#include <sys/wait.h>
#include <time.h>

enum { COUNT = 100000, SAMPLES = 50, WAIT_US = 3000 };

static uint64_t used_ns(pid_t pid) {
    clockid_t clock;
    struct timespec used;
    assert_int_equal(clock_getcpuclockid(pid, &clock), 0);
    assert_int_equal(clock_gettime(clock, &used), 0);
    return (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec;
}

// Of the runner with all its threads, and of its children.
static uint64_t all_used_ns(pid_t runner) {
    char path[64];
    int child;
    uint64_t ns = used_ns(runner);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", runner, runner);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fscanf(file, "%d", &child) == 1)
        ns += used_ns(child);
    fclose(file);
    return ns;
}

static void ask(struct runner *runner, const struct request *request) {
    struct reply reply;
    struct error error = {0};
    if (runner_call(runner, request, "sampling", &reply, &error) != STATUS_OK)
        fail_msg("%s", error.message);
}

static void assert_parked(const char *name) {
    backend = backend_find(name, &device);
    const struct job job = job_of(ELEMENT_F64, COUNT);
    const struct runner_setup setup = {.backend = backend, .job = &job, .patience_s = 60};
    struct runner runner;
    struct error error = {0};
    uint64_t waiting_ns = 0;
    assert_int_equal(runner_start(&setup, &runner, &error), STATUS_OK);
    ask(&runner, &(struct request){.kind = REQUEST_OPEN});
    for (int i = 0; i < SAMPLES; i++) {
        ask(&runner, &(struct request){.kind = REQUEST_SAMPLE, .repeats = 10, .count = COUNT});
        const uint64_t before = all_used_ns(runner.pid);
        usleep(WAIT_US);
        waiting_ns += all_used_ns(runner.pid) - before;
    }
    // Going to sleep takes some 10 µs; a worker that went on spinning used 0.3 ms or more.
    if (waiting_ns > SAMPLES * 60000)
        fail_msg("%s used %.3f ms in %d waits of %d µs", name, (double)waiting_ns * 1e-6, SAMPLES,
                 WAIT_US);
    ask(&runner, &(struct request){.kind = REQUEST_CLOSE});
    runner_end(&runner);
}

static void threads_leave_the_processors(void **state) {
    (void)state;
    skip_emulated(); // the emulator's own threads use them
    assert_parked("pthread");
}

static void children_leave_the_processors(void **state) {
    (void)state;
    skip_emulated();
    assert_parked("process");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(threads_leave_the_processors),
        TEST(children_leave_the_processors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
