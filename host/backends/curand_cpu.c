// curand-cpu: the real cuRAND's generator for CPUs, which needs no GPU and no driver. One thread.
//
// The library is opened at run time. Its offset counts 32-bit words and means "skip" only on a grid
// of 262,144 elements (see host/streams/curand.c for the order behind it), so a list that begins
// off the grid is reached by making and dropping what lies before it.
// SPDX-License-Identifier: MIT
#include "backends/host_session.h"
#include "platform/clock.h"
#include "platform/vendor_curand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CURAND_HEADER

enum { GRID = 262144 }; // elements

struct session {
    struct curand_api curand;
    void *library;
    curandGenerator_t generator;
    struct lists lists;
    enum element_type type;
    uint64_t next; // the element that the generator makes next
    void *dropped; // room for GRID elements
};

// --- The library -------------------------------------------------------------------------------

static const struct library_request request = {
    .what = "NVIDIA's cuRAND",
    .sonames = (const char *const[]){"libcurand.so.10", NULL},
    .folders = (const char *const[]){"/usr/local/cuda/lib64", "/usr/local/cuda/lib",
                                     "/opt/cuda/lib64", NULL},
    .mend = "install it (a CUDA toolkit, or the package nvidia-curand from PyPI) and name its "
            "folder in LD_LIBRARY_PATH",
    .symbols = curand_symbols,
    .symbol_count = sizeof curand_symbols / sizeof curand_symbols[0],
};

static const char *status_text(curandStatus_t code) {
    static const struct {
        curandStatus_t code;
        const char *text;
    } texts[] = {
        {CURAND_STATUS_VERSION_MISMATCH, "version mismatch"},
        {CURAND_STATUS_NOT_INITIALIZED, "not initialised"},
        {CURAND_STATUS_ALLOCATION_FAILED, "allocation failed"},
        {CURAND_STATUS_TYPE_ERROR, "wrong generator type"},
        {CURAND_STATUS_OUT_OF_RANGE, "argument out of range"},
        {CURAND_STATUS_INITIALIZATION_FAILED, "initialisation failed"},
        {CURAND_STATUS_ARCH_MISMATCH, "architecture mismatch"},
        {CURAND_STATUS_INTERNAL_ERROR, "internal error"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].code == code) {
            return texts[i].text;
        }
    }
    return "unexpected status";
}

// "10.4.0"; STATUS_UNAVAILABLE where it is not the one whose header this program was built with.
static enum status read_version(const struct curand_api *curand, char version[16],
                                struct error *error) {
    int number = 0;
    (void)curand->curandGetVersion(&number);
    snprintf(version, 16, "%d.%d.%d", number / 1000, number / 100 % 10, number % 100);
    if (number / 1000 != CURAND_VER_MAJOR) {
        return fail(error, STATUS_UNAVAILABLE,
                    "%s %s was found, but this program was built for version %d; %s", request.what,
                    version, CURAND_VER_MAJOR, request.mend);
    }
    return STATUS_OK;
}

static enum status load(struct curand_api *curand, void **library, char version[16],
                        struct error *error) {
    enum status status = library_open(&request, curand, library, error);
    if (status == STATUS_OK) {
        status = read_version(curand, version, error);
    }
    return status;
}

static enum status ready(const char *device, char version[16], struct error *error) {
    struct curand_api curand;
    void *library = NULL;
    enum status status = host_refuse_device(device, error);
    if (status == STATUS_OK) {
        status = load(&curand, &library, version, error);
    }
    library_close(library);
    return status;
}

static void probe(const char *device, struct probe *found) {
    struct error error;
    char version[16];
    found->ready = ready(device, version, &error) == STATUS_OK;
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
        if (session->generator) {
            session->curand.curandDestroyGenerator(session->generator);
        }
        free(session->dropped);
        lists_close(&session->lists);
        library_close(session->library);
        free(session);
    }
}

static enum status check(curandStatus_t code, const char *what, struct error *error) {
    return code == CURAND_STATUS_SUCCESS
               ? STATUS_OK
               : fail(error, STATUS_DRIVER, "cuRAND failed to %s: %s (status %d)", what,
                      status_text(code), (int)code);
}

static enum status create_generator(struct session *session, uint64_t seed, struct error *error) {
    const struct curand_api *curand = &session->curand;
    enum status status = check(
        curand->curandCreateGeneratorHost(&session->generator, CURAND_RNG_PSEUDO_PHILOX4_32_10),
        "make a host generator", error);
    if (status == STATUS_OK) {
        status = check(
            curand->curandSetGeneratorOrdering(session->generator, CURAND_ORDERING_PSEUDO_LEGACY),
            "take the ordering LEGACY", error);
    }
    if (status == STATUS_OK) {
        status = check(curand->curandSetPseudoRandomGeneratorSeed(session->generator, seed),
                       "take the seed", error);
    }
    return status;
}

static enum status refuse_job(const struct job *job, struct error *error) {
    if (strcmp(job->stream->name, "curand") != 0) {
        return fail(error, STATUS_UNAVAILABLE,
                    "cuRAND makes the stream curand only, not %s; choose --stream curand or "
                    "another backend",
                    job->stream->name);
    }
    return host_refuse_device(job->device, error);
}

static enum status prepare_lists(struct session *session, const struct job *job,
                                 struct opened *opened, struct error *error) {
    session->type = job->type;
    session->dropped = malloc(GRID * element_bytes(job->type));
    if (!session->dropped) {
        return fail(error, STATUS_MEMORY, "no memory is left to open cuRAND");
    }
    const enum status status = lists_open(job, LISTS_PRIVATE, &session->lists, error);
    if (status == STATUS_OK && !session->lists.fresh) {
        const uint64_t start = clock_now_ns();
        memory_write_plain(session->lists.base, 0, session->lists.bytes);
        host_record_phase(opened, "memory touched", start);
    }
    return status;
}

static enum status make_ready(struct session *session, const struct job *job, struct opened *opened,
                              struct error *error) {
    char version[16];
    const uint64_t start = clock_now_ns();
    enum status status = refuse_job(job, error);
    if (status == STATUS_OK) {
        status = load(&session->curand, &session->library, version, error);
    }
    if (status == STATUS_OK) {
        snprintf(opened->library, sizeof opened->library, "cuRAND %s", version);
        snprintf(opened->variant, sizeof opened->variant, "host generator");
        opened->workers = 1;
        status = create_generator(session, job->seed, error);
    }
    if (status == STATUS_OK) {
        host_record_phase(opened, "library loaded", start);
        (void)topology_pin(job->cpus->cpu[0]);
        status = prepare_lists(session, job, opened, error);
    }
    return status;
}

static enum status open_curand(const struct job *job, struct opened *opened,
                               struct session **session, struct error *error) {
    *session = calloc(1, sizeof **session);
    if (!*session) {
        return fail(error, STATUS_MEMORY, "no memory is left to open cuRAND");
    }
    const enum status status = make_ready(*session, job, opened, error);
    if (status != STATUS_OK) {
        close_curand(*session);
        *session = NULL;
    }
    return status;
}

// --- Working -----------------------------------------------------------------------------------

static enum status generate(struct session *session, void *values, uint64_t count,
                            struct error *error) {
    const struct curand_api *curand = &session->curand;
    if (count == 0) { // cuRAND takes it for a mistake
        return STATUS_OK;
    }
    session->next += count;
    return check(session->type == ELEMENT_F64
                     ? curand->curandGenerateUniformDouble(session->generator, values, count)
                     : curand->curandGenerateUniform(session->generator, values, count),
                 "generate", error);
}

static enum status go_to(struct session *session, uint64_t first, struct error *error) {
    if (session->next == first) {
        return STATUS_OK;
    }
    const uint64_t words_an_element = element_bytes(session->type) / sizeof(uint32_t);
    const uint64_t dropped = first % GRID;
    session->next = first - dropped;
    const enum status status = check(session->curand.curandSetGeneratorOffset(
                                         session->generator, session->next * words_an_element),
                                     "go to an offset", error);
    return status == STATUS_OK ? generate(session, session->dropped, dropped, error) : status;
}

static enum status fill(struct session *session, uint64_t first, uint64_t count,
                        struct error *error) {
    enum status status = lists_begin(&session->lists, first, error);
    if (status == STATUS_OK) {
        status = go_to(session, first, error);
    }
    return status == STATUS_OK ? generate(session, session->lists.values, count, error) : status;
}

static enum status view(struct session *session, const void **values, struct error *error) {
    return lists_view(&session->lists, values, error);
}

static enum status poison(struct session *session, struct error *error) {
    return lists_poison(&session->lists, error);
}

static enum status ceiling(struct session *session, enum stores stores, uint64_t count,
                           struct error *error) {
    const enum status status = lists_begin(&session->lists, 0, error);
    if (status == STATUS_OK) {
        host_write(stores)(session->lists.values, 0, count * element_bytes(session->type));
        session->lists.values = NULL; // no list
    }
    return status;
}

#else

#define ABSENT_REASON                                                                              \
    "this program was built without cuRAND's header, curand.h; install a CUDA toolkit and build "  \
    "again"
#include "backends/absent.h"

#endif

const struct backend backend_curand_cpu = {
    .name = "curand-cpu",
    .summary = "NVIDIA's cuRAND on one CPU thread: the oracle",
    .traits = TRAIT_SINGLE,
#ifdef HAVE_CURAND_HEADER
    .probe = probe,
    .open = open_curand,
    .fill = fill,
    .deliver = NULL, // the values are in host memory
    .view = view,
    .poison = poison,
    .ceiling = ceiling,
    .device_ns = NULL,
    .close = close_curand,
#else
    ABSENT_SLOTS,
#endif
};
