// The shapes of the kernel, their compilation and their launch.
// SPDX-License-Identifier: MIT
#include "backends/opencl/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char opencl_fill_text[]; // cmake/kernels.cmake makes it of opencl/fill.cl

// Groups that a work-item makes. Many, so that what it computes once does not count; few in the
// scalar shape, because a GPU wants hundreds of thousands of work-items.
enum { QUAD = 4, GROUPS = 64, ROW_GROUPS = 16 };

#define PHILOX  GENERATOR_PHILOX4X32_10
#define MT19937 GENERATOR_MT19937

const struct opencl_variant opencl_variants[OPENCL_VARIANTS] = {
    {"quad", "fill_quad", 1, 128, false, STORES_PLAIN, PHILOX},
    {"row", "fill_row", ROW_GROUPS, 128, true, STORES_PLAIN, PHILOX},
    {"ulong4", "fill_ulong4", 4 * GROUPS, 1, false, STORES_PLAIN, PHILOX},
    {"ulong8", "fill_ulong8", 8 * GROUPS, 1, false, STORES_PLAIN, PHILOX},
    {"ulong16", "fill_ulong16", 16 * GROUPS, 1, false, STORES_PLAIN, PHILOX},
    {"ulong4-streaming", "fill_ulong4_streaming", 4 * GROUPS, 1, false, STORES_STREAMING, PHILOX},
    {"ulong8-streaming", "fill_ulong8_streaming", 8 * GROUPS, 1, false, STORES_STREAMING, PHILOX},
    {"ulong16-streaming", "fill_ulong16_streaming", 16 * GROUPS, 1, false, STORES_STREAMING,
     PHILOX},
    {"items", "mt19937_items", 0, 1, false, STORES_PLAIN, MT19937},
    {"items-streaming", "mt19937_items_streaming", 0, 1, false, STORES_STREAMING, MT19937},
    {"group", "mt19937_group", 0, 256, false, STORES_PLAIN, MT19937},
};

const char *opencl_variant_names(void) {
    static char names[160];
    names[0] = '\0';
    for (size_t i = 0; i < OPENCL_VARIANTS; i++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", opencl_variants[i].name);
    }
    return names;
}

// --- Building ----------------------------------------------------------------------------------

// Cuts text to its first line that speaks of an error; to its first line where none does.
static void cut_to_error(char *text) {
    char *error = strstr(text, "error");
    char *start = error ? error : text + strspn(text, "\n");
    while (error && start > text && start[-1] != '\n')
        start--;
    start[strcspn(start, "\n")] = '\0';
    memmove(text, start, strlen(start) + 1);
}

static enum status refuse_build(const struct opencl_api *api, cl_program program,
                                cl_device_id device, cl_int code, struct error *error) {
    size_t bytes = 0;
    (void)api->clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes);
    char *log = calloc(bytes + 1, 1);
    if (log) {
        (void)api->clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, bytes, log, NULL);
        cut_to_error(log);
    }
    const enum status status =
        fail(error, STATUS_DRIVER,
             "the device's compiler refused the kernels (%s): %.250s; update the driver, or choose "
             "another device",
             opencl_code_name(code), log && log[0] ? log : "it gives no reason");
    free(log);
    return status;
}

enum status opencl_build(const struct opencl_api *api, cl_context context, cl_device_id device,
                         const struct stream *stream, enum element_type type, cl_program *program,
                         struct error *error) {
    const char *text = opencl_fill_text;
    char options[128];
    cl_int code;
    snprintf(options, sizeof options, "-cl-std=CL1.2 -DGROUPS=%d -DROW_GROUPS=%d%s%s", GROUPS,
             ROW_GROUPS, type == ELEMENT_F64 ? " -DELEMENT_F64" : "",
             stream->generator == GENERATOR_MT19937 ? " -DMT19937" : "");
    *program = api->clCreateProgramWithSource(context, 1, &text, NULL, &code);
    TRY(opencl_check(code, "take the kernels' text", error));
    code = api->clBuildProgram(*program, 1, &device, options, NULL, NULL);
    return code == CL_SUCCESS ? STATUS_OK : refuse_build(api, *program, device, code, error);
}

enum status opencl_kernel(const struct opencl_api *api, cl_program program, const char *function,
                          cl_kernel *kernel, struct error *error) {
    cl_int code;
    *kernel = api->clCreateKernel(program, function, &code);
    return code == CL_INVALID_KERNEL_NAME ? STATUS_OK : opencl_check(code, "find a kernel", error);
}

// --- Launching ---------------------------------------------------------------------------------

static enum status set_arguments(const struct opencl_api *api, cl_kernel kernel, uint64_t seed,
                                 const struct opencl_range *range, struct error *error) {
    const cl_ulong numbers[] = {seed, range->origin, range->first, range->end};
    cl_int code = api->clSetKernelArg(kernel, 0, sizeof range->memory, &range->memory);
    for (cl_uint i = 0; i < sizeof numbers / sizeof numbers[0] && code == CL_SUCCESS; i++)
        code = api->clSetKernelArg(kernel, i + 1, sizeof numbers[i], &numbers[i]);
    return opencl_check(code, "take a kernel's arguments", error);
}

// Spans of so many quads that the range touches: they begin at multiples of their length.
static uint64_t spans(const struct opencl_range *range, uint64_t quads) {
    const uint64_t last_quad = (range->end - 1) / QUAD;
    return last_quad / quads - range->first / QUAD / quads + 1;
}

enum status opencl_launch(const struct opencl_api *api, cl_command_queue queue,
                          const struct opencl_variant *variant, cl_kernel kernel,
                          size_t work_group_most, uint64_t seed, const struct opencl_range *range,
                          cl_event *event, struct error *error) {
    size_t local = variant->work_group;
    while (local > work_group_most)
        local /= 2; // stays a power of two, so that spans divide a row
    const uint64_t groups = variant->strided ? spans(range, variant->quads * local)
                                             : (spans(range, variant->quads) + local - 1) / local;
    const size_t global = (size_t)groups * local;
    const enum status status = set_arguments(api, kernel, seed, range, error);
    return status != STATUS_OK
               ? status
               : opencl_check(api->clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &global, &local,
                                                          0, NULL, event),
                              "launch a kernel", error);
}
