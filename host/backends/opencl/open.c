// Opening OpenCL devices for a list: their queues and kernels, the trial, and the memory.
// SPDX-License-Identifier: MIT
#include "backends/opencl/open.h"

#include "backends/opencl/memory.h"
#include "backends/opencl/trial.h"
#include "backends/opencl/work.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The trial is made in this many bytes, or the list's if they are fewer.
static const uint64_t trial_bytes = 256u << 20;

static const uint64_t line_bytes = 64, page_bytes = 4096;

struct driver {
    struct opencl_api api;
};

// --- Closing -----------------------------------------------------------------------------------

static void close_part(struct part *part) {
    part_unplace(part);
    part_close(part);
    free(part);
}

static void close_driver(struct driver *driver) {
    free(driver);
}

// --- Devices -----------------------------------------------------------------------------------

static enum status open_part(struct session *session, const struct opencl_device *device,
                             bool is_cut, const struct job *job, uint64_t *build_ns,
                             struct error *error) {
    struct part *part = calloc(1, sizeof *part);
    if (!part)
        return fail(error, STATUS_MEMORY, "no memory is left to open a device");
    const enum status status = offload_add(session, part, error);
    if (status != STATUS_OK) {
        if (is_cut)
            session->driver->api.clReleaseDevice(device->id);
        return status;
    }
    part->is_cut = is_cut;
    return part_open(part, &session->driver->api, device, job, build_ns, error);
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
        return open_part(session, device, false, job, build_ns, error);
    cl_device_id ids[OPENCL_DEVICES];
    const struct opencl_api *api = &session->driver->api;
    const unsigned units = units_to_cut(device, job);
    enum status status = STATUS_OK;
    TRY(opencl_cut(api, device, units, device->parts, ids, error));
    for (unsigned i = 0; i < device->parts; i++) {
        struct opencl_device cut = *device;
        cut.id = ids[i];
        cut.shown.compute_units = units / device->parts + (i < units % device->parts);
        if (status != STATUS_OK) {
            api->clReleaseDevice(cut.id);
            continue;
        }
        status = open_part(session, &cut, true, job, build_ns, error);
    }
    return status;
}

static void describe(const struct session *session, struct opened *opened) {
    opened->on_cpu = true; // unless one of the devices is something else
    for (size_t i = 0; i < session->part_count; i++) {
        const struct part *part = session->parts[i];
        opened->on_cpu = opened->on_cpu && (part->device.type & CL_DEVICE_TYPE_CPU) != 0;
        size_t used = strlen(opened->variant);
        snprintf(opened->variant + used, sizeof opened->variant - used, "%s%s",
                 i ? " + " : "kernel ", part->variant->name);
        used = strlen(opened->device);
        snprintf(opened->device + used, sizeof opened->device - used, "%s%s (%s)", i ? " + " : "",
                 part->device.shown.name, part->device.shown.type);
        opened->workers += part->units;
    }
    snprintf(opened->library, sizeof opened->library, "%s", session->parts[0]->device.library);
}

static enum status open_devices(struct session *session, const struct job *job,
                                struct opened *opened, struct error *error) {
    struct opencl_devices chosen;
    uint64_t build_ns = 0;
    const uint64_t start = clock_now_ns();
    TRY(opencl_open(&session->driver->api, error));
    TRY(opencl_select(&session->driver->api, job->device, &chosen, error));
    for (size_t i = 0; i < chosen.count; i++)
        TRY(open_device(session, &chosen.devices[i], job, &build_ns, error));
    opening_record(opened, "driver", clock_now_ns() - start - build_ns);
    opening_record(opened, "kernel build", build_ns);
    return STATUS_OK;
}

// --- The trial, and memory ---------------------------------------------------------------------

// One part after the other makes its trial pieces at the memory's begin. (CUDA tries nothing: its
// kernel follows from the architecture, and its parts' speeds from their memories'.)
static enum status try_kernels(struct session *session, const struct job *job,
                               struct opened *opened, struct error *error) {
    const uint64_t most = trial_bytes / element_bytes(job->spec.type);
    for (size_t i = 0; i < session->part_count; i++) {
        struct part *part = session->parts[i];
        part->share.begin = 0;
        part->share.end = session->positions < most ? session->positions : most;
        TRY(part_place(part, session->lists.base, error));
        TRY(part_choose(part, job, opened, error));
        TRY(part_choose_ceiling(part, error));
        part_unplace(part);
    }
    return STATUS_OK;
}

// Every page once, by the host and by the devices, so that no run does it.
static enum status touch(struct session *session, struct opened *opened, struct error *error) {
    const uint64_t start = clock_now_ns();
    if (!session->lists.fresh)
        TRY(offload_place(session, error));
    TRY(offload_poison(session, error));
    opening_record_since(opened, "memory touched", start);
    return STATUS_OK;
}

static enum status open_opencl(struct session *session, const struct backend *backend,
                               const struct job *job, struct opened *opened, struct error *error) {
    const uint64_t size = element_bytes(job->spec.type);
    (void)backend;
    session->driver = calloc(1, sizeof *session->driver);
    if (!session->driver)
        return fail(error, STATUS_MEMORY, "no memory is left to open OpenCL");
    offload_set_grid(session, job, line_bytes / size, page_bytes / size);
    TRY(open_devices(session, job, opened, error));
    TRY(try_kernels(session, job, opened, error));
    TRY(touch(session, opened, error));
    TRY(offload_jump(session, job, opened, error));
    describe(session, opened);
    return STATUS_OK;
}

const struct device_interface opencl_interface = {
    .open = open_opencl,
    .close_part = close_part,
    .close = close_driver,
    .place = part_place,
    .unplace = part_unplace,
    .holds_all = part_holds_all,
    .fill = part_fill,
    .seek = part_seek,
    .write = part_write,
    .poison = part_poison,
    .launch = NULL, // its cost is not reported: which launch it would be is the trial's finding
    .finish = part_finish,
    .device_ns = part_device_ns,
    .send = part_send,
    .receive = part_receive,
    .map = part_map,
    .pin = NULL, // OpenCL has no call that pins what is there already
    .unpin = NULL,
};
