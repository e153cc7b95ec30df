// Where workers wait: each at a gate of its own, so that work reaches those who share it and leaves
// the others alone. It spins there for a while, as the threads of OpenMP and TBB do, and then
// sleeps in a futex: the kernel puts a waiter to sleep only if the word still has the value that it
// last saw, so no wake-up is lost.
//
// A gate's count is raised to start a worker; left counts those still at work, and the last one
// wakes the caller. The work is written before a gate is opened (release) and read by those whose
// gate it is after that was seen (acquire), and they are waited for, so it needs no lock.
//
// SPDX-License-Identifier: MIT
#include "backends/cpu/pool.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How long the caller sleeps before it looks whether a worker has died.
static const struct timespec patience = {.tv_nsec = 100 * 1000 * 1000};

// How often a spinning worker or caller looks before it sleeps: 0.3 to 1 ms. Longer than anything
// between two fills of a sample, and ten times what sleeping and waking cost (25 to 55 µs).
enum { LOOKS = 20000 };

struct gate {
    _Alignas(64) _Atomic uint32_t opened;
    _Atomic bool sleeps; // its worker, or will at once
};

// In memory that children share.
struct board {
    _Alignas(64) _Atomic uint32_t left; // started workers that are still at work
    _Atomic bool caller_sleeps;
    _Alignas(64) struct work work;
    unsigned spinning; // workers 0 .. spinning - 1 spin before they sleep
    bool leave;        // instead of work
    struct gate gates[];
};

struct pool {
    const struct pool_kind *kind;
    const struct cpu_plan *cpus;
    struct transport *transport;
    struct board *board;
    unsigned workers;
    unsigned first_started; // 1 where the caller is worker 0
    unsigned started;       // workers [first_started, started) live
    struct pool_worker members[];
};

static void futex_wake(_Atomic uint32_t *word) {
    (void)syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

// False after the timeout or a signal; true otherwise, whether or not the word has changed.
static bool futex_wait(_Atomic uint32_t *word, uint32_t seen, const struct timespec *timeout) {
    return syscall(SYS_futex, word, FUTEX_WAIT, seen, timeout, NULL, 0) == 0 || errno == EAGAIN;
}

static void pause_core(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// --- A worker ----------------------------------------------------------------------------------

// Waits until the gate is opened again; returns its new count.
static uint32_t wait_at_gate(struct gate *gate, uint32_t seen, unsigned looks) {
    uint32_t opened = atomic_load_explicit(&gate->opened, memory_order_acquire);
    for (; looks > 0 && opened == seen; looks--) {
        pause_core();
        opened = atomic_load_explicit(&gate->opened, memory_order_acquire);
    }
    if (opened != seen)
        return opened;
    atomic_store(&gate->sleeps, true);
    while ((opened = atomic_load(&gate->opened)) == seen)
        (void)futex_wait(&gate->opened, seen, NULL);
    atomic_store_explicit(&gate->sleeps, false, memory_order_relaxed);
    return opened;
}

static void do_slice(const struct pool *pool, const struct work *work, unsigned worker) {
    const struct slice slice = work_slice(work, worker);
    if (slice.count == 0)
        return;
    if (pool->transport && work->kind != WORK_SEEK)
        transport_send(pool->transport, work, worker, slice);
    else
        work_make(work, worker, slice,
                  work->values + (slice.first - work->first) * work->element_bytes);
}

void pool_serve(const struct pool_worker *worker) {
    const struct pool *pool = worker->pool;
    struct board *board = pool->board;
    unsigned looks = 0;
    uint32_t seen = 0;
    (void)topology_pin(pool->cpus->cpu[worker->index]);
    for (;;) {
        seen = wait_at_gate(&board->gates[worker->index], seen, looks);
        if (board->leave)
            return;
        looks = worker->index < board->spinning ? LOOKS : 0;
        do_slice(pool, &board->work, worker->index);
        if (atomic_fetch_sub(&board->left, 1) == 1 && atomic_load(&board->caller_sleeps))
            futex_wake(&board->left);
    }
}

// --- The caller --------------------------------------------------------------------------------

// Opens the gates of the started workers below `workers`.
static void open_gates(struct pool *pool, unsigned workers) {
    for (unsigned i = pool->first_started; i < workers; i++) {
        struct gate *gate = &pool->board->gates[i];
        atomic_fetch_add(&gate->opened, 1);
        if (atomic_load(&gate->sleeps))
            futex_wake(&gate->opened);
    }
}

// How many of so many workers may spin: none where there are more than processors that they may
// use, and one less where the caller waits beside them, on a processor of its own.
static unsigned may_spin(const struct pool *pool, unsigned workers) {
    const unsigned processors = pool->cpus->processors;
    if (pool->workers > processors)
        return 0;
    return pool->kind->caller_works || workers < processors ? workers : processors - 1;
}

static enum status check_workers(struct pool *pool, struct error *error) {
    for (unsigned i = pool->first_started; pool->kind->check && i < pool->started; i++)
        TRY(pool->kind->check(&pool->members[i], error));
    return STATUS_OK;
}

static enum status wait_for_workers(struct pool *pool, unsigned workers, struct error *error) {
    struct board *board = pool->board;
    const bool spins = may_spin(pool, workers) == workers;
    uint32_t left = atomic_load_explicit(&board->left, memory_order_acquire);
    for (unsigned i = 0; spins && left > 0 && i < LOOKS; i++) {
        pause_core();
        left = atomic_load_explicit(&board->left, memory_order_acquire);
    }
    if (left == 0)
        return STATUS_OK;
    enum status status = STATUS_OK;
    atomic_store(&board->caller_sleeps, true);
    while (status == STATUS_OK && (left = atomic_load(&board->left)) > 0)
        if (!futex_wait(&board->left, left, &patience))
            status = check_workers(pool, error);
    atomic_store_explicit(&board->caller_sleeps, false, memory_order_relaxed);
    return status;
}

// Takes what the children send, and looks for dead ones when nothing comes.
static enum status take_lists(struct pool *pool, struct error *error) {
    enum { PATIENCE_MS = 100 };
    while (!transport_is_done(pool->transport))
        if (!transport_take(pool->transport, PATIENCE_MS))
            TRY(check_workers(pool, error));
    return STATUS_OK;
}

enum status pool_run(struct pool *pool, const struct work *work, struct error *error) {
    const bool carried = pool->transport && work->kind != WORK_SEEK;
    const bool shared = work->workers > pool->first_started;
    if (carried)
        transport_begin(pool->transport, work);
    if (shared) {
        pool->board->work = *work;
        atomic_store_explicit(&pool->board->left, work->workers - pool->first_started,
                              memory_order_relaxed);
        open_gates(pool, work->workers);
    }
    if (pool->kind->caller_works)
        do_slice(pool, work, 0);
    if (carried)
        TRY(take_lists(pool, error));
    return shared ? wait_for_workers(pool, work->workers, error) : STATUS_OK;
}

enum status pool_stand_by(struct pool *pool, unsigned workers, struct error *error) {
    const unsigned before = pool->board->spinning, now = may_spin(pool, workers);
    const struct work nothing = {
        .kind = WORK_SEEK, .workers = now > before ? now : before, .element_bytes = 1};
    pool->board->spinning = now; // which they see as they do nothing
    return nothing.workers > pool->first_started ? pool_run(pool, &nothing, error) : STATUS_OK;
}

// --- Opening and closing -----------------------------------------------------------------------

static size_t board_bytes(unsigned workers) {
    return sizeof(struct board) + workers * sizeof(struct gate);
}

static enum status start_workers(struct pool *pool, struct error *error) {
    for (; pool->started < pool->workers; pool->started++) {
        const unsigned index = pool->started;
        const int channel = pool->transport ? pool->transport->channels[index].to : -1;
        pool->members[index] =
            (struct pool_worker){.pool = pool, .index = index, .channel = channel};
        TRY(pool->kind->start(&pool->members[index], error));
    }
    return STATUS_OK;
}

enum status pool_open(const struct pool_kind *kind, const struct cpu_plan *cpus, unsigned workers,
                      struct transport *transport, struct pool **opened, struct error *error) {
    *opened = NULL;
    struct pool *pool = calloc(1, sizeof *pool + workers * sizeof pool->members[0]);
    struct board *board =
        mmap(NULL, board_bytes(workers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!pool || board == MAP_FAILED) {
        free(pool);
        if (board != MAP_FAILED)
            munmap(board, board_bytes(workers));
        return fail(error, STATUS_MEMORY, "no memory is left to start %u workers", workers);
    }
    const unsigned first = kind->caller_works ? 1 : 0;
    *pool = (struct pool){.kind = kind,
                          .cpus = cpus,
                          .transport = transport,
                          .board = board,
                          .workers = workers,
                          .first_started = first,
                          .started = first};
    if (!transport) // one that spins on the processor of the first worker would keep it waiting
        (void)topology_pin(kind->caller_works ? cpus->cpu[0] : cpus->beside);
    const enum status status = start_workers(pool, error);
    if (status != STATUS_OK) {
        pool_close(pool);
        return status;
    }
    *opened = pool;
    return STATUS_OK;
}

unsigned pool_size(const struct pool *pool) {
    return pool->workers;
}

unsigned pool_started(const struct pool *pool) {
    return pool->workers - pool->first_started;
}

void pool_close(struct pool *pool) {
    if (!pool)
        return;
    pool->board->leave = true;
    open_gates(pool, pool->started);
    while (pool->started > pool->first_started) {
        pool->started--;
        pool->kind->end(&pool->members[pool->started]);
    }
    munmap(pool->board, board_bytes(pool->workers));
    free(pool);
}
