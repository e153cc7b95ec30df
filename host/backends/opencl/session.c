// Making, delivering and showing a list that several devices make in parts.
// SPDX-License-Identifier: MIT
#include "backends/opencl/session.h"

// Under MEMORY_FRESH everything is taken anew; the host's pages only where they are written.
static enum status begin(struct session *session, uint64_t first, uint64_t count, bool on_host,
                         struct error *error) {
    enum status status = STATUS_OK;
    session->holder = HELD_NOWHERE;
    session->first = first;
    session->count = count;
    for (size_t i = 0; i < session->part_count && session->lists.fresh; i++)
        part_unplace(&session->parts[i]);
    if (on_host || session->any_shared || !session->lists.fresh)
        status = lists_begin(&session->lists, first, error);
    return status == STATUS_OK && session->lists.fresh ? opencl_session_place(session, error)
                                                       : status;
}

// The element at position 0 of a list that begins at first.
static uint64_t origin_of(const struct session *session) {
    return session->first -
           stream_alignment_offset(session->type, session->first) / element_bytes(session->type);
}

static enum status finish(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count; i++) { // all, even after a failure
        struct error other;
        const enum status one =
            part_finish(&session->parts[i], status == STATUS_OK ? error : &other);
        status = status == STATUS_OK ? one : status;
    }
    return status;
}

enum status opencl_session_fill(struct session *session, uint64_t first, uint64_t count,
                                struct error *error) {
    enum status status = begin(session, first, count, false, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++)
        status = part_fill(&session->parts[i], origin_of(session), first, first + count, error);
    if (status == STATUS_OK)
        status = finish(session, error);
    session->holder = status == STATUS_OK ? HELD_BY_DEVICE : HELD_NOWHERE;
    return status;
}

// Brings what the parts with a memory of their own have made, or are yet to make, to the host's
// pages at base (NULL: to the pinned buffers, and no further): each has one chunk on its way while
// its next one is made.
static enum status transfer(struct session *session, bool made, unsigned char *base,
                            struct error *error) {
    struct opencl_transfer transfers[OPENCL_DEVICES];
    enum status status = STATUS_OK;
    bool more = true;
    for (size_t i = 0; i < session->part_count; i++) {
        struct opencl_part *part = &session->parts[i];
        transfers[i] = (struct opencl_transfer){.part = part,
                                                .base = base,
                                                .origin = origin_of(session),
                                                .first = session->first,
                                                .end = session->first + session->count,
                                                .made = made && part_holds_all(part)};
    }
    for (bool first = true; more && status == STATUS_OK; first = false) {
        more = false;
        for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
            bool begun = false;
            if (session->parts[i].transfers) {
                status = transfer_begin(&transfers[i], &begun, error);
                more = more || begun;
            }
        }
        for (size_t i = 0; i < session->part_count && status == STATUS_OK && !first; i++)
            if (session->parts[i].transfers)
                status = transfer_end(&transfers[i], error);
    }
    return status;
}

static enum status map_shared(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++)
        if (session->parts[i].device.shares_memory)
            status = part_map(&session->parts[i], CL_MAP_READ, error);
    return status;
}

// Memory that is shared is filled; chunks for the other are made as they are delivered. Only those
// of a recurrence are made before: a jump to each chunk would take longer than its way to the host.
enum status opencl_session_deliver(struct session *session, uint64_t first, uint64_t count,
                                   struct error *error) {
    bool recurrence = false;
    enum status status = begin(session, first, count, true, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        recurrence = session->parts[i].recurrence.jump != NULL;
        if (session->parts[i].device.shares_memory || recurrence)
            status = part_fill(&session->parts[i], origin_of(session), first, first + count, error);
    }
    if (status == STATUS_OK && recurrence)
        status = finish(session, error);
    if (status == STATUS_OK)
        status = transfer(session, recurrence, session->lists.base, error);
    if (status == STATUS_OK)
        status = finish(session, error);
    if (status == STATUS_OK)
        status = map_shared(session, error);
    session->holder = status == STATUS_OK ? HELD_BY_HOST : HELD_NOWHERE;
    return status;
}

// From where the devices left it to where the host reads it. What could not stay in a device's
// memory is made again.
static enum status bring_to_host(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    if (!session->any_shared)
        status = lists_begin(&session->lists, session->first, error);
    if (status == STATUS_OK)
        status = transfer(session, true, session->lists.base, error);
    session->holder = status == STATUS_OK ? HELD_BY_HOST : HELD_NOWHERE;
    return status;
}

enum status opencl_session_view(struct session *session, const void **values, struct error *error) {
    enum status status = STATUS_OK;
    *values = NULL;
    if (session->holder == HELD_NOWHERE)
        return fail(error, STATUS_SYSTEM, "there is no list to view before a fill");
    if (session->holder == HELD_BY_DEVICE)
        status = bring_to_host(session, error);
    if (status == STATUS_OK)
        status = map_shared(session, error);
    return status == STATUS_OK ? lists_view(&session->lists, values, error) : status;
}

enum status opencl_session_poison(struct session *session, struct error *error) {
    enum status status = STATUS_OK;
    bool all_shared = true;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        struct opencl_part *part = &session->parts[i];
        all_shared = all_shared && part->device.shares_memory;
        if (session->lists.fresh)
            part_unplace(part);
        else
            status = part_poison(part, error);
    }
    if (status == STATUS_OK && (session->lists.fresh || !all_shared))
        status = lists_poison(&session->lists, error);
    const bool visible = !session->lists.fresh && session->holder != HELD_NOWHERE;
    session->holder = visible ? HELD_BY_HOST : HELD_NOWHERE; // which has what devices have: poison
    return status;
}

enum status opencl_session_ceiling(struct session *session, enum stores stores, uint64_t count,
                                   struct error *error) {
    if (stores != STORES_PLAIN)
        return fail(error, STATUS_UNAVAILABLE, "a device has one kind of store");
    enum status status = begin(session, 0, count, false, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++)
        status = part_write(&session->parts[i], count, error);
    return status == STATUS_OK ? finish(session, error) : status;
}

enum status opencl_session_copy_ceiling(struct session *session, uint64_t count,
                                        struct error *error) {
    if (session->any_shared)
        return fail(error, STATUS_UNAVAILABLE, "what shares the host's memory copies nothing");
    const enum status status = begin(session, 0, count, false, error);
    return status == STATUS_OK ? transfer(session, true, NULL, error) : status;
}

// Devices work at the same time, and each by its own clock: the longest.
enum status opencl_session_device_ns(struct session *session, uint64_t *ns, struct error *error) {
    enum status status = STATUS_OK;
    *ns = 0;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        uint64_t one = 0;
        status = part_device_ns(&session->parts[i], &one, error);
        *ns = one > *ns ? one : *ns;
    }
    return status;
}
