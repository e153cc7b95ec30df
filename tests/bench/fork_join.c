// What it costs to start every worker and to wait for all of them, with nothing to make: OpenMP's
// team (which spins unless OMP_WAIT_POLICY=passive) beside the worker pools of pthread and process;
// and what a list of 64 numbers costs. Nanoseconds, the median and the least of many. Each subject
// runs in a process of its own, one after the other.
//
//   bench_fork_join [WORKERS]    as many as there are processors unless told
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"
#include "platform/clock.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 20000, FIRST = 100, NUMBERS = 64 }; // the first ones aren't counted

static struct cpu_plan cpus;
static uint64_t run_ns[RUNS];

struct line {
    _Alignas(64) volatile char one;
};
extern struct line touched[WORKERS_MAX];
struct line touched[WORKERS_MAX];

static int by_size(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void check(enum status status, const struct error *error) {
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "bench_fork_join: %s\n", error->message);
    exit(EXIT_FAILURE);
}

// Each thread touches a line of its own, so that the region is not optimised away.
static void run_openmp(void *nothing) {
    (void)nothing;
#pragma omp parallel num_threads((int)cpus.workers)
    touched[omp_get_thread_num()].one = 1;
}

static void run_pool(void *pool) {
    const struct work nothing = {.kind = WORK_SEEK, .workers = cpus.workers, .element_bytes = 1};
    struct error error;
    check(pool_run(pool, &nothing, &error), &error);
}

static void run_fill(void *session) {
    struct error error;
    check(host_fill(session, 0, NUMBERS, &error), &error);
}

static void time_runs(const char *name, const char *what, void (*run)(void *), void *subject) {
    for (int i = -FIRST; i < RUNS; i++) {
        const uint64_t start = clock_now_ns();
        run(subject);
        run_ns[i < 0 ? 0 : i] = clock_now_ns() - start;
    }
    qsort(run_ns, RUNS, sizeof *run_ns, by_size);
    printf("%-8s %-24s %8llu %8llu\n", name, what, (unsigned long long)run_ns[RUNS / 2],
           (unsigned long long)run_ns[0]);
}

static void measure_openmp(const char *name) {
    time_runs(name, "empty region", run_openmp, NULL);
}

static void measure_pool(const char *name) {
    const char *device;
    struct pool *pool;
    struct error error;
    check(pool_open(backend_find(name, &device)->kind->pool, &cpus, cpus.workers, NULL, &pool,
                    &error),
          &error);
    time_runs(name, "nothing, not spinning", run_pool, pool);
    check(pool_stand_by(pool, cpus.workers, &error), &error);
    time_runs(name, "nothing, standing by", run_pool, pool);
    pool_close(pool);
}

static void measure_fill(const char *name) {
    const char *device;
    const struct backend *backend = backend_find(name, &device);
    const struct job job = {
        .spec = {.stream = streams[0], .seed = 1234, .stores = STORES_PLAIN},
        .capacity = NUMBERS,
        .cpus = &cpus,
        .device = device,
    };
    struct opened opened = {0};
    struct session *session;
    struct error error;
    check(backend->open(backend, &job, &opened, &session, &error), &error);
    check(host_stand_by(session, NUMBERS, &error), &error);
    time_runs(name, "64 f64, standing by", run_fill, session);
    backend->close(session);
}

static void apart(void (*measure)(const char *), const char *name) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        measure(name);
        exit(EXIT_SUCCESS);
    }
    (void)waitpid(child, NULL, 0);
}

int main(int count, char **arguments) {
    struct error error;
    check(topology_plan(count > 1 ? (unsigned)atoi(arguments[1]) : 0, &cpus, &error), &error);
    printf("%-8s %-24s %8s %8s ns, %u workers; a reading of the clock takes %llu\n", "", "",
           "median", "least", cpus.workers, (unsigned long long)clock_cost_ns());
    apart(measure_openmp, "OpenMP");
    apart(measure_pool, "pthread");
    apart(measure_pool, "process");
    apart(measure_fill, "serial");
    apart(measure_fill, "pthread");
    apart(measure_fill, "process");
    return EXIT_SUCCESS;
}
