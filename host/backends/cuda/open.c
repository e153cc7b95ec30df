// Opening CUDA devices for a list: contexts, makers, and the memory at both ends.
// SPDX-License-Identifier: MIT
#include "backends/cuda/session.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// --- Memory ------------------------------------------------------------------------------------

enum status cuda_session_place(struct session *session, struct error *error) {
    double all = 0, before = 0;
    uint64_t begin = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count; i++)
        all += session->parts[i].device.memory_speed;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        before += session->parts[i].device.memory_speed;
        const uint64_t share = (uint64_t)((double)session->positions * (before / all));
        const bool last = i + 1 == session->part_count;
        const uint64_t end = last ? session->positions : share / CUDA_GRID * CUDA_GRID;
        status = cuda_part_place(&session->parts[i], begin, end, error);
        begin = end;
    }
    return status;
}

enum status cuda_session_pin(struct session *session, struct error *error) {
    const size_t page = 4096;
    if (session->delivery != DELIVERY_PINNED || session->pinned || !session->lists.base)
        return STATUS_OK;
    enum status status = cuda_part_enter(&session->parts[0], error);
    if (status == STATUS_OK) {
        status =
            cuda_check(&session->api,
                       session->api.cuMemHostRegister(
                           session->lists.base, (session->lists.bytes + page - 1) / page * page,
                           CU_MEMHOSTREGISTER_PORTABLE),
                       "pin the list's pages in the host's memory", error);
    }
    session->pinned = status == STATUS_OK ? session->lists.base : NULL;
    return status;
}

void cuda_session_unpin(struct session *session) {
    struct error ignored;
    if (session->pinned) {
        (void)!cuda_part_enter(&session->parts[0], &ignored); // the call below can but fail too
        session->api.cuMemHostUnregister(session->pinned);
    }
    session->pinned = NULL;
}

// The host's pages are asked for first, whether the devices write them or not: what they hold is
// viewed there.
static enum status find_pages(struct session *session, const struct job *job, struct error *error) {
    enum status status = lists_open(job, LISTS_PRIVATE, &session->lists, error);
    if (status == STATUS_OK && session->lists.fresh)
        status = lists_begin(&session->lists, 0, error);
    return status == STATUS_OK && session->lists.fresh ? lists_poison(&session->lists, error)
                                                       : status;
}

static enum status pin_pages(struct session *session, struct error *error) {
    enum status status = session->lists.fresh ? STATUS_OK : cuda_session_pin(session, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++)
        if (session->delivery == DELIVERY_PAGEABLE)
            status = cuda_part_stage(&session->parts[i], error);
    return status;
}

// Under MEMORY_FRESH the devices' is only looked for, so that each run finds it.
static enum status prepare_memory(struct session *session, const struct job *job,
                                  struct opened *opened, struct error *error) {
    uint64_t start = clock_now_ns();
    enum status status = find_pages(session, job, error);
    if (status == STATUS_OK)
        status = cuda_session_place(session, error);
    opening_record_since(opened, "memory", start);
    start = clock_now_ns();
    if (status == STATUS_OK)
        status = pin_pages(session, error);
    opening_record_since(opened, "host memory pinned", start);
    return status;
}

// --- Devices -----------------------------------------------------------------------------------

static void append(char *text, size_t size, const char *more) {
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

// "NAME (GPU-…)". Of several devices, those of one name together, with as much of each UUID as
// selects it.
static void name_devices(const struct session *session, char *text, size_t size) {
    const char *before = "";
    for (size_t i = 0; i < session->part_count; i++) {
        const struct cuda_device *device = &session->parts[i].device;
        const bool same = strcmp(device->shown.name, before) == 0;
        char uuid[sizeof device->uuid];
        const int digits =
            session->part_count == 1 ? (int)sizeof uuid : (int)strlen("GPU-01234567");
        snprintf(uuid, sizeof uuid, "%.*s", digits, device->uuid);
        if (!same) {
            append(text, size, i ? ") + " : "");
            append(text, size, device->shown.name);
        }
        append(text, size, same ? ", " : " (");
        append(text, size, uuid);
        before = device->shown.name;
    }
    append(text, size, ")");
}

static void describe(const struct session *session, struct opened *opened) {
    name_devices(session, opened->device, sizeof opened->device);
    append(opened->variant, sizeof opened->variant, ", delivered to ");
    append(opened->variant, sizeof opened->variant, delivery_name(session->delivery));
    append(opened->variant, sizeof opened->variant, " memory");
    opened->workers = 1;
}

static enum status open_devices(struct session *session, const struct job *job,
                                struct opened *opened, struct error *error) {
    struct cuda_devices chosen;
    bool together = false;
    uint64_t start = clock_now_ns();
    enum status status = cuda_open(&session->api, error);
    if (status == STATUS_OK)
        status = cuda_select(&session->api, job->device, &chosen, &together, error);
    opening_record_since(opened, "driver", start);
    start = clock_now_ns();
    const size_t count = status != STATUS_OK ? 0 : together ? chosen.count : 1;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        session->part_count++;
        status = cuda_part_open(&session->parts[i], &session->api, session->kind,
                                &chosen.devices[i], job, opened, error);
    }
    opening_record_since(opened, "context and kernels", start);
    return status;
}

// What a recurrence's first run would otherwise find out alone.
static enum status jump(struct session *session, const struct job *job, struct opened *opened,
                        struct error *error) {
    if (!session->kind->seek)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    const enum status status = cuda_session_seek(session, job->capacity, error);
    opening_record_since(opened, "jump", start);
    return status;
}

// Of those that the backend says it has.
static const struct cuda_kind *maker_of(const struct backend *backend,
                                        const struct stream *stream) {
    const struct cuda_kind *const *maker = backend->kind->makers;
    while (*maker && (*maker)->generator != stream->generator)
        maker++;
    return *maker;
}

static enum status make_ready(struct session *session, const struct job *job, struct opened *opened,
                              struct error *error) {
    (void)topology_pin(job->cpus->cpu[0]);
    enum status status = open_devices(session, job, opened, error);
    if (status == STATUS_OK) {
        cuda_states_open(&session->states);
        describe(session, opened);
        status = prepare_memory(session, job, opened, error);
    }
    if (status == STATUS_OK)
        status = jump(session, job, opened, error);
    if (status == STATUS_OK && job->memory == MEMORY_REUSE && session->positions > 0)
        status = cuda_session_time_launches(session, opened, error);
    return status;
}

enum status cuda_session_open(const struct backend *backend, const struct job *job,
                              struct opened *opened, struct session **session,
                              struct error *error) {
    *session = NULL;
    enum status status = opening_refuse_job(backend, job, error);
    if (status != STATUS_OK)
        return status;
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    (*session)->kind = maker_of(backend, job->stream);
    (*session)->type = job->type;
    (*session)->delivery = job->delivery;
    (*session)->positions = job->capacity > 0 ? job->capacity + (*session)->kind->grid - 1 : 0;
    status = make_ready(*session, job, opened, error);
    if (status != STATUS_OK) {
        cuda_session_close(*session);
        *session = NULL;
    }
    return status;
}

void cuda_session_close(struct session *session) {
    if (session) {
        struct error ignored;
        for (size_t i = 0; i < session->part_count;
             i++) { // before the pages they copy to are freed
            (void)(cuda_part_enter(&session->parts[i], &ignored) == STATUS_OK &&
                   cuda_part_finish(&session->parts[i], &ignored) == STATUS_OK);
        }
        cuda_session_unpin(session);
        for (size_t i = session->part_count; i-- > 0;)
            cuda_part_close(&session->parts[i]);
        cuda_states_close(&session->states);
        lists_close(&session->lists);
        free(session);
    }
}
