// The session of serial, pthread and process: the fill, its lists and the pool that runs it.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

#include "backends/cpu/worth.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// The trial of plain against streaming stores: each fills this many bytes a worker, this often, and
// the best time counts. More than a core's share of any cache, and under half a second in all.
static const uint64_t trial_bytes = 64u << 20;
enum { TRIAL_ROUNDS = 4 };

// The two kinds of store, in the order of their trials.
static const enum stores kinds[] = {STORES_PLAIN, STORES_STREAMING};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct session {
    struct lists lists;
    struct pool *pool;
    struct transport transport; // zeroed where workers write the lists themselves
    const struct fill_level *level;
    struct cursor *cursors; // one for each worker, in memory that children share
    unsigned workers;
    struct worth worth;
    uint64_t asked_count; // the last one, and the workers that it is worth
    unsigned asked_workers;
    struct work fill; // workers, first, count and values are set by each fill
    uint64_t capacity;
};

static bool sends(const struct session *session) {
    return session->transport.kind != NULL;
}

static unsigned workers_for(struct session *session, uint64_t count) {
    if (count != session->asked_count) {
        session->asked_count = count;
        session->asked_workers = worth_workers(&session->worth, count);
    }
    return session->asked_workers;
}

write_function *host_write(enum stores stores) {
    return stores == STORES_STREAMING ? memory_write_streaming : memory_write_plain;
}

void host_probe(const struct backend *backend, const char *device, struct probe *probe) {
    struct error error;
    if (opening_refuse_device(backend, device, &error) != STATUS_OK) {
        snprintf(probe->reason, sizeof probe->reason, "%s", error.message);
        return;
    }
    const unsigned workers = backend->traits & TRAIT_SINGLE ? 1 : topology_default_workers();
    const struct fill_level *level = stream_level(streams[0], ELEMENT_F64, ISA_AUTO);
    probe->ready = true;
    snprintf(probe->detail, sizeof probe->detail, "%u worker%s, %s", workers,
             workers == 1 ? "" : "s", isa_name(level->isa));
}

// --- Choosing the fill -------------------------------------------------------------------------

static enum status refuse_fill(const struct job *job, struct error *error) {
    if (!isa_runs(job->spec.isa)) {
        return fail(error, STATUS_UNAVAILABLE,
                    "this processor or kernel does not run the vector level %s; choose another, "
                    "or auto",
                    isa_name(job->spec.isa));
    }
    return fail(error, STATUS_UNAVAILABLE,
                "this build has no fill for stream %s, type %s at vector level %s; choose "
                "another, or auto",
                job->spec.stream->name, element_name(job->spec.type), isa_name(job->spec.isa));
}

static enum status find_level(struct session *session, const struct job *job, struct error *error) {
    session->level = stream_level(job->spec.stream, job->spec.type, job->spec.isa);
    return session->level ? STATUS_OK : refuse_fill(job, error);
}

static enum status map_cursors(struct session *session, struct error *error) {
    void *cursors = mmap(NULL, session->workers * sizeof *session->cursors, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (cursors == MAP_FAILED)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    session->cursors = cursors;
    session->fill.cursors = cursors;
    return STATUS_OK;
}

static void set_cursors(struct session *session, const struct job *job, enum stores stores) {
    for (unsigned i = 0; i < session->workers; i++)
        cursor_set(&session->cursors[i], job->spec.stream, job->spec.type, job->spec.seed,
                   session->level, stores);
}

// Fills elements [first, first + count) where the list of elements 0, 1, … has them, from cursors
// that stand there: *taken says how long.
static enum status time_piece(struct session *session, uint64_t first, uint64_t count,
                              uint64_t *taken, struct error *error) {
    struct work work = session->fill;
    work.first = first;
    work.count = count;
    work.workers = workers_for(session, count);
    TRY(lists_begin(&session->lists, 0, error));
    work.values = session->lists.values + first * work.element_bytes;
    work.kind = WORK_SEEK;
    TRY(pool_run(session->pool, &work, error));
    work.kind = WORK_FILL;
    const uint64_t start = clock_now_ns();
    const enum status status = pool_run(session->pool, &work, error);
    *taken = clock_now_ns() - start;
    return status;
}

// Fills piece after piece, walking through the lists as the job will: *taken is the last one's
// time. The first finds the caches as the other kind of store left them, so at least two are
// needed: plain stores leave up to a cache of lines that are still to be written, which the next
// ones pay for. Timed by turns, one piece each, streaming stores looked a third slower than they
// were.
enum { TRIAL_PIECES = 2 };
static enum status time_pieces(struct session *session, uint64_t *walked, uint64_t piece,
                               uint64_t *taken, struct error *error) {
    const uint64_t pieces = piece > 0 ? session->capacity / piece : 1;
    for (unsigned i = 0; i < TRIAL_PIECES; i++)
        TRY(time_piece(session, (*walked)++ % pieces * piece, piece, taken, error));
    return STATUS_OK;
}

// Best times of both kinds of store, by turns; the faster is kept. Of lists larger than the caches
// plain ones must be clearly faster: where memory is the limit, streaming stores were as fast or a
// third faster, depending on what a virtual machine's neighbours do, and that changes between the
// trial and the run (16.3 to 24.6 ms with plain ones, 15.8 to 20.2 with streaming ones).
enum { CLEARLY_FASTER = 90 }; // per cent of the other's time
static enum status try_stores(struct session *session, const struct job *job, enum stores *best,
                              struct error *error) {
    const uint64_t most = trial_bytes / session->fill.element_bytes * session->workers;
    const uint64_t piece = session->capacity < most ? session->capacity : most;
    uint64_t best_ns[KINDS] = {UINT64_MAX, UINT64_MAX}, walked = 0;
    for (unsigned trial = 0; trial < KINDS * TRIAL_ROUNDS; trial++) {
        uint64_t taken = 0, *kind_ns = &best_ns[trial % KINDS];
        set_cursors(session, job, kinds[trial % KINDS]);
        TRY(time_pieces(session, &walked, piece, &taken, error));
        *kind_ns = taken < *kind_ns ? taken : *kind_ns;
    }
    const uint64_t percent = session->capacity > most ? CLEARLY_FASTER : 100;
    *best = best_ns[0] * 100 < best_ns[1] * percent ? kinds[0] : kinds[1];
    return STATUS_OK;
}

static enum status choose_stores(struct session *session, const struct job *job,
                                 struct opened *opened, struct error *error) {
    enum stores chosen = job->spec.stores;
    if (sends(session) && job->spec.stores == STORES_AUTO) {
        chosen = STORES_PLAIN; // what is to be sent had better stay in the cache
    } else if (job->spec.stores == STORES_AUTO) {
        const uint64_t start = clock_now_ns();
        TRY(try_stores(session, job, &chosen, error));
        opening_record_since(opened, "stores tried", start);
    }
    set_cursors(session, job, chosen);
    snprintf(opened->variant, sizeof opened->variant, "%s, %s stores%s%s",
             isa_name(session->level->isa), stores_name(chosen), sends(session) ? ", sent by " : "",
             sends(session) ? transport_name(job->spec.transport) : "");
    return STATUS_OK;
}

// --- How many workers a list is worth ----------------------------------------------------------

// Nanoseconds of the best of many runs of the work; in memory that is made anew, of a few.
static enum status least_time(struct session *session, struct work work, double *least_ns,
                              struct error *error) {
    enum { RUNS_LEAST = 8, RUNS_MOST = 1000, ENOUGH_NS = 200000 };
    uint64_t least = UINT64_MAX, all = 0;
    for (int i = 0; i < RUNS_LEAST || (i < RUNS_MOST && all > 0 && all < ENOUGH_NS); i++) {
        if (work.count > 0)
            TRY(lists_begin(&session->lists, 0, error));
        work.values = session->lists.values;
        const uint64_t start = clock_now_ns();
        TRY(pool_run(session->pool, &work, error));
        const uint64_t ns = clock_now_ns() - start;
        least = ns < least ? ns : least;
        all += session->lists.fresh ? 0 : ns;
    }
    *least_ns = (double)least;
    return STATUS_OK;
}

// What one worker makes in its caches, and what it costs to start so many with nothing to make.
static enum status measure_worth(struct session *session, struct opened *opened,
                                 struct error *error) {
    enum { PIECE = 2048 }; // elements
    const uint64_t begin = clock_now_ns();
    struct worth *worth = &session->worth;
    struct work work = session->fill;
    double piece_ns;
    *worth = worth_of(session->workers);
    if (session->workers == 1)
        return STATUS_OK;
    for (unsigned i = 0; i < worth->steps; i++) {
        work.workers = worth->step[i].workers;
        TRY(least_time(session, work, &worth->step[i].start_ns, error));
    }
    work.workers = 1;
    work.count = session->capacity < PIECE ? session->capacity : PIECE;
    TRY(least_time(session, work, &piece_ns, error));
    if (piece_ns > worth->step[0].start_ns && work.count > 0)
        worth->element_ns = (piece_ns - worth->step[0].start_ns) / (double)work.count;
    opening_record_since(opened, "start of workers timed", begin);
    return STATUS_OK;
}

// "2 of 16 workers", where not all are worth starting for the job's lists.
static void name_workers(struct session *session, struct opened *opened) {
    const size_t length = strlen(opened->variant);
    opened->workers_used = workers_for(session, session->capacity);
    if (opened->workers_used < session->workers)
        snprintf(opened->variant + length, sizeof opened->variant - length, ", %u of %u workers",
                 opened->workers_used, session->workers);
}

// Each worker to where its slice of the whole run begins; in a stream of MT19937 that takes a jump.
static enum status go_to_slices(struct session *session, const struct job *job,
                                struct opened *opened, struct error *error) {
    struct work work = session->fill;
    if (job->spec.stream->generator != GENERATOR_MT19937)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    work.kind = WORK_SEEK;
    work.count = job->capacity;
    work.workers = workers_for(session, job->capacity);
    const enum status status = pool_run(session->pool, &work, error);
    opening_record_since(opened, "jump", start);
    return status;
}

// --- Opening and closing -----------------------------------------------------------------------

// Between children and this process, where lists are not shared.
static enum status open_transport(struct session *session, const struct backend_kind *kind,
                                  const struct job *job, struct opened *opened,
                                  struct error *error) {
    if (!kind->transports || job->spec.transport == TRANSPORT_SHM)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    TRY(transport_open(job->spec.transport, session->workers, &session->transport, error));
    opening_record_since(opened, "channels opened", start);
    return STATUS_OK;
}

static enum status start_pool(struct session *session, const struct backend_kind *kind,
                              const struct job *job, struct opened *opened, struct error *error) {
    const struct work nothing = {
        .kind = WORK_SEEK, .workers = session->workers, .element_bytes = 1};
    const uint64_t start = clock_now_ns();
    TRY(pool_open(kind->pool, job->cpus, session->workers,
                  sends(session) ? &session->transport : NULL, &session->pool, error));
    transport_keep_own_ends(&session->transport);
    // Until each has answered once: before that it is only on its way.
    TRY(pool_run(session->pool, &nothing, error));
    if (kind->started) {
        char name[sizeof opened->phases[0].name];
        snprintf(name, sizeof name, "%s: %u", kind->started, pool_started(session->pool));
        opening_record_since(opened, name, start);
    }
    return STATUS_OK;
}

// Every page once, by the worker that will fill it. Even where the shared pages exist, this
// process and its children have yet to enter them into their own page tables.
static enum status touch_lists(struct session *session, struct opened *opened,
                               struct error *error) {
    if (session->lists.fresh)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    const struct work touch = {.kind = WORK_WRITE,
                               .write = memory_write_plain,
                               .workers = session->workers,
                               .count = session->lists.bytes,
                               .element_bytes = 1,
                               .values = session->lists.base};
    TRY(pool_run(session->pool, &touch, error));
    opening_record_since(opened, "memory touched", start);
    if (!sends(session))
        return STATUS_OK;
    const uint64_t again = clock_now_ns(); // once more: what carrying alone costs
    TRY(pool_run(session->pool, &touch, error));
    opening_record_since(opened, "lists carried, none made", again);
    return STATUS_OK;
}

// With workers that spin, as those of a sample do.
static enum status try_out(struct session *session, const struct job *job, struct opened *opened,
                           struct error *error) {
    set_cursors(session, job, job->spec.stores);
    TRY(pool_stand_by(session->pool, session->workers, error));
    TRY(measure_worth(session, opened, error));
    TRY(choose_stores(session, job, opened, error));
    TRY(go_to_slices(session, job, opened, error));
    name_workers(session, opened);
    session->lists.values = NULL; // what the trial left is no list
    return pool_stand_by(session->pool, 0, error);
}

static enum status make_ready(struct session *session, const struct backend *backend,
                              const struct job *job, struct opened *opened, struct error *error) {
    const struct backend_kind *kind = backend->kind;
    TRY(opening_refuse_job(backend, job, error));
    TRY(find_level(session, job, error));
    TRY(map_cursors(session, error));
    TRY(open_transport(session, kind, job, opened, error));
    TRY(lists_open(job, sends(session) ? LISTS_PRIVATE : kind->sharing, &session->lists, error));
    TRY(start_pool(session, kind, job, opened, error));
    TRY(touch_lists(session, opened, error));
    return try_out(session, job, opened, error);
}

enum status host_open(const struct backend *backend, const struct job *job, struct opened *opened,
                      struct session **session, struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    (*session)->workers = backend->traits & TRAIT_SINGLE ? 1 : job->cpus->workers;
    opened->workers = (*session)->workers;
    (*session)->fill.kind = WORK_FILL;
    (*session)->fill.element_bytes = element_bytes(job->spec.type);
    (*session)->capacity = job->capacity;
    (*session)->asked_count = UINT64_MAX;
    const enum status status = make_ready(*session, backend, job, opened, error);
    if (status != STATUS_OK) {
        host_close(*session);
        *session = NULL;
    }
    return status;
}

void host_close(struct session *session) {
    if (session) {
        pool_close(session->pool);
        transport_close(&session->transport);
        lists_close(&session->lists);
        if (session->cursors)
            munmap(session->cursors, session->workers * sizeof *session->cursors);
        free(session);
    }
}

// --- Working -----------------------------------------------------------------------------------

static enum status run(struct session *session, struct work work, struct error *error) {
    TRY(lists_begin(&session->lists, work.first, error));
    work.values = session->lists.values;
    work.workers = workers_for(session, work.count);
    return pool_run(session->pool, &work, error);
}

enum status host_fill(struct session *session, uint64_t first, uint64_t count,
                      struct error *error) {
    struct work work = session->fill;
    work.first = first;
    work.count = count;
    return run(session, work, error);
}

enum status host_stand_by(struct session *session, uint64_t count, struct error *error) {
    return pool_stand_by(session->pool, count > 0 ? workers_for(session, count) : 0, error);
}

enum status host_ceiling(struct session *session, enum stores stores, uint64_t count,
                         struct error *error) {
    if (sends(session) && stores == STORES_STREAMING)
        return fail(error, STATUS_UNAVAILABLE, "the kernel copies with stores of its own");
    const struct work work = {.kind = WORK_WRITE,
                              .write = host_write(stores),
                              .count = count,
                              .element_bytes = session->fill.element_bytes};
    const enum status status = run(session, work, error);
    session->lists.values = NULL; // no list either
    return status;
}

enum status host_view(struct session *session, const void **values, struct error *error) {
    return lists_view(&session->lists, values, error);
}

enum status host_poison(struct session *session, struct error *error) {
    return lists_poison(&session->lists, error);
}
