// Opening OpenCL's ICD loader, and its error codes in one table.
// SPDX-License-Identifier: MIT
#include "backends/opencl/api.h"

static const struct library_request request = {
    .what = "OpenCL's ICD loader",
    .sonames = (const char *const[]){"libOpenCL.so.1", NULL},
    .folders = (const char *const[]){"/usr/local/cuda/lib64", "/opt/rocm/lib", NULL},
    .mend = "install ocl-icd-libopencl1, and the driver of your device (pocl-opencl-icd where "
            "there is no GPU)",
    .symbols = opencl_symbols,
    .symbol_count = sizeof opencl_symbols / sizeof opencl_symbols[0],
};

enum status opencl_open(struct opencl_api *api, struct error *error) {
    void *handle;
    return library_open(&request, api, &handle, error);
}

// What to do, where a code says more than that the driver or this program is at fault.
static const char advice_memory[] = "ask for smaller or fewer lists, or close what else uses the "
                                    "device";
static const char advice_lost[] = "the device or its driver has failed: look at the system's log, "
                                  "and run again with nothing else on the device";
static const char advice_resources[] =
    "the device has too little of something, or has failed: ask for "
    "smaller lists, or look at the system's log";
static const char advice_driver[] = "update the driver, or choose another device";

static const struct meaning {
    cl_int code;
    const char *name;
    enum status status;
    const char *advice;
} meanings[] = {
#define MEANING(code, status, advice)                                                              \
    { code, #code, status, advice }
    MEANING(CL_DEVICE_NOT_FOUND, STATUS_UNAVAILABLE, "install the driver of your device"),
    MEANING(CL_DEVICE_NOT_AVAILABLE, STATUS_LOST, advice_lost),
    MEANING(CL_COMPILER_NOT_AVAILABLE, STATUS_UNAVAILABLE, "install the driver's compiler"),
    MEANING(CL_MEM_OBJECT_ALLOCATION_FAILURE, STATUS_MEMORY, advice_memory),
    MEANING(CL_OUT_OF_RESOURCES, STATUS_LOST, advice_resources),
    MEANING(CL_OUT_OF_HOST_MEMORY, STATUS_MEMORY, "ask for smaller or fewer lists"),
    MEANING(CL_PROFILING_INFO_NOT_AVAILABLE, STATUS_DRIVER, advice_driver),
    MEANING(CL_MEM_COPY_OVERLAP, STATUS_DRIVER, advice_driver),
    MEANING(CL_IMAGE_FORMAT_MISMATCH, STATUS_DRIVER, advice_driver),
    MEANING(CL_IMAGE_FORMAT_NOT_SUPPORTED, STATUS_DRIVER, advice_driver),
    MEANING(CL_BUILD_PROGRAM_FAILURE, STATUS_DRIVER, advice_driver),
    MEANING(CL_MAP_FAILURE, STATUS_MEMORY, advice_memory),
    MEANING(CL_MISALIGNED_SUB_BUFFER_OFFSET, STATUS_DRIVER, advice_driver),
    MEANING(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST, STATUS_LOST, advice_lost),
    MEANING(CL_COMPILE_PROGRAM_FAILURE, STATUS_DRIVER, advice_driver),
    MEANING(CL_LINKER_NOT_AVAILABLE, STATUS_UNAVAILABLE, "install the driver's compiler"),
    MEANING(CL_LINK_PROGRAM_FAILURE, STATUS_DRIVER, advice_driver),
    MEANING(CL_DEVICE_PARTITION_FAILED, STATUS_UNAVAILABLE, "ask for fewer sub-devices"),
    MEANING(CL_KERNEL_ARG_INFO_NOT_AVAILABLE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_VALUE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_DEVICE_TYPE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_PLATFORM, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_DEVICE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_CONTEXT, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_QUEUE_PROPERTIES, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_COMMAND_QUEUE, STATUS_LOST, advice_lost),
    MEANING(CL_INVALID_HOST_PTR, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_MEM_OBJECT, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_IMAGE_FORMAT_DESCRIPTOR, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_IMAGE_SIZE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_SAMPLER, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_BINARY, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_BUILD_OPTIONS, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_PROGRAM, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_PROGRAM_EXECUTABLE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_KERNEL_NAME, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_KERNEL_DEFINITION, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_KERNEL, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_ARG_INDEX, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_ARG_VALUE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_ARG_SIZE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_KERNEL_ARGS, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_WORK_DIMENSION, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_WORK_GROUP_SIZE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_WORK_ITEM_SIZE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_GLOBAL_OFFSET, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_EVENT_WAIT_LIST, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_EVENT, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_OPERATION, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_GL_OBJECT, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_BUFFER_SIZE, STATUS_MEMORY, advice_memory),
    MEANING(CL_INVALID_MIP_LEVEL, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_GLOBAL_WORK_SIZE, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_PROPERTY, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_IMAGE_DESCRIPTOR, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_COMPILER_OPTIONS, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_LINKER_OPTIONS, STATUS_DRIVER, advice_driver),
    MEANING(CL_INVALID_DEVICE_PARTITION_COUNT, STATUS_UNAVAILABLE, "ask for fewer sub-devices"),
#undef MEANING
    {-1001, "CL_PLATFORM_NOT_FOUND_KHR", STATUS_UNAVAILABLE,
     "install the driver of your device (pocl-opencl-icd where there is no GPU)"},
};

static const struct meaning *meaning_of(cl_int code) {
    static const struct meaning unknown = {0, "an unknown code", STATUS_DRIVER, advice_driver};
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return &meanings[i];
    return &unknown;
}

const char *opencl_code_name(cl_int code) {
    return meaning_of(code)->name;
}

enum status opencl_check(cl_int code, const char *purpose, struct error *error) {
    if (code == CL_SUCCESS)
        return STATUS_OK;
    const struct meaning *meaning = meaning_of(code);
    return fail(error, meaning->status, "OpenCL failed to %s: %s (%d); %s", purpose, meaning->name,
                (int)code, meaning->advice);
}
