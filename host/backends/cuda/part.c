// Opening a CUDA device, and making it fill its part.
// SPDX-License-Identifier: MIT
#include "backends/cuda/part.h"

enum status cuda_part_enter(struct cuda_part *part, struct error *error) {
    return cuda_check(part->api, part->api->cuCtxSetCurrent(part->context), "use the card", error);
}

// --- Opening and closing -----------------------------------------------------------------------

static enum status open_context(struct cuda_part *part, struct error *error) {
    const struct cuda_api *api = part->api;
    enum status status =
        cuda_check(api, api->cuDevicePrimaryCtxRetain(&part->context, part->device.handle),
                   "open the card", error);
    part->retained = status == STATUS_OK;
    return status == STATUS_OK ? cuda_part_enter(part, error) : status;
}

static enum status open_stream(struct cuda_part *part, CUstream *stream, struct error *error) {
    return cuda_check(part->api, part->api->cuStreamCreate(stream, CU_STREAM_NON_BLOCKING),
                      "make a stream", error);
}

static enum status open_event(struct cuda_part *part, CUevent *event, unsigned flags,
                              struct error *error) {
    return cuda_check(part->api, part->api->cuEventCreate(event, flags), "make an event", error);
}

static enum status open_queues(struct cuda_part *part, struct error *error) {
    enum status status = open_stream(part, &part->stream, error);
    if (status == STATUS_OK)
        status = open_stream(part, &part->transfers, error);
    if (status == STATUS_OK)
        status = open_event(part, &part->start, CU_EVENT_DEFAULT, error);
    if (status == STATUS_OK)
        status = open_event(part, &part->stop, CU_EVENT_DEFAULT, error);
    for (size_t i = 0; i < CUDA_IN_FLIGHT && status == STATUS_OK; i++) {
        status = open_event(part, &part->made[i], CU_EVENT_DISABLE_TIMING, error);
        if (status == STATUS_OK)
            status = open_event(part, &part->copied[i], CU_EVENT_DISABLE_TIMING, error);
    }
    return status;
}

enum status cuda_part_open(struct cuda_part *part, const struct cuda_api *api,
                           const struct cuda_kind *kind, const struct cuda_device *device,
                           const struct job *job, struct opened *opened, struct error *error) {
    *part = (struct cuda_part){.api = api, .kind = kind, .device = *device, .type = job->type};
    enum status status = open_context(part, error);
    if (status == STATUS_OK)
        status = open_queues(part, error);
    return status == STATUS_OK ? kind->open(part, job, opened, &part->maker, error) : status;
}

static void close_event(struct cuda_part *part, CUevent event) {
    if (event)
        part->api->cuEventDestroy(event);
}

static void close_stream(struct cuda_part *part, CUstream stream) {
    if (stream)
        part->api->cuStreamDestroy(stream);
}

void cuda_part_close(struct cuda_part *part) {
    struct error ignored;
    if (!part->retained)
        return;
    // What is freed in another device's context is not freed: a refusal is met by a second try.
    (void)((cuda_part_enter(part, &ignored) == STATUS_OK ||
            cuda_part_enter(part, &ignored) == STATUS_OK) &&
           cuda_part_finish(part, &ignored) == STATUS_OK); // nothing may be freed in mid-copy
    cuda_part_unplace(part);
    for (size_t i = 0; i < CUDA_IN_FLIGHT; i++)
        if (part->staging[i])
            part->api->cuMemFreeHost(part->staging[i]);
    if (part->maker)
        part->kind->close(part, part->maker);
    for (size_t i = CUDA_IN_FLIGHT; i-- > 0;) {
        close_event(part, part->copied[i]);
        close_event(part, part->made[i]);
    }
    close_event(part, part->stop);
    close_event(part, part->start);
    close_stream(part, part->transfers);
    close_stream(part, part->stream);
    part->api->cuCtxSetCurrent(NULL);
    part->api->cuDevicePrimaryCtxRelease(part->device.handle);
    part->retained = false;
}

// --- Working -----------------------------------------------------------------------------------

enum status cuda_part_finish(struct cuda_part *part, struct error *error) {
    const struct cuda_api *api = part->api;
    enum status status = STATUS_OK;
    if (part->stream)
        status = cuda_check(api, api->cuStreamSynchronize(part->stream), "make the list", error);
    if (status == STATUS_OK && part->transfers)
        status = cuda_check(api, api->cuStreamSynchronize(part->transfers), "copy the list", error);
    return status;
}

static enum status record(struct cuda_part *part, CUevent event, struct error *error) {
    return cuda_check(part->api, part->api->cuEventRecord(event, part->stream),
                      "read the card's clock", error);
}

enum status cuda_part_seek(struct cuda_part *part, uint64_t origin, uint64_t end,
                           struct error *error) {
    const uint64_t own = origin + part->begin, past = origin + part->end;
    if (!part->kind->seek || own >= end || part->begin == part->end)
        return STATUS_OK;
    const enum status status = cuda_part_enter(part, error);
    return status == STATUS_OK ? part->kind->seek(part, own, past < end ? past : end, error)
                               : status;
}

enum status cuda_part_fill(struct cuda_part *part, uint64_t origin, uint64_t first, uint64_t end,
                           struct error *error) {
    enum status status = cuda_part_enter(part, error);
    if (status == STATUS_OK)
        status = record(part, part->start, error);
    for (uint64_t from = part->begin; from < part->end && status == STATUS_OK;) {
        const uint64_t to = part->end - from < part->room ? part->end : from + part->room;
        struct cuda_range range;
        if (cuda_part_range(part, origin, from, to, first, end, &range)) {
            status =
                part->kind->make(part, part->memory, origin + from, range.first, range.end, error);
        }
        from = to;
    }
    return status == STATUS_OK ? record(part, part->stop, error) : status;
}

enum status cuda_part_write(struct cuda_part *part, uint64_t end, struct error *error) {
    const size_t size = element_bytes(part->type);
    enum status status = cuda_part_enter(part, error);
    for (uint64_t from = part->begin; from < part->end && status == STATUS_OK;) {
        const uint64_t to = part->end - from < part->room ? part->end : from + part->room;
        struct cuda_range range;
        if (cuda_part_range(part, 0, from, to, 0, end, &range)) {
            status =
                cuda_check(part->api,
                           part->api->cuMemsetD32Async(
                               part->memory, 0x01010101u,
                               (range.end - range.first) * size / sizeof(uint32_t), part->stream),
                           "write memory", error);
        }
        from = to;
    }
    return status;
}

enum status cuda_part_device_ns(struct cuda_part *part, uint64_t *ns, struct error *error) {
    float milliseconds = 0;
    enum status status = cuda_part_enter(part, error);
    if (status == STATUS_OK) {
        status = cuda_check(part->api,
                            part->api->cuEventElapsedTime(&milliseconds, part->start, part->stop),
                            "read the card's clock", error);
    }
    *ns = (uint64_t)((double)milliseconds * 1e6);
    return status;
}
