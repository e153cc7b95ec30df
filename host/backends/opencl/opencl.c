// opencl: any OpenCL 1.2 device, or several as one; PoCL where there is no GPU.
//
// The list is cut into one part a device, in proportion to the speed at which the devices made
// their trial pieces. Parts of devices that share the host's memory are made in the host's pages;
// those of the others in the device's memory, and delivered from there.
// SPDX-License-Identifier: MIT
#include "backend.h"

#ifdef HAVE_OPENCL_HEADER

#include "backends/opencl/session.h"
#include "backends/selector.h"

#include <stdio.h>

static void describe_together(const char *selector, const struct opencl_devices *chosen,
                              struct probe *found) {
    struct device *whole = &found->devices[0];
    *whole = chosen->devices[0].shown;
    snprintf(whole->selector, sizeof whole->selector, "%s", selector);
    for (size_t i = 1; i < chosen->count; i++)
        selector_join(whole, &chosen->devices[i].shown);
    found->device_count = 1;
}

static void probe(const struct backend *backend, const char *device, struct probe *found) {
    (void)backend;
    struct opencl_api api;
    struct opencl_devices chosen;
    struct error error;
    bool together = false;
    enum status status = opencl_open(&api, &error);
    if (status == STATUS_OK)
        status = opencl_select(&api, device, &chosen, &together, &error);
    if (status != STATUS_OK) {
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
        return;
    }
    found->ready = true;
    if (together)
        describe_together(device, &chosen, found);
    for (size_t i = 0; i < chosen.count && !together; i++) {
        found->devices[i] = chosen.devices[i].shown;
        found->device_count = i + 1;
    }
    snprintf(found->detail, sizeof found->detail, "%s", chosen.devices[0].library);
}

#else

#define ABSENT_REASON                                                                              \
    "this program was built without OpenCL's header, CL/cl.h; install opencl-c-headers and build " \
    "again"
#include "backends/absent.h"

#endif

const struct backend backend_opencl = {
    .name = "opencl",
    .summary = "any OpenCL device: a GPU, or the CPU through PoCL",
    .traits = TRAIT_OFFLOAD | TRAIT_KERNELS,
    .generators = GENERATOR_PHILOX4X32_10 | GENERATOR_MT19937,
#ifdef HAVE_OPENCL_HEADER
    .probe = probe,
    .open = opencl_session_open,
    .fill = opencl_session_fill,
    .stand_by = NULL,
    .deliver = opencl_session_deliver,
    .view = opencl_session_view,
    .poison = opencl_session_poison,
    .ceiling = opencl_session_ceiling,
    .copy_ceiling = opencl_session_copy_ceiling,
    .device_ns = opencl_session_device_ns,
    .state = NULL,
    .close = opencl_session_close,
#else
    ABSENT_SLOTS,
#endif
};
