// Making, delivering and showing a list that devices make in parts.
// SPDX-License-Identifier: MIT
#include "backends/offload/offload.h"

#include "backends/opening.h"
#include "platform/clock.h"

#include <stdlib.h>

// Drivers pin, and give to devices, whole pages.
static const size_t page_bytes = 4096;

// Calls a function of the interface for each part, up to the first failure.
#define FOR_EACH_PART(session, call)                                                               \
    for (size_t i = 0; i < (session)->part_count; i++) {                                           \
        struct part *part = (session)->parts[i];                                                   \
        TRY(call);                                                                                 \
    }

static bool any_shares_memory(const struct session *session) {
    for (size_t i = 0; i < session->part_count; i++)
        if (share_of(session->parts[i])->shares_memory)
            return true;
    return false;
}

// Waits for all devices, even after a failure of one.
enum status offload_finish(struct session *session, struct error *error) {
    enum status first = STATUS_OK;
    for (size_t i = 0; i < session->part_count; i++) {
        struct error other;
        const enum status status =
            session->interface->finish(session->parts[i], first == STATUS_OK ? error : &other);
        if (first == STATUS_OK && status != STATUS_OK)
            first = status;
    }
    return first;
}

// --- Memory ------------------------------------------------------------------------------------

enum status offload_place(struct session *session, struct error *error) {
    double all = 0, before = 0;
    uint64_t begin = 0;
    for (size_t i = 0; i < session->part_count; i++)
        all += share_of(session->parts[i])->speed;
    for (size_t i = 0; i < session->part_count; i++) {
        struct share *share = share_of(session->parts[i]);
        before += share->speed;
        const uint64_t end = (uint64_t)((double)session->positions * (before / all));
        const bool last = i + 1 == session->part_count;
        share->begin = begin;
        share->end = last ? session->positions : end / session->unit * session->unit;
        begin = share->end;
        TRY(session->interface->place(session->parts[i], session->lists.base, error));
    }
    return STATUS_OK;
}

static void unplace(struct session *session) {
    for (size_t i = 0; i < session->part_count; i++)
        session->interface->unplace(session->parts[i]);
}

// Whether devices write the list's pages by themselves.
static bool is_direct(const struct session *session) {
    return session->interface->pin && session->delivery == DELIVERY_PINNED;
}

enum status offload_pin(struct session *session, struct error *error) {
    if (!is_direct(session) || session->pinned || !session->lists.base)
        return STATUS_OK;
    const size_t bytes = (session->lists.bytes + page_bytes - 1) / page_bytes * page_bytes;
    const enum status status =
        session->interface->pin(session->parts[0], session->lists.base, bytes, &session->unpinned);
    if (status == STATUS_OK)
        session->pinned = session->lists.base;
    else if (status != STATUS_UNAVAILABLE)
        *error = session->unpinned;
    return status == STATUS_UNAVAILABLE ? STATUS_OK : status;
}

static void unpin(struct session *session) {
    if (session->pinned)
        session->interface->unpin(session->parts[0], session->pinned);
    session->pinned = NULL;
}

// The host's pages for the list; other ones under MEMORY_FRESH.
static enum status take_pages(struct session *session, struct error *error) {
    if (session->lists.fresh)
        unpin(session);
    TRY(lists_begin(&session->lists, session->first, error));
    return offload_pin(session, error);
}

// Under MEMORY_FRESH everything is taken anew; the host's pages only where they are written.
static enum status begin(struct session *session, uint64_t first, uint64_t count, bool on_host,
                         struct error *error) {
    const bool fresh = session->lists.fresh;
    session->holder = HELD_NOWHERE;
    session->first = first;
    session->count = count;
    if (fresh)
        unplace(session); // before the host's pages go, which may be a device's
    if (on_host || !fresh || any_shares_memory(session))
        TRY(take_pages(session, error));
    return fresh ? offload_place(session, error) : STATUS_OK;
}

// --- Opening and closing -----------------------------------------------------------------------

void offload_set_grid(struct session *session, const struct job *job, uint64_t grid,
                      uint64_t unit) {
    session->grid = grid;
    session->unit = unit;
    session->positions = job->capacity + grid;
}

enum status offload_add(struct session *session, struct part *part, struct error *error) {
    if (session->part_count == OFFLOAD_PARTS) {
        session->interface->close_part(part);
        return fail(error, STATUS_USAGE, "at most %d devices are used as one", OFFLOAD_PARTS);
    }
    session->parts[session->part_count++] = part;
    return STATUS_OK;
}

// What a first run would otherwise find out alone.
enum status offload_jump(struct session *session, const struct job *job, struct opened *opened,
                         struct error *error) {
    if (job->spec.stream->generator != GENERATOR_MT19937)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    FOR_EACH_PART(session, session->interface->seek(part, 0, 0, job->capacity, error))
    const enum status status = offload_finish(session, error);
    opening_record_since(opened, "jump", start);
    return status;
}

// Host memory that isn't there is refused now, whether a device needs it or not: what devices hold
// is viewed there.
static enum status make_ready(struct session *session, const struct backend *backend,
                              const struct job *job, struct opened *opened, struct error *error) {
    TRY(lists_open(job, LISTS_PRIVATE, &session->lists, error));
    TRY(lists_begin(&session->lists, 0, error));
    TRY(session->interface->open(session, backend, job, opened, error));
    return session->lists.fresh ? offload_poison(session, error) : STATUS_OK;
}

enum status offload_open(const struct backend *backend, const struct job *job,
                         struct opened *opened, struct session **session, struct error *error) {
    *session = NULL;
    TRY(opening_refuse_job(backend, job, error));
    struct session *made = calloc(1, sizeof *made);
    if (!made)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    made->interface = backend->kind->interface;
    made->type = job->spec.type;
    made->delivery = job->spec.delivery;
    const enum status status = make_ready(made, backend, job, opened, error);
    if (status != STATUS_OK) {
        offload_close(made);
        return status;
    }
    *session = made;
    return STATUS_OK;
}

void offload_close(struct session *session) {
    if (session) {
        struct error ignored;
        (void)!offload_finish(session, &ignored); // before the pages they copy to are freed
        unpin(session);
        for (size_t i = session->part_count; i-- > 0;)
            session->interface->close_part(session->parts[i]);
        session->interface->close(session->driver);
        lists_close(&session->lists);
        free(session);
    }
}

// --- Making, and to the host -------------------------------------------------------------------

enum status offload_fill(struct session *session, uint64_t first, uint64_t count,
                         struct error *error) {
    TRY(begin(session, first, count, false, error));
    FOR_EACH_PART(session, session->interface->fill(part, offload_origin(session), first,
                                                    first + count, error))
    TRY(offload_finish(session, error));
    session->holder = HELD_BY_DEVICE;
    return STATUS_OK;
}

static enum status map(struct session *session, struct error *error) {
    FOR_EACH_PART(session,
                  share_of(part)->shares_memory ? session->interface->map(part, error) : STATUS_OK)
    return STATUS_OK;
}

// What is copied from must be made by then.
static enum status fill_whole(struct session *session, struct error *error) {
    bool copied = false;
    for (size_t i = 0; i < session->part_count; i++) {
        const struct share *share = share_of(session->parts[i]);
        if (!share->shares_memory && !share->made_whole)
            continue;
        TRY(session->interface->fill(session->parts[i], offload_origin(session), session->first,
                                     session->first + session->count, error));
        copied = copied || !share->shares_memory;
    }
    return copied ? offload_finish(session, error) : STATUS_OK;
}

static enum status transfer(struct session *session, enum making making, struct error *error) {
    session->holder = HELD_NOWHERE;
    TRY(offload_transfer(session, session->lists.values, making, error));
    TRY(map(session, error)); // enqueued behind the making: one wait for both
    TRY(offload_finish(session, error));
    session->holder = HELD_BY_HOST;
    return STATUS_OK;
}

// Where pages had to be pinned for it and could not be: what the devices hold can still be viewed.
static enum status refuse_unpinned(const struct session *session, struct error *error) {
    if (!is_direct(session) || session->pinned)
        return STATUS_OK;
    *error = session->unpinned;
    return error->status;
}

// Chunks are made as they are delivered, but for what is made whole, or where it is to be.
enum status offload_deliver(struct session *session, uint64_t first, uint64_t count,
                            struct error *error) {
    TRY(begin(session, first, count, true, error));
    TRY(refuse_unpinned(session, error));
    TRY(fill_whole(session, error));
    return transfer(session, MAKE_CHUNKS, error);
}

static enum status bring_to_host(struct session *session, struct error *error) {
    if (!any_shares_memory(session)) // else it has the pages already
        TRY(take_pages(session, error));
    return transfer(session, MADE_BEFORE, error);
}

enum status offload_view(struct session *session, const void **values, struct error *error) {
    *values = NULL;
    if (session->holder == HELD_NOWHERE)
        return fail(error, STATUS_SYSTEM, "there is no list to view before a fill");
    if (session->holder == HELD_BY_DEVICE)
        TRY(bring_to_host(session, error));
    TRY(map(session, error)); // poison has taken it back
    TRY(offload_finish(session, error));
    return lists_view(&session->lists, values, error);
}

// --- Poison, ceilings, the device's clock ------------------------------------------------------

// What is visible afterwards is the host's pages, also where a device could not hold all of the
// list: to view that, it would be made again.
enum status offload_poison(struct session *session, struct error *error) {
    const bool fresh = session->lists.fresh;
    const bool visible = !fresh && session->holder != HELD_NOWHERE;
    bool all_share = true;
    if (fresh) {
        unplace(session);
        unpin(session);
    } else {
        FOR_EACH_PART(session, session->interface->poison(part, error))
    }
    for (size_t i = 0; i < session->part_count; i++)
        all_share = all_share && share_of(session->parts[i])->shares_memory;
    session->holder = visible ? HELD_BY_HOST : HELD_NOWHERE;
    if (fresh || !all_share)
        TRY(lists_poison(&session->lists, error));
    return offload_finish(session, error);
}

enum status offload_ceiling(struct session *session, enum stores stores, uint64_t count,
                            struct error *error) {
    if (stores != STORES_PLAIN)
        return fail(error, STATUS_UNAVAILABLE, "a device has one kind of store");
    TRY(begin(session, 0, count, false, error));
    FOR_EACH_PART(session, session->interface->write(part, count, error))
    return offload_finish(session, error);
}

enum status offload_copy_ceiling(struct session *session, uint64_t count, struct error *error) {
    if (any_shares_memory(session))
        return fail(error, STATUS_UNAVAILABLE, "what shares the host's memory copies nothing");
    TRY(begin(session, 0, count, is_direct(session), error));
    TRY(refuse_unpinned(session, error));
    if (session->lists.fresh) { // memory is not copied unwritten
        FOR_EACH_PART(session, session->interface->write(part, count, error))
        TRY(offload_finish(session, error));
    }
    unsigned char *values = is_direct(session) ? session->lists.values : NULL;
    TRY(offload_transfer(session, values, MADE_NEVER, error));
    return offload_finish(session, error);
}

// Devices work at the same time, and each by its own clock: the longest.
enum status offload_device_ns(struct session *session, uint64_t *ns, struct error *error) {
    *ns = 0;
    for (size_t i = 0; i < session->part_count; i++) {
        uint64_t one = 0;
        TRY(session->interface->device_ns(session->parts[i], &one, error));
        *ns = one > *ns ? one : *ns;
    }
    return STATUS_OK;
}
