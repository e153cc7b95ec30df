// The session of serial, pthread and process: the fill, its lists and the crew that runs it.
// SPDX-License-Identifier: MIT
#include "backends/host_session.h"

#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>

// The trial of plain against streaming stores: each fills this many bytes a worker, this often, and
// the best time counts. More than a core's share of any cache, and under half a second in all.
static const uint64_t trial_bytes = 64u << 20;
enum { TRIAL_ROUNDS = 3 };

// The two kinds of store, in the order of struct session's fills.
static const enum stores kinds[] = {STORES_PLAIN, STORES_STREAMING};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct session {
    struct lists lists;
    struct crew *crew;
    fill_function *fills[KINDS];
    enum isa isa;     // of both
    struct work fill; // first, count and values are set by each fill
    uint64_t capacity;
};

enum status host_refuse_device(const char *device, struct error *error) {
    if (device[0] == '\0') {
        return STATUS_OK;
    }
    return fail(error, STATUS_UNAVAILABLE,
                "a CPU backend has no devices to choose from; leave out ':%s'", device);
}

void host_record_phase(struct opened *opened, const char *name, uint64_t start_ns) {
    if (opened->phase_count < OPENED_PHASES) {
        struct opened_phase *phase = &opened->phases[opened->phase_count++];
        snprintf(phase->name, sizeof phase->name, "%s", name);
        phase->ns = clock_now_ns() - start_ns;
    }
}

write_function *host_write(enum stores stores) {
    return stores == STORES_STREAMING ? memory_write_streaming : memory_write_plain;
}

void host_probe(const char *device, unsigned workers_most, struct probe *probe) {
    struct error error;
    if (host_refuse_device(device, &error) != STATUS_OK) {
        snprintf(probe->reason, sizeof probe->reason, "%s", error.message);
        return;
    }
    const unsigned processors = topology_default_workers();
    const unsigned workers =
        workers_most > 0 && workers_most < processors ? workers_most : processors;
    enum isa used = ISA_SCALAR;
    (void)stream_fill(streams[0], ELEMENT_F64, ISA_AUTO, STORES_PLAIN, &used);
    probe->ready = true;
    snprintf(probe->detail, sizeof probe->detail, "%u worker%s, %s", workers,
             workers == 1 ? "" : "s", isa_name(used));
}

// --- Choosing the fill -------------------------------------------------------------------------

static enum status refuse_fill(const struct job *job, struct error *error) {
    const char *stream = job->stream->name, *type = element_name(job->type);
    if (!job->stream->reference[job->type]) {
        return fail(error, STATUS_UNAVAILABLE, "stream %s has no %s; choose another type", stream,
                    type);
    }
    if (!isa_runs(job->isa)) {
        return fail(error, STATUS_UNAVAILABLE,
                    "this processor or kernel does not run the vector level %s; choose another, "
                    "or auto",
                    isa_name(job->isa));
    }
    return fail(error, STATUS_UNAVAILABLE,
                "this build has no fill for stream %s, type %s at vector level %s; choose "
                "another, or auto",
                stream, type, isa_name(job->isa));
}

static enum status find_fills(struct session *session, const struct job *job, struct error *error) {
    for (size_t i = 0; i < KINDS; i++) {
        session->fills[i] = stream_fill(job->stream, job->type, job->isa, kinds[i], &session->isa);
        if (!session->fills[i]) {
            return refuse_fill(job, error);
        }
    }
    return STATUS_OK;
}

// Fills elements [first, first + count) where the list of elements 0, 1, … has them.
static enum status fill_piece(struct session *session, uint64_t first, uint64_t count,
                              struct error *error) {
    const enum status status = lists_begin(&session->lists, 0, error);
    if (status != STATUS_OK) {
        return status;
    }
    struct work work = session->fill;
    work.first = first;
    work.count = count;
    work.values = session->lists.values + first * work.element_bytes;
    return crew_run(session->crew, &work, error);
}

// Best times of both kinds of store by turns, on pieces that walk through the lists as the job
// will, so that no piece finds its lines in a cache because the one before left them there.
static enum status try_stores(struct session *session, size_t *best, struct error *error) {
    const uint64_t most = trial_bytes / session->fill.element_bytes * crew_size(session->crew);
    const uint64_t piece = session->capacity < most ? session->capacity : most;
    const uint64_t pieces = piece > 0 ? session->capacity / piece : 1;
    uint64_t best_ns = UINT64_MAX;
    for (uint64_t trial = 0; trial < KINDS * TRIAL_ROUNDS; trial++) {
        session->fill.fill = session->fills[trial % KINDS];
        const uint64_t start = clock_now_ns();
        const enum status status = fill_piece(session, trial % pieces * piece, piece, error);
        const uint64_t taken = clock_now_ns() - start;
        if (status != STATUS_OK) {
            return status;
        }
        if (taken < best_ns) {
            best_ns = taken;
            *best = trial % KINDS;
        }
    }
    return STATUS_OK;
}

static enum status choose_fill(struct session *session, const struct job *job,
                               struct opened *opened, struct error *error) {
    size_t chosen = job->stores == STORES_STREAMING;
    enum status status = STATUS_OK;
    if (job->stores == STORES_AUTO) {
        const uint64_t start = clock_now_ns();
        status = try_stores(session, &chosen, error);
        host_record_phase(opened, "stores tried", start);
    }
    session->fill.fill = session->fills[chosen];
    snprintf(opened->variant, sizeof opened->variant, "%s, %s stores", isa_name(session->isa),
             stores_name(kinds[chosen]));
    return status;
}

// --- Opening and closing -----------------------------------------------------------------------

static enum status start_crew(struct session *session, const struct host_kind *kind,
                              const struct job *job, struct opened *opened, struct error *error) {
    const uint64_t start = clock_now_ns();
    opened->workers = kind->workers_most > 0 && kind->workers_most < job->cpus->workers
                          ? kind->workers_most
                          : job->cpus->workers;
    const enum status status =
        crew_open(kind->crew, job->cpus, opened->workers, &session->crew, error);
    if (status == STATUS_OK && kind->started) {
        host_record_phase(opened, kind->started, start);
    }
    return status;
}

// Every page once, by the worker that will fill it. Even where the arena's pages exist, this
// process and its children have yet to enter them into their own page tables.
static enum status touch_lists(struct session *session, struct opened *opened,
                               struct error *error) {
    if (session->lists.fresh) {
        return STATUS_OK;
    }
    const uint64_t start = clock_now_ns();
    const struct work touch = {.write = memory_write_plain,
                               .count = session->lists.bytes,
                               .element_bytes = 1,
                               .values = session->lists.base};
    const enum status status = crew_run(session->crew, &touch, error);
    host_record_phase(opened, "memory touched", start);
    return status;
}

static enum status make_ready(struct session *session, const struct host_kind *kind,
                              const struct job *job, struct opened *opened, struct error *error) {
    enum status status = host_refuse_device(job->device, error);
    if (status == STATUS_OK) {
        status = find_fills(session, job, error);
    }
    if (status == STATUS_OK) {
        status = lists_open(job, kind->sharing, &session->lists, error);
    }
    if (status == STATUS_OK) {
        status = start_crew(session, kind, job, opened, error);
    }
    if (status == STATUS_OK) {
        status = touch_lists(session, opened, error);
    }
    if (status == STATUS_OK) {
        status = choose_fill(session, job, opened, error);
    }
    session->lists.values = NULL; // what the trial left is no list
    return status;
}

enum status host_open(const struct host_kind *kind, const struct job *job, struct opened *opened,
                      struct session **session, struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session) {
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    }
    (*session)->fill.seed = job->seed;
    (*session)->fill.element_bytes = element_bytes(job->type);
    (*session)->capacity = job->capacity;
    const enum status status = make_ready(*session, kind, job, opened, error);
    if (status != STATUS_OK) {
        host_close(*session);
        *session = NULL;
    }
    return status;
}

void host_close(struct session *session) {
    if (session) {
        crew_close(session->crew);
        lists_close(&session->lists);
        free(session);
    }
}

// --- Working -----------------------------------------------------------------------------------

static enum status run(struct session *session, struct work work, struct error *error) {
    const enum status status = lists_begin(&session->lists, work.first, error);
    if (status != STATUS_OK) {
        return status;
    }
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
    const struct work work = {
        .write = host_write(stores), .count = count, .element_bytes = session->fill.element_bytes};
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
