// Asking the CUDA driver for its devices, and choosing among them.
// SPDX-License-Identifier: MIT
#include "backends/cuda/devices.h"

#include "backends/selector.h"

#include <stdio.h>
#include <string.h>

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
    enum status status =
        cuda_check(api, api->cuDeviceGet(&device->handle, number), "find the card", error);
    if (status == STATUS_OK) {
        status = cuda_check(api,
                            api->cuDeviceGetName(device->shown.name, (int)sizeof device->shown.name,
                                                 device->handle),
                            "ask the card for its name", error);
    }
    if (status != STATUS_OK)
        return status;
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
    enum status status = cuda_check(api, api->cuDeviceGetCount(&count), "count the cards", error);
    if (status == STATUS_OK && count == 0)
        status = cuda_check(api, CUDA_ERROR_NO_DEVICE, "find a card", error);
    for (int i = 0; i < count && i < CUDA_DEVICES && status == STATUS_OK; i++)
        status = describe(api, i, &all->devices[all->count++], error);
    return status;
}

// --- Selecting ---------------------------------------------------------------------------------

static enum status no_match(const struct cuda_devices *all, const char *selector,
                            struct error *error) {
    char known[256] = "";
    for (size_t i = 0; i < all->count; i++)
        selector_append(known, sizeof known, &all->devices[i].shown);
    return fail(error, STATUS_UNAVAILABLE,
                "CUDA has no device '%.40s' here; choose by number or by a part of a name or UUID "
                "among: %s",
                selector, known);
}

static bool is_chosen(const struct cuda_devices *chosen, const struct cuda_device *device) {
    for (size_t i = 0; i < chosen->count; i++)
        if (chosen->devices[i].handle == device->handle)
            return true;
    return false;
}

static enum status choose_term(const struct cuda_devices *all, const char *term, size_t length,
                               struct cuda_devices *chosen, struct error *error) {
    size_t found = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (selector_matches(&all->devices[i].shown, all->devices[i].uuid, term, length)) {
            found++;
            if (!is_chosen(chosen, &all->devices[i]))
                chosen->devices[chosen->count++] = all->devices[i];
        }
    }
    return found ? STATUS_OK : no_match(all, term, error);
}

enum status cuda_select(const struct cuda_api *api, const char *selector,
                        struct cuda_devices *devices, bool *together, struct error *error) {
    struct cuda_devices all;
    enum status status = find_all(api, &all, error);
    *together = selector_joins(selector);
    devices->count = 0;
    for (const char *term = selector; status == STATUS_OK && term;) {
        const size_t length = strcspn(term, "+");
        status = choose_term(&all, term, length, devices, error);
        term = term[length] ? term + length + 1 : NULL;
    }
    return status;
}

// --- Probing -----------------------------------------------------------------------------------

void cuda_probe(const struct backend *backend, const char *selector, struct probe *found) {
    (void)backend;
    struct cuda_api api;
    struct cuda_devices chosen;
    struct error error;
    bool together = false;
    enum status status = cuda_open(&api, &error);
    if (status == STATUS_OK)
        status = cuda_select(&api, selector, &chosen, &together, &error);
    if (status != STATUS_OK) {
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
        return;
    }
    found->ready = true;
    for (size_t i = 0; i < chosen.count; i++)
        if (together && i > 0)
            selector_join(&found->devices[0], &chosen.devices[i].shown);
        else
            found->devices[found->device_count++] = chosen.devices[i].shown;
    if (together)
        snprintf(found->devices[0].selector, sizeof found->devices[0].selector, "%s", selector);
    snprintf(found->detail, sizeof found->detail, "%s", found->devices[0].driver);
}
