// Writing with no arithmetic, in the way that is fastest on the device: OpenCL's own fill of a
// buffer, or kernels that only store.
// SPDX-License-Identifier: MIT
#include "backends/opencl/memory.h"
#include "backends/opencl/trial.h"
#include "platform/clock.h"

enum { LINE_BYTES = 64, ROUNDS = 3 };

// A work-item writes so many lines. Many suit a CPU, and one, side by side with its neighbours', a
// GPU.
static const struct way {
    int kernel; // of part->ceilings; -1: clEnqueueFillBuffer
    cl_ulong lines;
    size_t work_group;
} ways[] = {{-1, 0, 0}, {0, 512, 1}, {1, 512, 1}, {0, 1, 128}};
enum { WAYS = sizeof ways / sizeof ways[0] };

static enum status store_lines(struct part *part, const struct way *way, cl_mem buffer,
                               cl_ulong lines, struct error *error) {
    cl_kernel kernel = part->ceilings[way->kernel];
    const size_t local = way->work_group <= part->device.work_group_size ? way->work_group : 1;
    const size_t items = (size_t)((lines + way->lines - 1) / way->lines);
    const size_t global = (items + local - 1) / local * local;
    cl_int code = part->api->clSetKernelArg(kernel, 0, sizeof buffer, &buffer);
    if (code == CL_SUCCESS)
        code = part->api->clSetKernelArg(kernel, 1, sizeof lines, &lines);
    if (code == CL_SUCCESS)
        code = part->api->clSetKernelArg(kernel, 2, sizeof way->lines, &way->lines);
    if (code == CL_SUCCESS) {
        code = part->api->clEnqueueNDRangeKernel(part->queue, kernel, 1, NULL, &global, &local, 0,
                                                 NULL, NULL);
    }
    return opencl_check(code, "launch a kernel", error);
}

static enum status write_buffer(struct part *part, cl_mem buffer, uint64_t bytes,
                                struct error *error) {
    static const cl_uint16 one = {{[0] = 1}}; // zeros are written faster by some processors
    const struct way *way = &ways[part->ceiling];
    const uint64_t lines = bytes / LINE_BYTES;
    if (lines == 0)
        return STATUS_OK;
    return way->kernel >= 0
               ? store_lines(part, way, buffer, lines, error)
               : opencl_check(part->api->clEnqueueFillBuffer(part->queue, buffer, &one, sizeof one,
                                                             0, lines * LINE_BYTES, 0, NULL, NULL),
                              "fill a buffer", error);
}

enum status part_write(struct part *part, uint64_t end, struct error *error) {
    TRY(part_unmap(part, error));
    for (size_t i = 0; i < part->memory.slices; i++) {
        struct opencl_range range;
        if (part_slice(part, i, 0, 0, end, &range)) {
            TRY(write_buffer(part, range.memory,
                             (range.end - range.first) * element_bytes(part->share.type), error));
        }
    }
    return part_flush(part, part->queue, error);
}

enum status part_choose_ceiling(struct part *part, struct error *error) {
    uint64_t best_ns = UINT64_MAX;
    int best = 0;
    for (int trial = 0; trial < ROUNDS * WAYS; trial++) {
        part->ceiling = trial % WAYS;
        if (ways[part->ceiling].kernel >= 0 && !part->ceilings[ways[part->ceiling].kernel])
            continue;
        const uint64_t start = clock_now_ns();
        TRY(part_write(part, part->share.end, error));
        TRY(part_finish(part, error));
        const uint64_t taken = clock_now_ns() - start;
        if (taken < best_ns) {
            best_ns = taken;
            best = part->ceiling;
        }
    }
    part->ceiling = best;
    return STATUS_OK;
}
