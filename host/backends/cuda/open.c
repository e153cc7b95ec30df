// Opening CUDA devices for a list: contexts, makers, and the memory at both ends.
// SPDX-License-Identifier: MIT
#include "backends/cuda/open.h"

#include "backends/cuda/memory.h"
#include "backends/cuda/state.h"
#include "backends/cuda/work.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct driver {
    struct cuda_api api;
    struct cuda_states states;
};

// --- Closing -----------------------------------------------------------------------------------

static void close_part(struct part *part) {
    struct error ignored;
    if (part->retained) {
        // What is freed in another device's context is not freed: a refusal is met by a second try.
        (void)(cuda_part_enter(part, &ignored) == STATUS_OK ||
               cuda_part_enter(part, &ignored) == STATUS_OK);
        cuda_unplace(part);
        cuda_unstage(part);
        cuda_part_close(part);
    }
    free(part);
}

static void close_driver(struct driver *driver) {
    if (driver) {
        cuda_states_close(&driver->states);
        free(driver);
    }
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
        const struct cuda_device *device = &session->parts[i]->device;
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
    if (session->unpinned.status != STATUS_OK) {
        append(opened->variant, sizeof opened->variant,
               ", not delivered: can't pin; try --delivery pageable");
    } else {
        append(opened->variant, sizeof opened->variant, ", delivered to ");
        append(opened->variant, sizeof opened->variant, delivery_name(session->delivery));
        append(opened->variant, sizeof opened->variant, " memory");
    }
    opened->workers = 1;
}

// Of those that the backend says it has.
static const struct maker *maker_of(const struct backend *backend, const struct stream *stream) {
    const struct maker *const *maker = backend->kind->makers;
    while (*maker && (*maker)->generator != stream->generator)
        maker++;
    return *maker;
}

static enum status open_part(struct session *session, const struct maker *maker,
                             const struct cuda_device *device, const struct job *job,
                             struct opened *opened, struct error *error) {
    struct part *part = calloc(1, sizeof *part);
    if (!part)
        return fail(error, STATUS_MEMORY, "no memory is left to open a card");
    TRY(offload_add(session, part, error));
    return cuda_part_open(part, &session->driver->api, maker, device, job, opened, error);
}

static enum status open_devices(struct session *session, const struct maker *maker,
                                const struct job *job, struct opened *opened, struct error *error) {
    struct cuda_devices chosen;
    uint64_t start = clock_now_ns();
    TRY(cuda_open(&session->driver->api, error));
    TRY(cuda_select(&session->driver->api, job->device, &chosen, error));
    opening_record_since(opened, "driver", start);
    start = clock_now_ns();
    for (size_t i = 0; i < chosen.count; i++)
        TRY(open_part(session, maker, &chosen.devices[i], job, opened, error));
    opening_record_since(opened, "context and kernels", start);
    return STATUS_OK;
}

// --- Memory ------------------------------------------------------------------------------------

static enum status pin_pages(struct session *session, struct error *error) {
    if (session->delivery == DELIVERY_PINNED)
        return session->lists.fresh ? STATUS_OK : offload_pin(session, error);
    for (size_t i = 0; i < session->part_count; i++)
        TRY(cuda_stage(session->parts[i], error));
    return STATUS_OK;
}

// Under MEMORY_FRESH the devices' is only looked for, so that each run finds it.
static enum status prepare_memory(struct session *session, struct opened *opened,
                                  struct error *error) {
    uint64_t start = clock_now_ns();
    TRY(offload_place(session, error));
    opening_record_since(opened, "memory", start);
    start = clock_now_ns();
    TRY(pin_pages(session, error));
    opening_record_since(opened, "host memory pinned", start);
    return STATUS_OK;
}

static enum status open_cuda(struct session *session, const struct backend *backend,
                             const struct job *job, struct opened *opened, struct error *error) {
    const struct maker *maker = maker_of(backend, job->spec.stream);
    session->driver = calloc(1, sizeof *session->driver);
    if (!session->driver)
        return fail(error, STATUS_MEMORY, "no memory is left to open CUDA");
    offload_set_grid(session, job, maker->grid, CUDA_GRID);
    (void)topology_pin(job->cpus->cpu[0]);
    TRY(open_devices(session, maker, job, opened, error));
    cuda_states_open(&session->driver->states);
    for (size_t i = 0; i < session->part_count; i++)
        cuda_states_add(&session->driver->states, session->parts[i]->device.uuid);
    TRY(prepare_memory(session, opened, error));
    describe(session, opened);
    TRY(offload_jump(session, job, opened, error));
    return job->spec.memory == MEMORY_REUSE ? offload_time_launches(session, opened, error)
                                            : STATUS_OK;
}

bool cuda_state(struct session *session, struct device_state *state) {
    return cuda_states_ask(&session->driver->states, state);
}

const struct device_interface cuda_interface = {
    .open = open_cuda,
    .close_part = close_part,
    .close = close_driver,
    .place = cuda_place,
    .unplace = cuda_unplace,
    .holds_all = cuda_holds_all,
    .fill = cuda_fill,
    .seek = cuda_seek,
    .write = cuda_write,
    .poison = cuda_poison,
    .launch = cuda_launch,
    .finish = cuda_part_finish,
    .device_ns = cuda_device_ns,
    .send = cuda_send,
    .receive = cuda_receive,
    .map = NULL, // every card's memory is taken for its own
    .pin = cuda_pin,
    .unpin = cuda_unpin,
};
