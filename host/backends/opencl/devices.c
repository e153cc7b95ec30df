// Asking drivers for their devices, and choosing among them.
// SPDX-License-Identifier: MIT
#include "backends/opencl/devices.h"

#include "backends/offload/devices.h"
#include "backends/opencl/icd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// --- What a device says of itself --------------------------------------------------------------

static void platform_text(const struct opencl_api *api, cl_platform_id platform,
                          cl_platform_info what, char *text, size_t size) {
    char answer[512] = "";
    (void)api->clGetPlatformInfo(platform, what, sizeof answer - 1, answer, NULL);
    snprintf(text, size, "%s", answer);
}

static void device_text(const struct opencl_api *api, cl_device_id device, cl_device_info what,
                        char *text, size_t size) {
    char answer[512] = "";
    (void)api->clGetDeviceInfo(device, what, sizeof answer - 1, answer, NULL);
    const char *start = answer + strspn(answer, " "); // processors' names are padded
    snprintf(text, size, "%s", start);
}

static const char *type_name(cl_device_type type) {
    return type & CL_DEVICE_TYPE_GPU           ? "GPU"
           : type & CL_DEVICE_TYPE_ACCELERATOR ? "accelerator"
           : type & CL_DEVICE_TYPE_CPU         ? "CPU"
                                               : "other";
}

static bool can_be_cut(const struct opencl_api *api, cl_device_id id) {
    cl_device_partition_property kinds[16] = {0};
    size_t bytes = 0;
    (void)api->clGetDeviceInfo(id, CL_DEVICE_PARTITION_PROPERTIES, sizeof kinds, kinds, &bytes);
    for (size_t i = 0; i < bytes / sizeof kinds[0]; i++)
        if (kinds[i] == CL_DEVICE_PARTITION_BY_COUNTS)
            return true;
    return false;
}

static void describe(const struct opencl_api *api, cl_platform_id platform, cl_device_id id,
                     struct opencl_device *device) {
    cl_uint units = 0;
    cl_ulong memory = 0, largest = 0;
    cl_device_fp_config f64 = 0;
    cl_bool unified = CL_FALSE;
    char name[48], version[96], driver[64];
    *device = (struct opencl_device){.id = id, .parts = 1, .work_group_size = 1};
    (void)api->clGetDeviceInfo(id, CL_DEVICE_TYPE, sizeof device->type, &device->type, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_GLOBAL_MEM_SIZE, sizeof memory, &memory, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, sizeof largest, &largest, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_DOUBLE_FP_CONFIG, sizeof f64, &f64, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_HOST_UNIFIED_MEMORY, sizeof unified, &unified, NULL);
    (void)api->clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof device->work_group_size,
                               &device->work_group_size, NULL);
    device_text(api, id, CL_DEVICE_NAME, device->shown.name, sizeof device->shown.name);
    device_text(api, id, CL_DRIVER_VERSION, driver, sizeof driver);
    platform_text(api, platform, CL_PLATFORM_NAME, name, sizeof name);
    platform_text(api, platform, CL_PLATFORM_VERSION, version, sizeof version);
    snprintf(device->shown.type, sizeof device->shown.type, "%s", type_name(device->type));
    char *features = strstr(version, "  "); // what PoCL was built with
    version[features ? (size_t)(features - version) : strlen(version)] = '\0';
    snprintf(device->library, sizeof device->library, "%s, %.60s, driver %.30s", name, version,
             driver);
    snprintf(device->shown.driver, sizeof device->shown.driver, "%s, %.40s, %.30s", name, version,
             driver);
    device->shown.memory_bytes = memory;
    device->shown.compute_units = units;
    device->shown.f64 = f64 != 0;
    // The variable makes a device of the other kind, for tests where there is no GPU.
    device->shares_memory = unified && !getenv("GPUBENCH_OPENCL_COPY");
    device->buffer_bytes = largest;
    device->can_be_cut = can_be_cut(api, id);
}

// --- All devices -------------------------------------------------------------------------------

static void add_devices(const struct opencl_api *api, cl_platform_id platform, cl_device_type type,
                        struct opencl_devices *all) {
    cl_device_id ids[OPENCL_DEVICES];
    cl_uint count = 0;
    if (api->clGetDeviceIDs(platform, type, OPENCL_DEVICES, ids, &count) != CL_SUCCESS)
        return; // most often: no device of this type
    for (cl_uint i = 0; i < count && i < OPENCL_DEVICES && all->count < OPENCL_DEVICES; i++) {
        struct opencl_device *device = &all->devices[all->count];
        describe(api, platform, ids[i], device);
        snprintf(device->shown.selector, sizeof device->shown.selector, "%zu", all->count++);
    }
}

static enum status find_all(const struct opencl_api *api, struct opencl_devices *all,
                            struct error *error) {
    static const cl_device_type types[] = {CL_DEVICE_TYPE_GPU, CL_DEVICE_TYPE_ACCELERATOR,
                                           CL_DEVICE_TYPE_CPU};
    cl_platform_id platforms[OPENCL_DEVICES];
    cl_uint count = 0;
    all->count = 0;
    const cl_int code = api->clGetPlatformIDs(OPENCL_DEVICES, platforms, &count);
    if (code != CL_SUCCESS)
        count = 0;
    for (size_t type = 0; type < sizeof types / sizeof types[0]; type++)
        for (cl_uint i = 0; i < count && i < OPENCL_DEVICES; i++)
            add_devices(api, platforms[i], types[type], all);
    if (all->count > 0)
        return STATUS_OK;
    char complaint[400];
    opencl_icd_complaint(complaint, sizeof complaint);
    return fail(error, STATUS_UNAVAILABLE, "OpenCL has no device here; %s",
                complaint[0] ? complaint
                             : "its drivers found none: `clinfo` says more of each of them");
}

// --- Choosing ----------------------------------------------------------------------------------

static enum status choose(const struct opencl_api *api, const char *selector,
                          struct opencl_devices *all, struct offload_devices *shown,
                          struct offload_choice *choice, struct error *error) {
    TRY(find_all(api, all, error));
    *shown = (struct offload_devices){
        .interface = "OpenCL",
        .choose_by = "number, type, or a part of a name or platform",
        .can_be_cut = true,
        .count = all->count,
    };
    for (size_t i = 0; i < all->count; i++) {
        shown->items[i].shown = &all->devices[i].shown;
        shown->items[i].also = all->devices[i].library;
    }
    const enum status status = offload_choose(shown, selector, choice, error);
    char complaint[256] = "";
    if (status == STATUS_UNAVAILABLE)
        opencl_icd_complaint(complaint, sizeof complaint);
    if (complaint[0]) {
        const size_t used = strlen(error->message);
        snprintf(error->message + used, sizeof error->message - used, "; and %s", complaint);
    }
    return status;
}

enum status opencl_select(const struct opencl_api *api, const char *selector,
                          struct opencl_devices *devices, struct error *error) {
    struct opencl_devices all;
    struct offload_devices shown;
    struct offload_choice choice;
    const enum status status = choose(api, selector, &all, &shown, &choice, error);
    devices->count = status != STATUS_OK ? 0 : choice.together ? choice.count : 1;
    for (size_t i = 0; i < devices->count; i++) {
        devices->devices[i] = all.devices[choice.items[i].device];
        devices->devices[i].parts = choice.items[i].parts;
    }
    return status;
}

static enum status ask(const char *selector, struct probe *found, struct error *error) {
    struct opencl_api api;
    struct opencl_devices all;
    struct offload_devices shown;
    struct offload_choice choice;
    TRY(opencl_open(&api, error));
    TRY(choose(&api, selector, &all, &shown, &choice, error));
    offload_show(&shown, &choice, selector, shown.items[choice.items[0].device].also, found);
    return STATUS_OK;
}

void opencl_probe(const struct backend *backend, const char *selector, struct probe *found) {
    struct error error;
    (void)backend;
    if (ask(selector, found, &error) != STATUS_OK)
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
}

// --- Cutting -----------------------------------------------------------------------------------

enum status opencl_cut(const struct opencl_api *api, const struct opencl_device *device,
                       unsigned units, unsigned parts, cl_device_id *ids, struct error *error) {
    const unsigned each = units / parts;
    cl_device_partition_property how[OPENCL_DEVICES + 3] = {CL_DEVICE_PARTITION_BY_COUNTS};
    if (!device->can_be_cut || each == 0) {
        return fail(error, STATUS_UNAVAILABLE,
                    "%s can't be cut into %u sub-devices of its %u compute units; ask for fewer",
                    device->shown.name, parts, units);
    }
    for (unsigned i = 0; i < parts; i++) // those that are left over go to the first ones
        how[1 + i] = (cl_device_partition_property)(each + (i < units % parts));
    how[1 + parts] = CL_DEVICE_PARTITION_BY_COUNTS_LIST_END;
    cl_uint made = 0;
    return opencl_check(api->clCreateSubDevices(device->id, how, parts, ids, &made),
                        "cut the device into sub-devices", error);
}
