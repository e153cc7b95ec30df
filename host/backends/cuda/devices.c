// Asking the CUDA driver for its devices, and choosing among them.
// SPDX-License-Identifier: MIT
#include "backends/cuda/devices.h"

#include "backends/offload/devices.h"

#include <stdio.h>

// --- What a device says of itself --------------------------------------------------------------

static int attribute(const struct cuda_api *api, CUdevice device, CUdevice_attribute what) {
    int value = 0;
    (void)api->cuDeviceGetAttribute(&value, what, device);
    return value;
}

// As nvidia-smi writes it: "GPU-" and the sixteen bytes in groups.
static void write_uuid(const struct cuda_api *api, struct cuda_device *device) {
    CUuuid uuid = {{0}};
    size_t used = (size_t)snprintf(device->uuid, sizeof device->uuid, "GPU");
    (void)api->cuDeviceGetUuid(&uuid, device->handle);
    for (size_t i = 0; i < sizeof uuid.bytes; i++) {
        const bool group = i == 0 || i == 4 || i == 6 || i == 8 || i == 10;
        used += (size_t)snprintf(device->uuid + used, sizeof device->uuid - used, "%s%02x",
                                 group ? "-" : "", (unsigned char)uuid.bytes[i]);
    }
}

static enum status describe(const struct cuda_api *api, int number, struct cuda_device *device,
                            struct error *error) {
    size_t memory = 0;
    int driver = 0;
    *device = (struct cuda_device){0};
    TRY(cuda_check(api, api->cuDeviceGet(&device->handle, number), "find the card", error));
    TRY(cuda_check(
        api,
        api->cuDeviceGetName(device->shown.name, (int)sizeof device->shown.name, device->handle),
        "ask the card for its name", error));
    const CUdevice handle = device->handle;
    (void)api->cuDeviceTotalMem(&memory, handle);
    (void)api->cuDriverGetVersion(&driver);
    write_uuid(api, device);
    device->architecture =
        10 * attribute(api, handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) +
        attribute(api, handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    device->multiprocessors = attribute(api, handle, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    device->memory_speed =
        1.0 + attribute(api, handle, CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH) *
                  (double)attribute(api, handle, CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE);
    snprintf(device->shown.selector, sizeof device->shown.selector, "%d", number);
    snprintf(device->shown.type, sizeof device->shown.type, "GPU");
    snprintf(device->shown.driver, sizeof device->shown.driver,
             "CUDA %d.%d, compute capability %d.%d", driver / 1000, driver % 1000 / 10,
             device->architecture / 10, device->architecture % 10);
    device->shown.memory_bytes = memory;
    device->shown.compute_units = (unsigned)device->multiprocessors;
    device->shown.f64 = true;
    return STATUS_OK;
}

static enum status find_all(const struct cuda_api *api, struct cuda_devices *all,
                            struct error *error) {
    int count = 0;
    all->count = 0;
    TRY(cuda_check(api, api->cuDeviceGetCount(&count), "count the cards", error));
    if (count == 0)
        return cuda_check(api, CUDA_ERROR_NO_DEVICE, "find a card", error);
    for (int i = 0; i < count && i < CUDA_DEVICES; i++)
        TRY(describe(api, i, &all->devices[all->count++], error));
    return STATUS_OK;
}

// --- Choosing ----------------------------------------------------------------------------------

static enum status choose(const struct cuda_api *api, const char *selector,
                          struct cuda_devices *all, struct offload_devices *shown,
                          struct offload_choice *choice, struct error *error) {
    TRY(find_all(api, all, error));
    *shown = (struct offload_devices){.interface = "CUDA",
                                      .choose_by = "number or by a part of a name or UUID",
                                      .count = all->count};
    for (size_t i = 0; i < all->count; i++) {
        shown->items[i].shown = &all->devices[i].shown;
        shown->items[i].also = all->devices[i].uuid;
    }
    return offload_choose(shown, selector, choice, error);
}

enum status cuda_select(const struct cuda_api *api, const char *selector,
                        struct cuda_devices *devices, struct error *error) {
    struct cuda_devices all;
    struct offload_devices shown;
    struct offload_choice choice;
    const enum status status = choose(api, selector, &all, &shown, &choice, error);
    devices->count = status != STATUS_OK ? 0 : choice.together ? choice.count : 1;
    for (size_t i = 0; i < devices->count; i++)
        devices->devices[i] = all.devices[choice.items[i].device];
    return status;
}

static enum status ask(const char *selector, struct probe *found, struct error *error) {
    struct cuda_api api;
    struct cuda_devices all;
    struct offload_devices shown;
    struct offload_choice choice;
    TRY(cuda_open(&api, error));
    TRY(choose(&api, selector, &all, &shown, &choice, error));
    offload_show(&shown, &choice, selector, shown.items[choice.items[0].device].shown->driver,
                 found);
    return STATUS_OK;
}

void cuda_probe(const struct backend *backend, const char *selector, struct probe *found) {
    struct error error;
    (void)backend;
    if (ask(selector, found, &error) != STATUS_OK)
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
}
