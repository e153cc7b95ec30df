// Windows of a recurrence all over a device's part of the list, each for a block of threads to go
// on from (device/mt19937.cu).
//
// They stand at fixed distances from the part's first element, and stay for all that is made of the
// list: for the windows of memory that a long part is made in, and for the chunks it is delivered
// in. The distance is a power of two, so a jump over 2^d of them is the polynomial of one over 2^(d
// - 1), squared. The host finds the first; then each jump doubles their number, as all that there
// are jump by the same polynomial at once.
// SPDX-License-Identifier: MIT
#include "backend.h"

#if defined(HAVE_CUDA_HEADER) && defined(HAVE_NVCC)

#include "backends/cuda/module.h"
#include "backends/cuda/windows.h"
#include "streams/cursor.h"

#include <stdio.h>
#include <stdlib.h>

// As device/mt19937.cu has them.
enum {
    THREADS = 96,
    JUMP_THREADS = MT19937_WORDS / 3,
};

enum {
    WAVES = 4,             // of blocks, so that the last one costs little
    EACH_LEAST = 1 << 14,  // elements: what 53 windows' worth of words costs, against reading one
    EACH_MOST = CUDA_GRID, // as parts are cut there
};

static const size_t window_bytes = MT19937_WORDS * sizeof(uint32_t);

struct maker_state {
    struct cuda_module module;
    CUfunction fill, jump;
    CUdeviceptr windows;
    uint64_t each;        // elements from one window to the next
    uint64_t begin;       // window w stands before element begin + w * each
    uint64_t known;       // windows that do
    struct cursor cursor; // for the first of them
};

// --- Opening and closing -----------------------------------------------------------------------

// The largest distance at which there are waves of blocks.
static uint64_t distance(uint64_t elements, uint64_t resident) {
    uint64_t each = EACH_LEAST;
    while (each < EACH_MOST && elements / (2 * each) >= WAVES * resident)
        each *= 2;
    return each;
}

static enum status load(struct part *part, const struct job *job, struct maker_state *maker,
                        struct error *error) {
    uint64_t resident, jumps;
    TRY(cuda_module_load(part, cuda_mt19937_images, &maker->module, error));
    TRY(cuda_module_function(part, &maker->module, "mt19937_f64_fill", THREADS, &maker->fill,
                             &resident, error));
    maker->each = distance(job->capacity, resident);
    return cuda_module_function(part, &maker->module, "mt19937_jump", JUMP_THREADS, &maker->jump,
                                &jumps, error);
}

static void close_maker(struct part *part, struct maker_state *maker) {
    if (maker->windows)
        part->api->cuMemFree(maker->windows);
    cuda_module_unload(part, &maker->module);
    free(maker);
}

// Any part may have to make all of the list.
static enum status take_windows(struct part *part, const struct job *job, struct maker_state *maker,
                                struct error *error) {
    const uint64_t most = (job->capacity + part->maker->grid) / maker->each + 1;
    if (most > SIZE_MAX / window_bytes)
        return fail(error, STATUS_MEMORY, "no device has memory for such a list; ask for less");
    return cuda_check(part->api, part->api->cuMemAlloc(&maker->windows, most * window_bytes),
                      "take memory for windows of the recurrence", error);
}

static enum status open_maker(struct part *part, const struct job *job, struct opened *opened,
                              struct maker_state **maker, struct error *error) {
    *maker = calloc(1, sizeof **maker);
    if (!*maker)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    cursor_of_reference(&(*maker)->cursor, job->spec.stream, ELEMENT_F64, job->spec.seed);
    cuda_module_describe(part, opened);
    TRY(load(part, job, *maker, error));
    TRY(take_windows(part, job, *maker, error));
    snprintf(opened->variant, sizeof opened->variant, "%s of sm_%d, windows %llu elements apart",
             (*maker)->module.is_code ? "code" : "PTX", (*maker)->module.architecture,
             (unsigned long long)(*maker)->each);
    return STATUS_OK;
}

// --- Seeking -----------------------------------------------------------------------------------

static enum status put_first(struct part *part, struct maker_state *maker, uint64_t begin,
                             struct error *error) {
    cursor_seek(&maker->cursor, begin);
    maker->begin = begin;
    maker->known = 0;
    TRY(cuda_check(part->api,
                   part->api->cuMemcpyHtoDAsync(maker->windows, maker->cursor.at_next.word,
                                                window_bytes, part->stream),
                   "take a window of the recurrence", error));
    maker->known = 1;
    return STATUS_OK;
}

// The windows that are known make as many more, or those that are missing.
static enum status double_windows(struct part *part, struct maker_state *maker, uint64_t count,
                                  const struct mt19937_jump *jump, struct error *error) {
    const uint64_t missing = count - maker->known;
    const uint64_t jumping = missing < maker->known ? missing : maker->known;
    void *arguments[] = {&maker->windows, &maker->known, (void *)(uintptr_t)jump};
    TRY(cuda_check(part->api,
                   part->api->cuLaunchKernel(maker->jump, (unsigned)jumping, 1, 1, JUMP_THREADS, 1,
                                             1, 0, part->stream, arguments, NULL),
                   "jump ahead", error));
    maker->known += jumping;
    return STATUS_OK;
}

static enum status seek(struct part *part, uint64_t begin, uint64_t end, struct error *error) {
    struct maker_state *maker = part->making;
    const uint64_t count = (end - begin + maker->each - 1) / maker->each;
    if (maker->begin == begin && maker->known >= count)
        return STATUS_OK;
    TRY(put_first(part, maker, begin, error));
    struct mt19937_jump jump;
    mt19937_jump_over(MT19937_WORDS_AN_ELEMENT * maker->each, &jump);
    while (maker->known < count) {
        TRY(double_windows(part, maker, count, &jump, error));
        mt19937_jump_twice(&jump);
    }
    return STATUS_OK;
}

// --- Launching ---------------------------------------------------------------------------------

static enum status make(struct part *part, CUdeviceptr values, uint64_t origin, uint64_t first,
                        uint64_t end, struct error *error) {
    struct maker_state *maker = part->making;
    const uint64_t window = (first - maker->begin) / maker->each;
    const uint64_t past = (end - maker->begin + maker->each - 1) / maker->each;
    uint64_t begin = maker->begin + window * maker->each;
    CUdeviceptr windows = maker->windows + window * window_bytes;
    void *arguments[] = {&values, &windows, &origin, &first, &end, &begin, &maker->each};
    return cuda_check(part->api,
                      part->api->cuLaunchKernel(maker->fill, (unsigned)(past - window), 1, 1,
                                                THREADS, 1, 1, 0, part->stream, arguments, NULL),
                      "launch the kernel", error);
}

const struct maker cuda_mt19937 = {
    .generator = GENERATOR_MT19937,
    .grid = 16, // so that a warp's stores begin where a sector of memory does
    .open = open_maker,
    .seek = seek,
    .make = make,
    .close = close_maker,
};

#else
typedef int cuda_mt19937_absent; // no kernels
#endif
