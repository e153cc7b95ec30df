// Windows on a device. The host finds the first; then each jump doubles their number, as all that
// there are jump by the same polynomial at once.
// SPDX-License-Identifier: MIT
#include "backends/opencl/windows.h"

#include <string.h>

enum {
    BLOCK = MT19937_WORDS / MT19937_WORDS_AN_ELEMENT,
    LINE = 64 / sizeof(double), // elements of a line of memory
    WINDOWS_A_UNIT = 8,         // enough to keep a GPU's unit busy and to share work out evenly
    JUMP_ITEMS = 64,            // of a work-group of a GPU; a CPU's has one
};

static const size_t window_bytes = MT19937_WORDS * sizeof(uint32_t);
static const size_t room_bytes = (MT19937_WORDS + MT19937_DEGREE) * sizeof(uint32_t);

static enum status take_memory(const struct opencl_api *api, cl_context context, size_t bytes,
                               cl_mem *memory, struct error *error) {
    cl_int code;
    *memory = api->clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, NULL, &code);
    return opencl_check(code, "take memory for windows of the recurrence", error);
}

enum status recurrence_open(struct opencl_recurrence *recurrence, const struct opencl_api *api,
                            cl_context context, cl_program program, const struct stream *stream,
                            uint64_t seed, unsigned units, bool on_cpu, struct error *error) {
    if (stream->generator != GENERATOR_MT19937)
        return STATUS_OK;
    recurrence->most = (size_t)WINDOWS_A_UNIT * units;
    recurrence->jump_items = on_cpu ? 1 : JUMP_ITEMS;
    cursor_of_reference(&recurrence->cursor, stream, ELEMENT_F64, seed);
    TRY(opencl_kernel(api, program, "mt19937_jump", &recurrence->jump, error));
    TRY(take_memory(api, context, recurrence->most * window_bytes, &recurrence->windows, error));
    TRY(take_memory(api, context, (recurrence->most + 1) / 2 * room_bytes, &recurrence->room,
                    error));
    return take_memory(api, context, sizeof(struct mt19937_jump), &recurrence->polynomial, error);
}

void recurrence_close(struct opencl_recurrence *recurrence, const struct opencl_api *api) {
    const cl_mem memories[] = {recurrence->windows, recurrence->room, recurrence->polynomial};
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
        if (memories[i])
            api->clReleaseMemObject(memories[i]);
    if (recurrence->jump)
        api->clReleaseKernel(recurrence->jump);
    memset(recurrence, 0, sizeof *recurrence);
}

// --- Seeking -----------------------------------------------------------------------------------

// How the range is shared out: whole blocks to each window, and no more windows than blocks.
static void share_out(struct opencl_recurrence *recurrence, uint64_t first, uint64_t end) {
    recurrence->begin = first - first % LINE;
    const uint64_t blocks = (end - recurrence->begin + BLOCK - 1) / BLOCK;
    const uint64_t each = (blocks + recurrence->most - 1) / recurrence->most;
    recurrence->each = each * BLOCK;
    recurrence->count = (size_t)((blocks + each - 1) / each);
    recurrence->first = first;
    recurrence->end = 0; // until they stand
}

static enum status put(const struct opencl_api *api, cl_command_queue queue, cl_mem memory,
                       const void *bytes, size_t size, struct error *error) {
    return opencl_check(
        api->clEnqueueWriteBuffer(queue, memory, CL_TRUE, 0, size, bytes, 0, NULL, NULL),
        "take a window of the recurrence", error);
}

// The windows that are known make as many more, or those that are missing.
static enum status double_windows(const struct opencl_recurrence *recurrence,
                                  const struct opencl_api *api, cl_command_queue queue,
                                  cl_ulong known, struct error *error) {
    struct mt19937_jump jump;
    mt19937_jump_over(MT19937_WORDS_AN_ELEMENT * recurrence->each * known, &jump);
    TRY(put(api, queue, recurrence->polynomial, &jump, sizeof jump, error));
    const size_t missing = recurrence->count - (size_t)known;
    const size_t local = recurrence->jump_items;
    const size_t global = (missing < known ? missing : (size_t)known) * local;
    const cl_mem memories[] = {recurrence->windows, recurrence->room, recurrence->polynomial};
    cl_int code = CL_SUCCESS;
    for (cl_uint i = 0; i < 3 && code == CL_SUCCESS; i++)
        code = api->clSetKernelArg(recurrence->jump, i, sizeof memories[i], &memories[i]);
    if (code == CL_SUCCESS)
        code = api->clSetKernelArg(recurrence->jump, 3, sizeof known, &known);
    if (code == CL_SUCCESS) {
        code = api->clEnqueueNDRangeKernel(queue, recurrence->jump, 1, NULL, &global, &local, 0,
                                           NULL, NULL);
    }
    return opencl_check(code, "jump ahead", error);
}

enum status recurrence_seek(struct opencl_recurrence *recurrence, const struct opencl_api *api,
                            cl_command_queue queue, uint64_t first, uint64_t end,
                            struct error *error) {
    if (!recurrence->jump || first == end || (recurrence->first == first && recurrence->end == end))
        return STATUS_OK;
    share_out(recurrence, first, end);
    cursor_seek(&recurrence->cursor, recurrence->begin);
    TRY(put(api, queue, recurrence->windows, recurrence->cursor.at_next.word, window_bytes, error));
    for (size_t known = 1; known < recurrence->count; known *= 2)
        TRY(double_windows(recurrence, api, queue, known, error));
    recurrence->end = end;
    return STATUS_OK;
}

// --- Launching ---------------------------------------------------------------------------------

enum status recurrence_launch(struct opencl_recurrence *recurrence, const struct opencl_api *api,
                              cl_command_queue queue, const struct opencl_variant *variant,
                              cl_kernel kernel, size_t work_group_most,
                              const struct opencl_range *range, cl_event *event,
                              struct error *error) {
    TRY(recurrence_seek(recurrence, api, queue, range->first, range->end, error));
    size_t local = variant->work_group;
    while (local > work_group_most)
        local /= 2;
    const size_t global = recurrence->count * local;
    const cl_mem memories[] = {range->memory, recurrence->windows};
    const cl_ulong numbers[] = {range->origin, range->first, range->end, recurrence->begin,
                                recurrence->each};
    cl_int code = CL_SUCCESS;
    for (cl_uint i = 0; i < 2 && code == CL_SUCCESS; i++)
        code = api->clSetKernelArg(kernel, i, sizeof memories[i], &memories[i]);
    for (cl_uint i = 0; i < sizeof numbers / sizeof *numbers && code == CL_SUCCESS; i++)
        code = api->clSetKernelArg(kernel, 2 + i, sizeof numbers[i], &numbers[i]);
    if (code == CL_SUCCESS)
        code = api->clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &global, &local, 0, NULL, event);
    return opencl_check(code, "launch a kernel", error);
}
