// cuda: NVIDIA's cuRAND on its GPUs.
//
// The generator can begin on a grid only, so a list that begins off it is made from the grid below
// on: the device's memory has room for that. The toolkit's runtime, which is inside cuRAND, and the
// driver's functions share the device's primary context.
// SPDX-License-Identifier: MIT
#include "backend.h"

#if defined(HAVE_CUDA_HEADER) && defined(HAVE_CURAND_HEADER)

#include "backends/cuda/open.h"
#include "backends/curand/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker_state {
    struct curand_api curand;
    void *library;
    curandGenerator_t generator;
    enum element_type type;
    uint64_t next; // the element that the generator makes next
};

static void close_maker(struct part *part, struct maker_state *maker) {
    (void)part;
    if (maker->generator)
        maker->curand.curandDestroyGenerator(maker->generator);
    library_close(maker->library);
    free(maker);
}

static enum status create_generator(struct part *part, struct maker_state *maker, uint64_t seed,
                                    struct error *error) {
    const struct curand_api *curand = &maker->curand;
    TRY(curand_check(
        curand->curandCreateGenerator(&maker->generator, CURAND_RNG_PSEUDO_PHILOX4_32_10),
        "make a generator on the card", error));
    TRY(curand_check(curand->curandSetStream(maker->generator, (cudaStream_t)part->stream),
                     "take the stream", error));
    TRY(curand_set_up(curand, maker->generator, seed, error));
    return curand_check(curand->curandGenerateSeeds(maker->generator), "set up its state", error);
}

static enum status open_maker(struct part *part, const struct job *job, struct opened *opened,
                              struct maker_state **maker, struct error *error) {
    char version[CURAND_VERSION_SIZE];
    *maker = calloc(1, sizeof **maker);
    if (!*maker)
        return fail(error, STATUS_MEMORY, "no memory is left to open cuRAND");
    (*maker)->type = job->spec.type;
    TRY(curand_open(&(*maker)->curand, &(*maker)->library, version, error));
    snprintf(opened->library, sizeof opened->library, "cuRAND %s, driver %s", version,
             part->device.shown.driver);
    snprintf(opened->variant, sizeof opened->variant, "Philox4x32-10, ordering LEGACY");
    return create_generator(part, *maker, job->spec.seed, error);
}

static enum status make(struct part *part, CUdeviceptr values, uint64_t origin, uint64_t first,
                        uint64_t end, struct error *error) {
    struct maker_state *maker = part->making;
    const uint64_t from = first - first % CURAND_GRID;
    if (maker->next != from)
        TRY(curand_go_to(&maker->curand, maker->generator, maker->type, from, error));
    maker->next = end;
    values += (from - origin) * element_bytes(maker->type);
    return curand_generate(&maker->curand, maker->generator, maker->type, (void *)(uintptr_t)values,
                           end - from, error);
}

static const struct maker philox_maker = {
    .generator = GENERATOR_PHILOX4X32_10,
    .grid = CURAND_GRID,
    .launches_in_row = false, // the generator is set to where each list begins
    .open = open_maker,
    .seek = NULL, // cuRAND finds its way alone
    .make = make,
    .close = close_maker,
};

static void probe(const struct backend *backend, const char *device, struct probe *found) {
    struct curand_api curand;
    void *library = NULL;
    char version[CURAND_VERSION_SIZE];
    struct error error;
    cuda_probe(backend, device, found);
    if (found->ready && curand_open(&curand, &library, version, &error) != STATUS_OK) {
        *found = (struct probe){.ready = false};
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
    }
    if (found->ready) {
        const size_t used = strlen(found->detail);
        snprintf(found->detail + used, sizeof found->detail - used, ", cuRAND %s", version);
    }
    library_close(library);
}

static const struct backend_kind kind = {.interface = &cuda_interface, .makers = {&philox_maker}};

#else

#define ABSENT_REASON                                                                              \
    "this program was built without a CUDA toolkit's headers, cuda.h and curand.h; build it with " \
    "./bench --with-cuda-from-pypi, or install a toolkit and build again"
#include "backends/absent.h"

#endif

const struct backend backend_cuda = {
    .name = "cuda",
    .summary = "NVIDIA's cuRAND on its GPUs",
    .traits = TRAIT_OFFLOAD,
    .generators = GENERATOR_PHILOX4X32_10,
#ifdef ABSENT_SLOTS
    ABSENT_SLOTS,
#else
    .probe = probe,
    .kind = &kind,
    OFFLOAD_SLOTS,
    .state = cuda_state,
#endif
};
