// Kernels as nvcc wrote them in PTX, executed on the host: every lane of every block. Knows
// nothing of the driver's interface, so that it builds and is tested without CUDA's headers.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_PTX_H
#define SOFTCUDA_PTX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ptx_status {
    PTX_OK,
    PTX_NOT_UNDERSTOOD, // text that isn't PTX, or an instruction that isn't known
    PTX_NO_MEMORY,
    PTX_ILLEGAL_ADDRESS,
    PTX_MISALIGNED_ADDRESS,
    PTX_DEADLOCK, // lanes wait for lanes that never come
    PTX_TIMEOUT,  // more steps than the launch allows
};

enum { PTX_LANES = 32, PTX_MESSAGE = 320 };

struct ptx_module; // the kernels of one text

struct ptx_parameter {
    size_t offset, bytes;
};

// What a launch needs to know of a kernel.
struct ptx_kernel_facts {
    const char *name;
    const struct ptx_parameter *parameters;
    size_t parameter_count, parameter_bytes;
    size_t shared_bytes;         // without the launch's own
    unsigned max_threads;        // .maxntid or .reqntid; 0: not limited
    unsigned registers_declared; // virtual ones: an upper bound, no count of the hardware's
};

// The text needs no terminator. NULL with a sentence in message where it can't be run.
struct ptx_module *ptx_load(const char *text, size_t length, char message[PTX_MESSAGE]);
void ptx_unload(struct ptx_module *module);       // takes NULL
int ptx_version(const struct ptx_module *module); // 10 x major + minor
int ptx_target(const struct ptx_module *module);  // 75 of sm_75

// The number of a kernel, -1: none of that name.
int ptx_find(const struct ptx_module *module, const char *name);
struct ptx_kernel_facts ptx_facts(const struct ptx_module *module, int kernel);

// Global memory belongs to whoever launches: completed there.
struct ptx_memory;

// Where the host finds these bytes of device memory; NULL: they aren't all of one allocation.
typedef void *ptx_reach(struct ptx_memory *memory, uint64_t address, size_t bytes, bool store);

struct ptx_launch {
    unsigned grid[3], block[3];
    size_t dynamic_shared;           // bytes
    const unsigned char *parameters; // laid out as ptx_kernel_facts tells
    uint64_t seed;                   // of the order of blocks and warps; 0: ascending
    uint64_t steps;                  // instructions of a warp before PTX_TIMEOUT
    struct ptx_memory *memory;
    ptx_reach *reach;
};

// On failure message says which kernel, line, block and thread.
enum ptx_status ptx_run(const struct ptx_module *module, int kernel,
                        const struct ptx_launch *launch, char message[PTX_MESSAGE]);

#endif
