// The session of serial, pthread and process: the fill, its lists and the crew that runs it.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"

#include "backends/cpu/transport.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
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
    struct crew *crew;
    struct transport transport; // zeroed where workers write the lists themselves
    const struct fill_level *level;
    struct cursor *cursors; // one for each worker, in memory that children share
    unsigned workers;
    struct work fill; // first, count and values are set by each fill
    uint64_t capacity;
};

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
    if (!isa_runs(job->isa)) {
        return fail(error, STATUS_UNAVAILABLE,
                    "this processor or kernel does not run the vector level %s; choose another, "
                    "or auto",
                    isa_name(job->isa));
    }
    return fail(error, STATUS_UNAVAILABLE,
                "this build has no fill for stream %s, type %s at vector level %s; choose "
                "another, or auto",
                job->stream->name, element_name(job->type), isa_name(job->isa));
}

static enum status find_level(struct session *session, const struct job *job, struct error *error) {
    session->level = stream_level(job->stream, job->type, job->isa);
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
        cursor_set(&session->cursors[i], job->stream, job->type, job->seed, session->level, stores);
}

// Fills elements [first, first + count) where the list of elements 0, 1, … has them, from cursors
// that stand there: *taken says how long.
static enum status time_piece(struct session *session, uint64_t first, uint64_t count,
                              uint64_t *taken, struct error *error) {
    struct work work = session->fill;
    work.first = first;
    work.count = count;
    enum status status = lists_begin(&session->lists, 0, error);
    if (status != STATUS_OK)
        return status;
    work.values = session->lists.values + first * work.element_bytes;
    work.kind = WORK_SEEK;
    status = crew_run(session->crew, &work, error);
    if (status != STATUS_OK)
        return status;
    work.kind = WORK_FILL;
    const uint64_t start = clock_now_ns();
    status = crew_run(session->crew, &work, error);
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
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < TRIAL_PIECES && status == STATUS_OK; i++)
        status = time_piece(session, (*walked)++ % pieces * piece, piece, taken, error);
    return status;
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
        const enum status status = time_pieces(session, &walked, piece, &taken, error);
        if (status != STATUS_OK)
            return status;
        *kind_ns = taken < *kind_ns ? taken : *kind_ns;
    }
    const uint64_t percent = session->capacity > most ? CLEARLY_FASTER : 100;
    *best = best_ns[0] * 100 < best_ns[1] * percent ? kinds[0] : kinds[1];
    return STATUS_OK;
}

static enum status choose_stores(struct session *session, const struct job *job,
                                 struct opened *opened, struct error *error) {
    enum stores chosen = job->stores;
    enum status status = STATUS_OK;
    if (session->fill.transport && job->stores == STORES_AUTO) {
        chosen = STORES_PLAIN; // what is to be sent had better stay in the cache
    } else if (job->stores == STORES_AUTO) {
        const uint64_t start = clock_now_ns();
        status = try_stores(session, job, &chosen, error);
        opening_record_since(opened, "stores tried", start);
    }
    set_cursors(session, job, chosen);
    snprintf(opened->variant, sizeof opened->variant, "%s, %s stores%s%s",
             isa_name(session->level->isa), stores_name(chosen),
             session->fill.transport ? ", sent by " : "",
             session->fill.transport ? transport_name(job->transport) : "");
    return status;
}

// Each worker to where its slice of the whole run begins; in a stream of MT19937 that takes a jump.
static enum status go_to_slices(struct session *session, const struct job *job,
                                struct opened *opened, struct error *error) {
    struct work work = session->fill;
    if (job->stream->generator != GENERATOR_MT19937)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    work.kind = WORK_SEEK;
    work.count = job->capacity;
    const enum status status = crew_run(session->crew, &work, error);
    opening_record_since(opened, "jump", start);
    return status;
}

// --- Opening and closing -----------------------------------------------------------------------

// Between children and this process, where lists are not shared.
static enum status open_transport(struct session *session, const struct backend_kind *kind,
                                  const struct job *job, struct opened *opened,
                                  struct error *error) {
    if (!kind->transports || job->transport == TRANSPORT_SHM)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    const enum status status =
        transport_open(job->transport, session->workers, &session->transport, error);
    session->fill.transport = &session->transport;
    opening_record_since(opened, "channels opened", start);
    return status;
}

static enum status start_crew(struct session *session, const struct backend_kind *kind,
                              const struct job *job, struct opened *opened, struct error *error) {
    static const struct work nothing = {
        .kind = WORK_WRITE, .write = memory_write_plain, .element_bytes = 1};
    const uint64_t start = clock_now_ns();
    enum status status = crew_open(kind->crew, job->cpus, session->workers, session->fill.transport,
                                   &session->crew, error);
    if (session->fill.transport)
        transport_keep_own_ends(&session->transport);
    if (status == STATUS_OK) // until each has answered once: before that it is only on its way
        status = crew_run(session->crew, &nothing, error);
    if (status == STATUS_OK && kind->started) {
        char name[sizeof opened->phases[0].name];
        snprintf(name, sizeof name, "%s: %u", kind->started, crew_started(session->crew));
        opening_record_since(opened, name, start);
    }
    return status;
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
                               .transport = session->fill.transport,
                               .count = session->lists.bytes,
                               .element_bytes = 1,
                               .values = session->lists.base};
    enum status status = crew_run(session->crew, &touch, error);
    opening_record_since(opened, "memory touched", start);
    if (touch.transport && status == STATUS_OK) { // once more: what carrying alone costs
        const uint64_t again = clock_now_ns();
        status = crew_run(session->crew, &touch, error);
        opening_record_since(opened, "lists carried, none made", again);
    }
    return status;
}

static enum status make_ready(struct session *session, const struct backend *backend,
                              const struct job *job, struct opened *opened, struct error *error) {
    const struct backend_kind *kind = backend->kind;
    enum status status = opening_refuse_job(backend, job, error);
    if (status == STATUS_OK)
        status = find_level(session, job, error);
    if (status == STATUS_OK)
        status = map_cursors(session, error);
    if (status == STATUS_OK)
        status = open_transport(session, kind, job, opened, error);
    if (status == STATUS_OK) {
        status = lists_open(job, session->fill.transport ? LISTS_PRIVATE : kind->sharing,
                            &session->lists, error);
    }
    if (status == STATUS_OK)
        status = start_crew(session, kind, job, opened, error);
    if (status == STATUS_OK)
        status = touch_lists(session, opened, error);
    if (status == STATUS_OK)
        status = choose_stores(session, job, opened, error);
    if (status == STATUS_OK)
        status = go_to_slices(session, job, opened, error);
    session->lists.values = NULL; // what the trial left is no list
    return status;
}

enum status host_open(const struct backend *backend, const struct job *job, struct opened *opened,
                      struct session **session, struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    (*session)->workers = backend->traits & TRAIT_SINGLE ? 1 : job->cpus->workers;
    opened->workers = (*session)->workers;
    (*session)->fill.kind = WORK_FILL;
    (*session)->fill.element_bytes = element_bytes(job->type);
    (*session)->capacity = job->capacity;
    const enum status status = make_ready(*session, backend, job, opened, error);
    if (status != STATUS_OK) {
        host_close(*session);
        *session = NULL;
    }
    return status;
}

void host_close(struct session *session) {
    if (session) {
        crew_close(session->crew);
        transport_close(&session->transport);
        lists_close(&session->lists);
        if (session->cursors)
            munmap(session->cursors, session->workers * sizeof *session->cursors);
        free(session);
    }
}

// --- Working -----------------------------------------------------------------------------------

static enum status run(struct session *session, struct work work, struct error *error) {
    const enum status status = lists_begin(&session->lists, work.first, error);
    if (status != STATUS_OK)
        return status;
    work.values = session->lists.values;
    return crew_run(session->crew, &work, error);
}

enum status host_fill(struct session *session, uint64_t first, uint64_t count,
                      struct error *error) {
    struct work work = session->fill;
    work.first = first;
    work.count = count;
    return run(session, work, error);
}

enum status host_ceiling(struct session *session, enum stores stores, uint64_t count,
                         struct error *error) {
    if (session->fill.transport && stores == STORES_STREAMING)
        return fail(error, STATUS_UNAVAILABLE, "the kernel copies with stores of its own");
    const struct work work = {.kind = WORK_WRITE,
                              .write = host_write(stores),
                              .transport = session->fill.transport,
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
