// opencl: any OpenCL 1.2 device, or several as one; PoCL where there is no GPU.
//
// The list is cut into one part a device, in proportion to the speed at which the devices made
// their trial pieces. Parts of devices that share the host's memory are made in the host's pages;
// those of the others in the device's memory, and delivered from there.
// SPDX-License-Identifier: MIT
#include "backend.h"

#ifdef HAVE_OPENCL_HEADER

#include "backends/opencl/open.h"

static const struct backend_kind kind = {.interface = &opencl_interface};

#else

#define ABSENT_REASON                                                                              \
    "this program was built without OpenCL's header, CL/cl.h; install opencl-c-headers and build " \
    "again"
#include "backends/absent.h"

#endif

const struct backend backend_opencl = {
    .name = "opencl",
    .summary = "any OpenCL device: a GPU, or the CPU through PoCL",
    .gpus = "opencl:gpu",
    .traits = TRAIT_OFFLOAD | TRAIT_KERNELS,
    .generators = GENERATOR_PHILOX4X32_10 | GENERATOR_MT19937,
#ifdef HAVE_OPENCL_HEADER
    .kind = &kind,
    .probe = opencl_probe,
    OFFLOAD_SLOTS,
    .state = NULL, // OpenCL has no question for it
#else
    ABSENT_SLOTS,
#endif
};
