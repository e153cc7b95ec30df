// The buffers of a device's part of the list.
//
// Where the device shares the host's memory the buffers are the host's pages themselves, and what
// is made is delivered by mapping it: no copy. Else they are the device's, as many as
// CL_DEVICE_MAX_MEM_ALLOC_SIZE asks for; and a part that is larger than the device's memory is made
// slice by slice into the same buffers.
// SPDX-License-Identifier: MIT
#include "backends/opencl/memory.h"

#include <stdlib.h>
#include <string.h>

// Drivers want host pages that a buffer uses to begin at a page.
static const uint64_t page_bytes = 4096;

// Of the device's memory, what buffers may take: something else is always there too.
static const double usable = 0.9;

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// --- Cutting up --------------------------------------------------------------------------------

// A limit in bytes from an environment variable, for tests; else the device's own.
static uint64_t limit_from(const char *variable, uint64_t own) {
    const char *text = getenv(variable);
    const uint64_t asked = text ? strtoull(text, NULL, 10) : 0;
    return asked > 0 ? least(asked, own) : own;
}

// Elements a buffer: as many as allowed, in whole staging buffers (or pages, where those are
// larger than what is allowed).
static uint64_t slice_elements(const struct part *part) {
    const size_t size = element_bytes(part->share.type);
    const uint64_t all = (part->share.end - part->share.begin) * size;
    const uint64_t most = limit_from("GPUBENCH_OPENCL_MAX_ALLOC", part->device.buffer_bytes);
    const uint64_t unit = most >= STAGING_BYTES ? STAGING_BYTES : page_bytes;
    const uint64_t cut = most >= unit ? most / unit * unit : unit;
    return (cut < all ? cut : (all + unit - 1) / unit * unit) / size;
}

static size_t buffer_count(const struct part *part, uint64_t slice, size_t slices) {
    if (part->share.shares_memory || slices == 0)
        return slices;
    const double memory =
        usable * (double)limit_from("GPUBENCH_OPENCL_MEMORY", part->device.shown.memory_bytes);
    const double count = memory / ((double)slice * (double)element_bytes(part->share.type));
    return count >= (double)slices ? slices : count < 1 ? 1 : (size_t)count;
}

// A slow device's part of a short list may be empty: no slices.
static void plan_slices(struct part *part) {
    struct opencl_memory *memory = &part->memory;
    const uint64_t elements = part->share.end - part->share.begin;
    memory->slice_elements = slice_elements(part);
    memory->slices =
        elements ? (elements + memory->slice_elements - 1) / memory->slice_elements : 0;
    memory->count = buffer_count(part, memory->slice_elements, memory->slices);
    part->share.chunk =
        elements ? least(memory->slice_elements, STAGING_BYTES / element_bytes(part->share.type))
                 : 0;
}

// Positions of slice i.
static void slice_at(const struct part *part, size_t slice, uint64_t *begin, uint64_t *end) {
    *begin = part->share.begin + slice * part->memory.slice_elements;
    *end = least(*begin + part->memory.slice_elements, part->share.end);
}

bool part_slice(const struct part *part, size_t slice, uint64_t origin, uint64_t first,
                uint64_t end, struct opencl_range *range) {
    uint64_t from, to;
    slice_at(part, slice, &from, &to);
    *range = (struct opencl_range){
        .memory = part->memory.buffers[slice % part->memory.count],
        .origin = origin + from,
        .first = first > origin + from ? first : origin + from,
        .end = least(end, origin + to),
    };
    return range->first < range->end;
}

bool part_holds_all(const struct part *part) {
    return part->memory.count == part->memory.slices;
}

// --- Taking and giving back --------------------------------------------------------------------

static enum status make_buffers(struct part *part, unsigned char *base, struct error *error) {
    struct opencl_memory *memory = &part->memory;
    const size_t size = element_bytes(part->share.type);
    for (size_t i = 0; i < memory->count; i++) {
        uint64_t begin, end;
        cl_int code;
        slice_at(part, i, &begin, &end);
        memory->buffers[i] =
            part->share.shares_memory
                ? part->api->clCreateBuffer(part->context, CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR,
                                            (end - begin) * size, base + begin * size, &code)
                : part->api->clCreateBuffer(part->context, CL_MEM_READ_WRITE, (end - begin) * size,
                                            NULL, &code);
        if (code != CL_SUCCESS) {
            memory->buffers[i] = NULL;
            return opencl_check(code, "take memory for the list", error);
        }
    }
    return STATUS_OK;
}

enum status part_place(struct part *part, unsigned char *pages, struct error *error) {
    part_unplace(part);
    plan_slices(part);
    part->memory.buffers = calloc(part->memory.count + 1, sizeof *part->memory.buffers);
    part->memory.mapped = calloc(part->memory.count + 1, sizeof *part->memory.mapped);
    part->events = calloc(part->memory.slices + 1, sizeof *part->events);
    if (!part->memory.buffers || !part->memory.mapped || !part->events)
        return fail(error, STATUS_MEMORY, "no memory is left for the table of buffers");
    return make_buffers(part, pages, error);
}

void part_unplace(struct part *part) {
    struct opencl_memory *memory = &part->memory;
    struct error ignored;
    if (memory->buffers)
        (void)(part_unmap(part, &ignored) == STATUS_OK && part_finish(part, &ignored) == STATUS_OK);
    while (part->event_count > 0)
        part->api->clReleaseEvent(part->events[--part->event_count]);
    for (size_t i = 0; i < memory->count && memory->buffers; i++)
        if (memory->buffers[i])
            part->api->clReleaseMemObject(memory->buffers[i]);
    free(memory->buffers);
    free(memory->mapped);
    free(part->events);
    part->events = NULL;
    *memory = (struct opencl_memory){0};
}

// --- Shared with the host ----------------------------------------------------------------------

static enum status map(struct part *part, cl_map_flags how, cl_bool waits, struct error *error) {
    struct opencl_memory *memory = &part->memory;
    for (size_t i = 0; i < memory->count; i++) {
        uint64_t begin, end;
        cl_int code;
        if (memory->mapped[i])
            continue;
        slice_at(part, i, &begin, &end);
        memory->mapped[i] = part->api->clEnqueueMapBuffer(
            part->queue, memory->buffers[i], waits, how, 0,
            (end - begin) * element_bytes(part->share.type), 0, NULL, NULL, &code);
        TRY(opencl_check(code, "map the list", error));
    }
    return STATUS_OK;
}

enum status part_map(struct part *part, struct error *error) {
    return map(part, CL_MAP_READ, CL_FALSE, error);
}

enum status part_unmap(struct part *part, struct error *error) {
    struct opencl_memory *memory = &part->memory;
    for (size_t i = 0; i < memory->count; i++) {
        void *mapped = memory->mapped[i];
        memory->mapped[i] = NULL;
        if (mapped) {
            TRY(opencl_check(part->api->clEnqueueUnmapMemObject(part->queue, memory->buffers[i],
                                                                mapped, 0, NULL, NULL),
                             "unmap the list", error));
        }
    }
    return STATUS_OK;
}

// --- Poison ------------------------------------------------------------------------------------

static enum status poison_shared(struct part *part, struct error *error) {
    TRY(part_unmap(part, error));
    TRY(map(part, CL_MAP_WRITE, CL_TRUE, error));
    for (size_t i = 0; i < part->memory.count; i++) {
        uint64_t begin, end;
        slice_at(part, i, &begin, &end);
        memset(part->memory.mapped[i], 0xFF, (end - begin) * element_bytes(part->share.type));
    }
    return part_unmap(part, error);
}

static enum status poison_own(struct part *part, struct error *error) {
    static const cl_uint pattern = 0xFFFFFFFFu;
    for (size_t i = 0; i < part->memory.count; i++) {
        uint64_t begin, end;
        slice_at(part, i, &begin, &end);
        TRY(opencl_check(part->api->clEnqueueFillBuffer(
                             part->queue, part->memory.buffers[i], &pattern, sizeof pattern, 0,
                             (end - begin) * element_bytes(part->share.type), 0, NULL, NULL),
                         "overwrite the list", error));
    }
    return STATUS_OK;
}

enum status part_poison(struct part *part, struct error *error) {
    return part->share.shares_memory ? poison_shared(part, error) : poison_own(part, error);
}
