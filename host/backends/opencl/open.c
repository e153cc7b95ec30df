// Opening devices: their queues and kernels, the trial, and each one's share of the list.
// SPDX-License-Identifier: MIT
#include "backends/opencl/session.h"

#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The trial is made in this many bytes, or the list's if they are fewer.
static const uint64_t trial_bytes = 256u << 20;

// --- Opening and closing -----------------------------------------------------------------------

void opencl_session_close(struct session *session) {
    if (session) {
        for (size_t i = 0; i < session->part_count; i++)
            part_close(&session->parts[i]);
        lists_close(&session->lists);
        free(session);
    }
}

static enum status open_part(struct session *session, const struct opencl_device *device,
                             const struct job *job, uint64_t *build_ns, struct error *error) {
    if (session->part_count == OPENCL_DEVICES)
        return fail(error, STATUS_USAGE, "at most %d devices are used as one", OPENCL_DEVICES);
    struct opencl_part *part = &session->parts[session->part_count++];
    const enum status status = part_open(part, &session->api, device, job, build_ns, error);
    session->any_shared = session->any_shared || part->device.shares_memory;
    return status;
}

// A CPU's compute units are as many as the job has workers, but at least one a sub-device.
static unsigned units_to_cut(const struct opencl_device *device, const struct job *job) {
    const unsigned all = device->shown.compute_units, workers = job->cpus->workers;
    const unsigned wanted = workers > device->parts ? workers : device->parts;
    return device->type & CL_DEVICE_TYPE_CPU && wanted < all ? wanted : all;
}

// The device, or the sub-devices it is to be cut into.
static enum status open_device(struct session *session, const struct opencl_device *device,
                               const struct job *job, uint64_t *build_ns, struct error *error) {
    if (device->parts == 1)
        return open_part(session, device, job, build_ns, error);
    cl_device_id ids[OPENCL_DEVICES];
    const unsigned units = units_to_cut(device, job);
    enum status status = opencl_cut(&session->api, device, units, device->parts, ids, error);
    if (status != STATUS_OK)
        return status;
    for (unsigned i = 0; i < device->parts; i++) {
        struct opencl_device cut = *device;
        cut.id = ids[i];
        cut.shown.compute_units = units / device->parts + (i < units % device->parts);
        if (status == STATUS_OK) {
            status = open_part(session, &cut, job, build_ns, error);
            session->parts[session->part_count - 1].is_cut = true;
        } else {
            session->api.clReleaseDevice(cut.id);
        }
    }
    return status;
}

static void describe_opened(const struct session *session, struct opened *opened) {
    opened->on_cpu = true; // unless one of the devices is something else
    for (size_t i = 0; i < session->part_count; i++) {
        const struct opencl_part *part = &session->parts[i];
        opened->on_cpu = opened->on_cpu && (part->device.type & CL_DEVICE_TYPE_CPU) != 0;
        size_t used = strlen(opened->variant);
        snprintf(opened->variant + used, sizeof opened->variant - used, "%s%s",
                 i ? " + " : "kernel ", part->variant->name);
        used = strlen(opened->device);
        snprintf(opened->device + used, sizeof opened->device - used, "%s%s (%s)", i ? " + " : "",
                 part->device.shown.name, part->device.shown.type);
        opened->workers += part->units;
    }
    snprintf(opened->library, sizeof opened->library, "%s", session->parts[0].device.library);
}

static enum status open_devices(struct session *session, const struct job *job,
                                struct opened *opened, struct error *error) {
    struct opencl_devices chosen;
    bool together = false;
    uint64_t build_ns = 0;
    const uint64_t start = clock_now_ns();
    enum status status = opencl_open(&session->api, error);
    if (status == STATUS_OK)
        status = opencl_select(&session->api, job->device, &chosen, &together, error);
    const size_t count = status != STATUS_OK ? 0 : together ? chosen.count : 1;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = open_device(session, &chosen.devices[i], job, &build_ns, error);
    opening_record(opened, "driver", clock_now_ns() - start - build_ns);
    opening_record(opened, "kernel build", build_ns);
    return status;
}

// One part after the other makes its trial pieces at the memory's begin.
static enum status try_kernels(struct session *session, const struct job *job,
                               struct opened *opened, struct error *error) {
    const uint64_t most = trial_bytes / element_bytes(job->type);
    const uint64_t room = session->positions < most ? session->positions : most;
    // Host memory that isn't there is refused now, whether a device needs it or not.
    enum status status = lists_begin(&session->lists, 0, error);
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        struct opencl_part *part = &session->parts[i];
        status = part_place(part, session->lists.base, 0, room, error);
        if (status == STATUS_OK)
            status = part_choose(part, job, opened, &session->rates[i], error);
        if (status == STATUS_OK)
            status = part_choose_ceiling(part, error);
        part_unplace(part);
    }
    return status;
}

// Gives each part its share of the positions, in proportion to its speed, in whole pages.
enum status opencl_session_place(struct session *session, struct error *error) {
    const uint64_t page = 4096 / element_bytes(session->type);
    double all = 0, before = 0;
    uint64_t begin = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->part_count; i++)
        all += session->rates[i];
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        before += session->rates[i];
        const double share = (double)session->positions * (before / all);
        const bool last = i + 1 == session->part_count;
        const uint64_t end = last ? session->positions : (uint64_t)share / page * page;
        status = part_place(&session->parts[i], session->lists.base, begin, end, error);
        begin = end;
    }
    return status;
}

// Every page once, by the host and by the devices, so that no run does it.
static enum status touch(struct session *session, struct opened *opened, struct error *error) {
    const uint64_t start = clock_now_ns();
    enum status status = STATUS_OK;
    if (!session->lists.fresh)
        status = opencl_session_place(session, error);
    if (status == STATUS_OK)
        status = opencl_session_poison(session, error);
    opening_record_since(opened, "memory touched", start);
    return status;
}

// The windows of MT19937 to where the whole list is made from.
static enum status jump(struct session *session, const struct job *job, struct opened *opened,
                        struct error *error) {
    const uint64_t start = clock_now_ns();
    enum status status = STATUS_OK;
    if (job->stream->generator != GENERATOR_MT19937)
        return STATUS_OK;
    for (size_t i = 0; i < session->part_count && status == STATUS_OK; i++) {
        status = part_seek(&session->parts[i], 0, 0, job->capacity, error);
        if (status == STATUS_OK)
            status = part_finish(&session->parts[i], error);
    }
    opening_record_since(opened, "jump", start);
    return status;
}

static enum status make_ready(struct session *session, const struct backend *backend,
                              const struct job *job, struct opened *opened, struct error *error) {
    session->type = job->type;
    enum status status = opening_refuse_job(backend, job, error);
    if (status == STATUS_OK)
        status = lists_open(job, LISTS_PRIVATE, &session->lists, error);
    if (status == STATUS_OK) {
        session->positions = session->lists.bytes / element_bytes(job->type);
        status = open_devices(session, job, opened, error);
    }
    if (status == STATUS_OK)
        status = try_kernels(session, job, opened, error);
    if (status == STATUS_OK)
        status = touch(session, opened, error);
    if (status == STATUS_OK)
        status = jump(session, job, opened, error);
    if (status == STATUS_OK)
        describe_opened(session, opened);
    return status;
}

enum status opencl_session_open(const struct backend *backend, const struct job *job,
                                struct opened *opened, struct session **session,
                                struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open OpenCL");
    const enum status status = make_ready(*session, backend, job, opened, error);
    if (status != STATUS_OK) {
        opencl_session_close(*session);
        *session = NULL;
    }
    return status;
}
