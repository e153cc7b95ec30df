// Opening a CUDA device, and waiting for it.
// SPDX-License-Identifier: MIT
#include "backends/cuda/part.h"

enum status cuda_part_enter(struct part *part, struct error *error) {
    return cuda_check(part->api, part->api->cuCtxSetCurrent(part->context), "use the card", error);
}

// --- Opening and closing -----------------------------------------------------------------------

static enum status open_context(struct part *part, struct error *error) {
    const struct cuda_api *api = part->api;
    TRY(cuda_check(api, api->cuDevicePrimaryCtxRetain(&part->context, part->device.handle),
                   "open the card", error));
    part->retained = true;
    return cuda_part_enter(part, error);
}

static enum status open_stream(struct part *part, CUstream *stream, struct error *error) {
    return cuda_check(part->api, part->api->cuStreamCreate(stream, CU_STREAM_NON_BLOCKING),
                      "make a stream", error);
}

static enum status open_event(struct part *part, CUevent *event, unsigned flags,
                              struct error *error) {
    return cuda_check(part->api, part->api->cuEventCreate(event, flags), "make an event", error);
}

static enum status open_queues(struct part *part, struct error *error) {
    TRY(open_stream(part, &part->stream, error));
    TRY(open_stream(part, &part->transfers, error));
    TRY(open_event(part, &part->start, CU_EVENT_DEFAULT, error));
    TRY(open_event(part, &part->stop, CU_EVENT_DEFAULT, error));
    for (size_t i = 0; i < OFFLOAD_IN_FLIGHT; i++) {
        TRY(open_event(part, &part->made[i], CU_EVENT_DISABLE_TIMING, error));
        TRY(open_event(part, &part->copied[i], CU_EVENT_DISABLE_TIMING, error));
    }
    return STATUS_OK;
}

enum status cuda_part_open(struct part *part, const struct cuda_api *api, const struct maker *maker,
                           const struct cuda_device *device, const struct job *job,
                           struct opened *opened, struct error *error) {
    part->api = api;
    part->maker = maker;
    part->device = *device;
    part->share.type = job->spec.type;
    part->share.speed = device->memory_speed;
    part->share.launches_in_row = maker->launches_in_row;
    TRY(open_context(part, error));
    TRY(open_queues(part, error));
    return maker->open(part, job, opened, &part->making, error);
}

static void close_event(struct part *part, CUevent event) {
    if (event)
        part->api->cuEventDestroy(event);
}

static void close_stream(struct part *part, CUstream stream) {
    if (stream)
        part->api->cuStreamDestroy(stream);
}

void cuda_part_close(struct part *part) {
    if (part->making)
        part->maker->close(part, part->making);
    for (size_t i = OFFLOAD_IN_FLIGHT; i-- > 0;) {
        close_event(part, part->copied[i]);
        close_event(part, part->made[i]);
    }
    close_event(part, part->stop);
    close_event(part, part->start);
    close_stream(part, part->transfers);
    close_stream(part, part->stream);
    part->api->cuCtxSetCurrent(NULL);
    part->api->cuDevicePrimaryCtxRelease(part->device.handle);
}

// --- Waiting -----------------------------------------------------------------------------------

enum status cuda_part_finish(struct part *part, struct error *error) {
    const struct cuda_api *api = part->api;
    if (!part->transfers)
        return STATUS_OK;
    TRY(cuda_part_enter(part, error));
    TRY(cuda_check(api, api->cuStreamSynchronize(part->stream), "make the list", error));
    return cuda_check(api, api->cuStreamSynchronize(part->transfers), "copy the list", error);
}
