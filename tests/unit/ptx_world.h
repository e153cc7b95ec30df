// Memory for kernels that a test runs: one piece of device memory at a made-up address.
// SPDX-License-Identifier: MIT
#ifndef PTX_WORLD_H
#define PTX_WORLD_H

#include "ptx.h"

#include <stdlib.h>
#include <string.h>

#define MEMORY_ADDRESS UINT64_C(0x700000000)

struct ptx_memory {
    unsigned char bytes[1 << 16];
    size_t stored; // bytes, in all stores
};

static void *reach(struct ptx_memory *memory, uint64_t address, size_t bytes, bool store) {
    const uint64_t offset = address - MEMORY_ADDRESS;
    memory->stored += store ? bytes : 0;
    return offset <= sizeof memory->bytes && bytes <= sizeof memory->bytes - offset
               ? memory->bytes + offset
               : NULL;
}

// Runs the kernel `k` of a text; its only parameter is the memory's address.
static enum ptx_status run_text(const char *text, struct ptx_memory *memory, unsigned grid,
                                unsigned block, uint64_t seed, char message[PTX_MESSAGE]) {
    struct ptx_module *module = ptx_load(text, strlen(text), message);
    if (module == NULL)
        return PTX_NOT_UNDERSTOOD;
    const uint64_t parameter = MEMORY_ADDRESS;
    unsigned char parameters[sizeof parameter];
    memcpy(parameters, &parameter, sizeof parameter);
    const struct ptx_launch launch = {.grid = {grid, 1, 1},
                                      .block = {block, 1, 1},
                                      .dynamic_shared = 1024,
                                      .parameters = parameters,
                                      .seed = seed,
                                      .steps = 1000000,
                                      .memory = memory,
                                      .reach = reach};
    const enum ptx_status status = ptx_run(module, ptx_find(module, "k"), &launch, message);
    ptx_unload(module);
    return status;
}

#define KERNEL_HEAD                                                                                \
    ".version 8.0\n.target sm_75\n.address_size 64\n.visible .entry k(.param .u64 memory)\n{\n"    \
    ".reg .pred %p<8>;\n.reg .b16 %h<4>;\n.reg .b32 %r<16>;\n.reg .b64 %q<16>;\n"                  \
    ".reg .f32 %f<8>;\n.reg .f64 %d<8>;\nld.param.u64 %q8, [memory];\nmov.u32 %r8, %tid.x;\n"

#endif
