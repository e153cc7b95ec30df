// curand-cpu: the real cuRAND's generator for CPUs, which needs no GPU and no driver. One thread.
//
// A list that begins off the grid on which cuRAND can begin is reached by making and dropping what
// lies before it.
// SPDX-License-Identifier: MIT
#include "backends/cpu/session.h"
#include "backends/cpu/work.h"
#include "backends/curand/library.h"
#include "backends/opening.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_CURAND_HEADER

struct session {
    struct curand_api curand;
    void *library;
    curandGenerator_t generator;
    struct lists lists;
    enum element_type type;
    uint64_t next; // the element that the generator makes next
    void *dropped; // room for CURAND_GRID elements
};

static enum status ready(const struct backend *backend, const char *device,
                         char version[CURAND_VERSION_SIZE], struct error *error) {
    struct curand_api curand;
    void *library = NULL;
    TRY(opening_refuse_device(backend, device, error));
    const enum status status = curand_open(&curand, &library, version, error);
    library_close(library);
    return status;
}

static void probe(const struct backend *backend, const char *device, struct probe *found) {
    struct error error;
    char version[CURAND_VERSION_SIZE];
    found->ready = ready(backend, device, version, &error) == STATUS_OK;
    if (found->ready) {
        snprintf(found->detail, sizeof found->detail, "cuRAND %s, host generator, 1 thread",
                 version);
    } else {
        snprintf(found->reason, sizeof found->reason, "%s", error.message);
    }
}

// --- Opening and closing -----------------------------------------------------------------------

static void close_curand(struct session *session) {
    if (session) {
        if (session->generator)
            session->curand.curandDestroyGenerator(session->generator);
        free(session->dropped);
        lists_close(&session->lists);
        library_close(session->library);
        free(session);
    }
}

static enum status create_generator(struct session *session, uint64_t seed, struct error *error) {
    TRY(curand_check(session->curand.curandCreateGeneratorHost(&session->generator,
                                                               CURAND_RNG_PSEUDO_PHILOX4_32_10),
                     "make a host generator", error));
    return curand_set_up(&session->curand, session->generator, seed, error);
}

static enum status prepare_lists(struct session *session, const struct job *job,
                                 struct opened *opened, struct error *error) {
    session->type = job->spec.type;
    session->dropped = malloc(CURAND_GRID * element_bytes(job->spec.type));
    if (!session->dropped)
        return fail(error, STATUS_MEMORY, "no memory is left to open cuRAND");
    TRY(lists_open(job, LISTS_PRIVATE, &session->lists, error));
    if (session->lists.fresh)
        return STATUS_OK;
    const uint64_t start = clock_now_ns();
    memory_write_plain(session->lists.base, 0, session->lists.bytes);
    opening_record_since(opened, "memory touched", start);
    return STATUS_OK;
}

static enum status make_ready(struct session *session, const struct backend *backend,
                              const struct job *job, struct opened *opened, struct error *error) {
    char version[CURAND_VERSION_SIZE];
    const uint64_t start = clock_now_ns();
    TRY(opening_refuse_job(backend, job, error));
    TRY(curand_open(&session->curand, &session->library, version, error));
    snprintf(opened->library, sizeof opened->library, "cuRAND %s", version);
    snprintf(opened->variant, sizeof opened->variant, "host generator");
    opened->workers = 1;
    TRY(create_generator(session, job->spec.seed, error));
    opening_record_since(opened, "library loaded", start);
    (void)topology_pin(job->cpus->cpu[0]);
    return prepare_lists(session, job, opened, error);
}

static enum status open_curand(const struct backend *backend, const struct job *job,
                               struct opened *opened, struct session **session,
                               struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open cuRAND");
    const enum status status = make_ready(*session, backend, job, opened, error);
    if (status != STATUS_OK) {
        close_curand(*session);
        *session = NULL;
    }
    return status;
}

// --- Working -----------------------------------------------------------------------------------

static enum status generate(struct session *session, void *values, uint64_t count,
                            struct error *error) {
    session->next += count;
    return curand_generate(&session->curand, session->generator, session->type, values, count,
                           error);
}

static enum status go_to(struct session *session, uint64_t first, struct error *error) {
    if (session->next == first)
        return STATUS_OK;
    const uint64_t dropped = first % CURAND_GRID;
    session->next = first - dropped;
    TRY(curand_go_to(&session->curand, session->generator, session->type, session->next, error));
    return generate(session, session->dropped, dropped, error);
}

static enum status fill(struct session *session, uint64_t first, uint64_t count,
                        struct error *error) {
    TRY(lists_begin(&session->lists, first, error));
    TRY(go_to(session, first, error));
    return generate(session, session->lists.values, count, error);
}

static enum status view(struct session *session, const void **values, struct error *error) {
    return lists_view(&session->lists, values, error);
}

static enum status poison(struct session *session, struct error *error) {
    return lists_poison(&session->lists, error);
}

static enum status ceiling(struct session *session, enum stores stores, uint64_t count,
                           struct error *error) {
    TRY(lists_begin(&session->lists, 0, error));
    write_ceiling(host_write(stores), session->lists.values, count * element_bytes(session->type));
    session->lists.values = NULL; // no list
    return STATUS_OK;
}

#else

#define ABSENT_REASON                                                                              \
    "this program was built without cuRAND's header, curand.h; build it with "                     \
    "./bench --with-cuda-from-pypi, or install a CUDA toolkit and build again"
#include "backends/absent.h"

#endif

const struct backend backend_curand_cpu = {
    .name = "curand-cpu",
    .summary = "NVIDIA's cuRAND on one CPU thread: the oracle",
    .traits = TRAIT_SINGLE,
    .generators = GENERATOR_PHILOX4X32_10,
#ifdef HAVE_CURAND_HEADER
    .probe = probe,
    .open = open_curand,
    .fill = fill,
    .stand_by = NULL,
    .deliver = NULL, // the values are in host memory
    .view = view,
    .poison = poison,
    .ceiling = ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = close_curand,
#else
    ABSENT_SLOTS,
#endif
};
