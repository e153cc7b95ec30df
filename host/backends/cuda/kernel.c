// cuda-kernel: our own kernels on NVIDIA's GPUs. Here device/fill.cu, which makes the stream
// curand; windows.c has the streams of MT19937.
// SPDX-License-Identifier: MIT
#include "backend.h"

#if defined(HAVE_CUDA_HEADER) && defined(HAVE_NVCC)

#include "backends/cuda/module.h"
#include "backends/cuda/open.h"
#include "backends/cuda/windows.h"
#include "device/philox.h"

#include <stdio.h>
#include <stdlib.h>

// As device/fill.cu has them.
enum {
    THREADS = 256,  // of a block
    ROWS_MOST = 64, // of a block
    ROWS_LEAST = 8, // fewer don't pay for what a block prepares
    ROW_ELEMENTS = CUDA_GRID,
    WIDE_ARCHITECTURE = 100, // stores 32 bytes at once from here on, else 16
    WAVES = 8,               // of blocks a multiprocessor, so that the last one costs little
};

// The columns of the kernel are those of 2^32 blocks of a subsequence: two blocks make a quad of
// f64, one of f32.
static uint64_t span_elements(enum element_type type) {
    return ((uint64_t)ROW_ELEMENTS << 32) / (element_bytes(type) / sizeof(uint32_t));
}

struct maker_state {
    struct cuda_module module;
    CUfunction function;
    uint64_t seed;
    struct philox_keys keys;
    uint32_t chunk;    // elements of a store
    uint64_t resident; // blocks of threads on the device at a time
};

// --- The kernel --------------------------------------------------------------------------------

static enum status load(struct part *part, struct maker_state *maker, struct opened *opened,
                        struct error *error) {
    const char *name = part->share.type == ELEMENT_F64 ? "fill_f64" : "fill_f32";
    TRY(cuda_module_load(part, cuda_fill_images, &maker->module, error));
    const uint32_t store_bytes = maker->module.architecture >= WIDE_ARCHITECTURE ? 32 : 16;
    maker->chunk = store_bytes / (uint32_t)element_bytes(part->share.type);
    snprintf(opened->variant, sizeof opened->variant, "%s of sm_%d, %u-byte stores",
             maker->module.is_code ? "code" : "PTX", maker->module.architecture, store_bytes);
    return cuda_module_function(part, &maker->module, name, THREADS, &maker->function,
                                &maker->resident, error);
}

static void close_maker(struct part *part, struct maker_state *maker) {
    cuda_module_unload(part, &maker->module);
    free(maker);
}

static enum status open_maker(struct part *part, const struct job *job, struct opened *opened,
                              struct maker_state **maker, struct error *error) {
    *maker = calloc(1, sizeof **maker);
    if (!*maker)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    (*maker)->seed = job->spec.seed;
    (*maker)->keys = philox_keys_of(job->spec.seed);
    cuda_module_describe(part, opened);
    return load(part, *maker, opened, error);
}

// --- Launching ---------------------------------------------------------------------------------

// Rows that a block of threads makes: many, for what it prepares; and few enough that there are
// waves of blocks.
static uint64_t rows_a_block(const struct maker_state *maker, uint64_t rows, uint64_t wide) {
    const uint64_t wanted = rows * wide / (WAVES * maker->resident);
    return wanted < ROWS_LEAST ? ROWS_LEAST : wanted > ROWS_MOST ? ROWS_MOST : wanted;
}

// Elements [first, end) within one span.
static enum status launch(struct part *part, CUdeviceptr values, uint64_t origin, uint64_t first,
                          uint64_t end, struct error *error) {
    struct maker_state *maker = part->making;
    const uint64_t rows = (end - 1) / ROW_ELEMENTS + 1 - first / ROW_ELEMENTS;
    const uint64_t begin = rows == 1 ? first % ROW_ELEMENTS : 0; // a short list needs no whole row
    const uint64_t reach = rows == 1 ? (end - 1) % ROW_ELEMENTS + 1 : ROW_ELEMENTS;
    uint32_t column = (uint32_t)(begin / maker->chunk);
    const uint64_t columns = (reach + maker->chunk - 1) / maker->chunk - column;
    const uint64_t wide = (columns + THREADS - 1) / THREADS;
    uint32_t each = (uint32_t)rows_a_block(maker, rows, wide);
    const uint64_t high = (rows + each - 1) / each;
    void *arguments[] = {&values, &maker->seed, &maker->keys, &origin,
                         &first,  &end,         &column,      &each};
    return cuda_check(part->api,
                      part->api->cuLaunchKernel(maker->function, (unsigned)wide, (unsigned)high, 1,
                                                THREADS, 1, 1, 0, part->stream, arguments, NULL),
                      "launch the kernel", error);
}

static enum status make(struct part *part, CUdeviceptr values, uint64_t origin, uint64_t first,
                        uint64_t end, struct error *error) {
    // A list shorter than a row is made in one row or two, whose other columns then stay out.
    const uint64_t span =
        end - first < ROW_ELEMENTS ? ROW_ELEMENTS : span_elements(part->share.type);
    while (first < end) {
        const uint64_t span_end = (first / span + 1) * span;
        const uint64_t stop = span_end < end ? span_end : end;
        TRY(launch(part, values, origin, first, stop, error));
        first = stop;
    }
    return STATUS_OK;
}

static const struct maker philox_maker = {
    .generator = GENERATOR_PHILOX4X32_10,
    .grid = 64, // so that every store is aligned
    .launches_in_row = true,
    .open = open_maker,
    .seek = NULL, // each element is made on its own
    .make = make,
    .close = close_maker,
};

static const struct backend_kind kind = {.interface = &cuda_interface,
                                         .makers = {&philox_maker, &cuda_mt19937}};

#else

#define ABSENT_REASON                                                                              \
    "this program was built without a working nvcc, NVIDIA's compiler; build it with "             \
    "./bench --with-cuda-from-pypi, or install a CUDA toolkit and g++ and build again"
#include "backends/absent.h"

#endif

const struct backend backend_cuda_kernel = {
    .name = "cuda-kernel",
    .summary = "our own kernels on NVIDIA's GPUs",
    .traits = TRAIT_OFFLOAD,
    .generators = GENERATOR_PHILOX4X32_10 | GENERATOR_MT19937,
#ifdef ABSENT_SLOTS
    ABSENT_SLOTS,
#else
    .probe = cuda_probe,
    .kind = &kind,
    OFFLOAD_SLOTS,
    .state = cuda_state,
#endif
};
