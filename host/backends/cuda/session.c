// Making, delivering and showing a list that CUDA devices make in parts.
// SPDX-License-Identifier: MIT
#include "backends/cuda/session.h"

// Under MEMORY_FRESH everything is taken anew; the host's pages only where they are written.
static enum status begin(struct session *session, uint64_t first, uint64_t count, bool on_host,
                         struct error *error) {
    enum status status = STATUS_OK;
    session->holder = CUDA_HELD_NOWHERE;
    session->first = first;
    session->count = count;
    if (session->lists.fresh && on_host)
        cuda_session_unpin(session);
    if (on_host || !session->lists.fresh)
        status = lists_begin(&session->lists, first, error);
    if (status == STATUS_OK && session->lists.fresh && on_host)
        status = cuda_session_pin(session, error);
    return status == STATUS_OK && session->lists.fresh ? cuda_session_place(session, error)
                                                       : status;
}

// The element at position 0 of the list.
static uint64_t origin_of(const struct session *session) {
    return session->first - session->first % session->kind->grid;
}

// Waits for all devices, even after a failure of one.
static enum status finish(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count; i++) {
        struct cuda_part *part = &session->parts[i];
        struct error other = {0};
        struct error *to = status == STATUS_OK ? error : &other;
        enum status one = cuda_part_enter(part, to);
        one = one == STATUS_OK ? cuda_part_finish(part, to) : one;
        status = status == STATUS_OK ? one : status;
    }
    return status;
}

static enum status seek(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        status = cuda_part_seek(&session->parts[i], origin_of(session),
                                session->first + session->count, error);
    }
    return status;
}

enum status cuda_session_seek(struct session *session, uint64_t count, struct error *error) {
    enum status status = begin(session, 0, count, false, error);
    if (status == STATUS_OK)
        status = seek(session, error);
    return status == STATUS_OK ? finish(session, error) : status;
}

enum status cuda_session_fill(struct session *session, uint64_t first, uint64_t count,
                              struct error *error) {
    enum status status = begin(session, first, count, false, error);
    if (status == STATUS_OK)
        status = seek(session, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        status =
            cuda_part_fill(&session->parts[i], origin_of(session), first, first + count, error);
    }
    if (status == STATUS_OK)
        status = finish(session, error);
    session->holder = status == STATUS_OK ? CUDA_HELD_BY_DEVICE : CUDA_HELD_NOWHERE;
    return status;
}

// --- To the host -------------------------------------------------------------------------------

// All devices by turns, each with a chunk on its way while its next one is begun. made: copies
// only. values: where the first element goes; NULL: nowhere beyond the staging buffers.
static enum status transfer(struct session *session, unsigned char *values, bool made,
                            struct error *error) {
    struct cuda_transfer transfers[CUDA_DEVICES];
    enum status status = STATUS_OK;
    bool more = true;
    for (size_t i = 0; i < session->part_count; i++) {
        transfers[i] = (struct cuda_transfer){.part = &session->parts[i],
                                              .values = values,
                                              .origin = origin_of(session),
                                              .first = session->first,
                                              .end = session->first + session->count,
                                              .made = made};
    }
    for (bool ahead = true; more && status == STATUS_OK; ahead = false) {
        more = false;
        for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
            bool begun = false;
            status = cuda_transfer_begin(&transfers[i], &begun, error);
            more = more || begun;
        }
        for (size_t i = 0; i < session->part_count && status == STATUS_OK && !ahead; i++)
            status = cuda_transfer_end(&transfers[i], error);
    }
    return status;
}

enum status cuda_session_deliver(struct session *session, uint64_t first, uint64_t count,
                                 struct error *error) {
    enum status status = begin(session, first, count, true, error);
    if (status == STATUS_OK)
        status = seek(session, error);
    if (status == STATUS_OK)
        status = transfer(session, session->lists.values, false, error);
    if (status == STATUS_OK)
        status = finish(session, error);
    session->holder = status == STATUS_OK ? CUDA_HELD_BY_HOST : CUDA_HELD_NOWHERE;
    return status;
}

static bool all_held(const struct session *session) {
    bool all = true;
    for (size_t i = 0; i < session->part_count; i++)
        all = all && cuda_part_holds_all(&session->parts[i]);
    return all;
}

// From where the devices left it to where the host reads it. What could not stay in a device's
// memory is made again.
static enum status bring_to_host(struct session *session, struct error *error) {
    if (session->lists.fresh) // other pages take their place
        cuda_session_unpin(session);
    enum status status = lists_begin(&session->lists, session->first, error);
    if (status == STATUS_OK)
        status = cuda_session_pin(session, error);
    if (status == STATUS_OK)
        status = transfer(session, session->lists.values, all_held(session), error);
    if (status == STATUS_OK)
        status = finish(session, error);
    session->holder = status == STATUS_OK ? CUDA_HELD_BY_HOST : CUDA_HELD_NOWHERE;
    return status;
}

enum status cuda_session_view(struct session *session, const void **values, struct error *error) {
    enum status status = STATUS_OK;
    *values = NULL;
    if (session->holder == CUDA_HELD_NOWHERE)
        return fail(error, STATUS_SYSTEM, "there is no list to view before a fill");
    if (session->holder == CUDA_HELD_BY_DEVICE)
        status = bring_to_host(session, error);
    return status == STATUS_OK ? lists_view(&session->lists, values, error) : status;
}

// --- Poison, ceilings, the device's clock ------------------------------------------------------

enum status cuda_session_poison(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        struct cuda_part *part = &session->parts[i];
        if (session->lists.fresh) {
            status = cuda_part_enter(part, error);
            cuda_part_unplace(part);
        } else {
            status = cuda_part_poison(part, error);
        }
    }
    if (session->lists.fresh)
        cuda_session_unpin(session);
    if (status == STATUS_OK)
        status = lists_poison(&session->lists, error);
    if (session->lists.fresh)
        session->holder = CUDA_HELD_NOWHERE;
    return status;
}

enum status cuda_session_ceiling(struct session *session, enum stores stores, uint64_t count,
                                 struct error *error) {
    if (stores != STORES_PLAIN)
        return fail(error, STATUS_UNAVAILABLE, "a CUDA device has one kind of store");
    enum status status = begin(session, 0, count, false, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++)
        status = cuda_part_write(&session->parts[i], count, error);
    return status == STATUS_OK ? finish(session, error) : status;
}

enum status cuda_session_copy_ceiling(struct session *session, uint64_t count,
                                      struct error *error) {
    enum status status = begin(session, 0, count, true, error);
    for (size_t i = 0; i < session->part_count && session->lists.fresh && status == STATUS_OK;
         i++) {
        status =
            cuda_part_write(&session->parts[i], count, error); // memory is not copied unwritten
        status = status == STATUS_OK ? cuda_part_finish(&session->parts[i], error) : status;
    }
    if (status == STATUS_OK) {
        const bool pinned = session->delivery == DELIVERY_PINNED;
        status = transfer(session, pinned ? session->lists.values : NULL, true, error);
    }
    return status == STATUS_OK ? finish(session, error) : status;
}

// Devices work at the same time, and each by its own clock: the longest.
enum status cuda_session_device_ns(struct session *session, uint64_t *ns, struct error *error) {
    enum status status = STATUS_OK;
    *ns = 0;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        uint64_t one = 0;
        status = cuda_part_device_ns(&session->parts[i], &one, error);
        *ns = one > *ns ? one : *ns;
    }
    return status;
}

bool cuda_session_state(struct session *session, struct device_state *state) {
    bool all = session->part_count > 0;
    *state = (struct device_state){-1, -1, -1, -1, -1, 0};
    for (size_t i = 0; i < session->part_count; i++)
        all = cuda_state_add(&session->states, session->parts[i].device.uuid, state) && all;
    return all;
}
