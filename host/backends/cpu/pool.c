// The gate at which workers wait, built on futexes: the kernel puts a waiter to sleep only if the
// word still has the value that it last saw, so no wake-up is lost.
//
// generation is raised to start a piece of work; done counts the workers that finished it, and the
// last one wakes the caller. Everything else in the gate is written before generation is raised
// (release) and read after that was seen (acquire), so it needs no lock.
// SPDX-License-Identifier: MIT
#include "backends/cpu/crew.h"

#include "backends/cpu/transport.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How long the caller sleeps before it looks whether a worker has died.
static const struct timespec patience = {.tv_nsec = 100 * 1000 * 1000};

// How often a caller that worked looks for the others before it sleeps: 15 to 50 µs, about what a
// sleep and a wake-up cost. A caller that only waits would take that time from a worker's core.
enum { LOOKS = 1000 };

struct gate {
    _Alignas(64) _Atomic uint32_t generation;
    _Alignas(64) _Atomic uint32_t done;
    _Alignas(64) struct work work;
    bool leave; // instead of work
};

struct crew {
    const struct crew_kind *kind;
    const struct cpu_plan *cpus;
    struct gate *gate;
    unsigned workers;
    unsigned first_started; // 1 where the caller is worker 0
    unsigned started;       // workers [first_started, started) live
    struct crew_worker members[];
};

static void futex_wake(_Atomic uint32_t *word, int waiters) {
    (void)syscall(SYS_futex, word, FUTEX_WAKE, waiters, NULL, NULL, 0);
}

// False after the timeout or a signal; true otherwise, whether or not the word has changed.
static bool futex_wait(_Atomic uint32_t *word, uint32_t seen, const struct timespec *timeout) {
    return syscall(SYS_futex, word, FUTEX_WAIT, seen, timeout, NULL, 0) == 0 || errno == EAGAIN;
}

static void open_gate(struct gate *gate) {
    atomic_store_explicit(&gate->done, 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&gate->generation, 1, memory_order_release);
    futex_wake(&gate->generation, INT_MAX);
}

static void pause_core(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// Parks until the gate opens for a generation other than the one seen; returns it.
static uint32_t wait_at_gate(struct gate *gate, uint32_t seen) {
    uint32_t generation;
    while ((generation = atomic_load_explicit(&gate->generation, memory_order_acquire)) == seen)
        (void)futex_wait(&gate->generation, seen, NULL);
    return generation;
}

void crew_serve(const struct crew_worker *worker) {
    const struct crew *crew = worker->crew;
    struct gate *gate = crew->gate;
    const uint32_t others = crew->workers - crew->first_started - 1;
    uint32_t seen = 0;
    (void)topology_pin(crew->cpus->cpu[worker->index]);
    for (;;) {
        seen = wait_at_gate(gate, seen);
        if (gate->leave)
            return;
        work_do(&gate->work, worker->index, crew->workers);
        if (atomic_fetch_add_explicit(&gate->done, 1, memory_order_acq_rel) == others)
            futex_wake(&gate->done, 1);
    }
}

static enum status check_workers(struct crew *crew, struct error *error) {
    enum status status = STATUS_OK;
    for (unsigned i = crew->first_started; status == STATUS_OK && i < crew->started; i++)
        if (crew->kind->check)
            status = crew->kind->check(&crew->members[i], error);
    return status;
}

static enum status wait_for_workers(struct crew *crew, struct error *error) {
    const uint32_t all = crew->workers - crew->first_started;
    _Atomic uint32_t *done = &crew->gate->done;
    uint32_t seen = atomic_load_explicit(done, memory_order_acquire);
    for (int i = 0; crew->kind->caller_works && seen != all && i < LOOKS; i++) {
        pause_core();
        seen = atomic_load_explicit(done, memory_order_acquire);
    }
    while ((seen = atomic_load_explicit(done, memory_order_acquire)) != all) {
        if (!futex_wait(done, seen, &patience)) {
            const enum status status = check_workers(crew, error);
            if (status != STATUS_OK)
                return status;
        }
    }
    return STATUS_OK;
}

// Takes what the children send, and looks for dead ones when nothing comes.
static enum status take_lists(struct crew *crew, const struct work *work, struct error *error) {
    enum { PATIENCE_MS = 100 };
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !transport_is_done(work->transport))
        if (!transport_take(work->transport, PATIENCE_MS))
            status = check_workers(crew, error);
    return status;
}

enum status crew_run(struct crew *crew, const struct work *work, struct error *error) {
    const bool carried = work->transport && work->kind != WORK_SEEK;
    enum status status = STATUS_OK;
    if (carried)
        transport_begin(work->transport, work);
    if (crew->first_started < crew->workers) {
        crew->gate->work = *work;
        open_gate(crew->gate);
    }
    if (crew->kind->caller_works)
        work_do(work, 0, crew->workers);
    if (carried)
        status = take_lists(crew, work, error);
    return status == STATUS_OK ? wait_for_workers(crew, error) : status;
}

static enum status start_workers(struct crew *crew, const struct transport *transport,
                                 struct error *error) {
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && crew->started < crew->workers; crew->started++) {
        struct crew_worker *worker = &crew->members[crew->started];
        const int channel = transport ? transport->channels[crew->started].to : -1;
        *worker = (struct crew_worker){.crew = crew, .index = crew->started, .channel = channel};
        status = crew->kind->start(worker, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

enum status crew_open(const struct crew_kind *kind, const struct cpu_plan *cpus, unsigned workers,
                      const struct transport *transport, struct crew **opened,
                      struct error *error) {
    *opened = NULL;
    struct crew *crew = calloc(1, sizeof *crew + workers * sizeof crew->members[0]);
    struct gate *gate =
        mmap(NULL, sizeof *gate, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!crew || gate == MAP_FAILED) {
        free(crew);
        if (gate != MAP_FAILED)
            munmap(gate, sizeof *gate);
        return fail(error, STATUS_MEMORY, "no memory is left to start %u workers", workers);
    }
    const unsigned first = kind->caller_works ? 1 : 0;
    *crew = (struct crew){.kind = kind,
                          .cpus = cpus,
                          .gate = gate,
                          .workers = workers,
                          .first_started = first,
                          .started = first};
    if (kind->caller_works)
        (void)topology_pin(cpus->cpu[0]);
    const enum status status = start_workers(crew, transport, error);
    if (status == STATUS_OK)
        *opened = crew;
    else
        crew_close(crew);
    return status;
}

unsigned crew_size(const struct crew *crew) {
    return crew->workers;
}

unsigned crew_started(const struct crew *crew) {
    return crew->workers - crew->first_started;
}

void crew_close(struct crew *crew) {
    if (!crew)
        return;
    crew->gate->leave = true;
    open_gate(crew->gate);
    while (crew->started > crew->first_started) {
        crew->started--;
        crew->kind->end(&crew->members[crew->started]);
    }
    munmap(crew->gate, sizeof *crew->gate);
    free(crew);
}
