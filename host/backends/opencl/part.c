// Opening a device, and launching its kernels.
// SPDX-License-Identifier: MIT
#include "backends/opencl/part.h"

#include "platform/clock.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

// --- Opening and closing -----------------------------------------------------------------------

// As many compute units of a CPU as the job has workers, so that "the same cores" is true.
static enum status take_units(struct part *part, const struct job *job, struct error *error) {
    struct opencl_device *device = &part->device;
    const unsigned workers = job->cpus->workers;
    part->units = device->shown.compute_units;
    if (!(device->type & CL_DEVICE_TYPE_CPU) || part->units <= workers || !device->can_be_cut)
        return STATUS_OK;
    cl_device_id id;
    TRY(opencl_cut(part->api, device, workers, 1, &id, error));
    device->id = id;
    part->is_cut = true;
    part->units = workers;
    return STATUS_OK;
}

static enum status open_queues(struct part *part, struct error *error) {
    const struct opencl_api *api = part->api;
    cl_int code;
    part->context = api->clCreateContext(NULL, 1, &part->device.id, NULL, NULL, &code);
    TRY(opencl_check(code, "open the device", error));
    part->queue =
        api->clCreateCommandQueue(part->context, part->device.id, CL_QUEUE_PROFILING_ENABLE, &code);
    TRY(opencl_check(code, "make a queue", error));
    if (part->share.shares_memory)
        return STATUS_OK;
    part->transfers = api->clCreateCommandQueue(part->context, part->device.id, 0, &code);
    return opencl_check(code, "make a queue", error);
}

static enum status pin_staging(struct part *part, struct error *error) {
    const struct opencl_api *api = part->api;
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT && part->transfers; i++) {
        cl_int code;
        part->staging[i] = api->clCreateBuffer(
            part->context, CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, STAGING_BYTES, NULL, &code);
        TRY(opencl_check(code, "pin host memory", error));
        part->share.staging[i] = api->clEnqueueMapBuffer(part->transfers, part->staging[i], CL_TRUE,
                                                         CL_MAP_READ | CL_MAP_WRITE, 0,
                                                         STAGING_BYTES, 0, NULL, NULL, &code);
        TRY(opencl_check(code, "pin host memory", error));
    }
    return STATUS_OK;
}

static enum status find_ceilings(struct part *part, struct error *error) {
    TRY(opencl_kernel(part->api, part->program, "ceiling_plain", &part->ceilings[0], error));
    return opencl_kernel(part->api, part->program, "ceiling_streaming", &part->ceilings[1], error);
}

enum status part_open(struct part *part, const struct opencl_api *api,
                      const struct opencl_device *device, const struct job *job, uint64_t *build_ns,
                      struct error *error) {
    part->api = api;
    part->device = *device;
    part->seed = job->spec.seed;
    part->share.type = job->spec.type;
    part->share.shares_memory = device->shares_memory;
    // A jump to each chunk would take longer than its way to the host.
    part->share.made_whole = job->spec.stream->generator == GENERATOR_MT19937;
    if (job->spec.type == ELEMENT_F64 && !device->shown.f64) {
        return fail(error, STATUS_UNAVAILABLE,
                    "%s has no double precision; choose --type f32, or another device",
                    device->shown.name);
    }
    TRY(take_units(part, job, error));
    TRY(open_queues(part, error));
    const uint64_t start = clock_now_ns();
    TRY(opencl_build(api, part->context, part->device.id, job->spec.stream, job->spec.type,
                     &part->program, error));
    *build_ns += clock_now_ns() - start;
    TRY(find_ceilings(part, error));
    TRY(recurrence_open(&part->recurrence, api, part->context, part->program, job->spec.stream,
                        job->spec.seed, part->units, (part->device.type & CL_DEVICE_TYPE_CPU) != 0,
                        error));
    return pin_staging(part, error);
}

static void release_staging(struct part *part) {
    const struct opencl_api *api = part->api;
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT; i++) {
        if (part->share.staging[i]) {
            (void)api->clEnqueueUnmapMemObject(part->transfers, part->staging[i],
                                               part->share.staging[i], 0, NULL, NULL);
        }
        if (part->arrived[i])
            api->clReleaseEvent(part->arrived[i]);
    }
    if (part->transfers)
        (void)api->clFinish(part->transfers);
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT; i++)
        if (part->staging[i])
            api->clReleaseMemObject(part->staging[i]);
}

static void release_kernels(struct part *part) {
    const struct opencl_api *api = part->api;
    const cl_kernel kernels[] = {part->kernel, part->ceilings[0], part->ceilings[1]};
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
        if (kernels[i])
            api->clReleaseKernel(kernels[i]);
    if (part->program)
        api->clReleaseProgram(part->program);
}

// A driver's own threads may hold commands, and with them the queue, for a moment after they are
// finished. PoCL 3.1 then still looks at the device, which it frees although the queue is alive if
// it is a sub-device: 18 of 24 runs of the contract test crashed. So the queue is given up only
// when it is held by no one else, or after a second.
static void release_queue(const struct part *part, cl_command_queue queue) {
    const uint64_t begin = clock_now_ns();
    cl_uint holders = 1;
    do {
        if (part->api->clGetCommandQueueInfo(queue, CL_QUEUE_REFERENCE_COUNT, sizeof holders,
                                             &holders, NULL) != CL_SUCCESS)
            break;
    } while (holders > 1 && clock_now_ns() - begin < 1000000000 && sched_yield() == 0);
    part->api->clReleaseCommandQueue(queue);
}

void part_close(struct part *part) {
    const struct opencl_api *api = part->api;
    release_staging(part);
    recurrence_close(&part->recurrence, api);
    release_kernels(part);
    if (part->transfers)
        release_queue(part, part->transfers);
    if (part->queue)
        release_queue(part, part->queue);
    if (part->context)
        api->clReleaseContext(part->context);
    if (part->is_cut)
        api->clReleaseDevice(part->device.id);
}

// --- Working -----------------------------------------------------------------------------------

enum status part_launch(struct part *part, const struct opencl_range *range, cl_event *event,
                        struct error *error) {
    return part->variant->generator == GENERATOR_MT19937
               ? recurrence_launch(&part->recurrence, part->api, part->queue, part->variant,
                                   part->kernel, part->device.work_group_size, range, event, error)
               : opencl_launch(part->api, part->queue, part->variant, part->kernel,
                               part->device.work_group_size, part->seed, range, event, error);
}

enum status part_flush(struct part *part, cl_command_queue queue, struct error *error) {
    return opencl_check(part->api->clFlush(queue), "start its queue", error);
}

enum status part_finish(struct part *part, struct error *error) {
    return part->queue ? opencl_check(part->api->clFinish(part->queue), "finish its work", error)
                       : STATUS_OK;
}
