// The session of the python backends: an interpreter that was started once and runs the original
// experiment at a word, and memory that it shares to show its lists afterwards.
// SPDX-License-Identifier: MIT
#include "backends/python/session.h"

#include "backends/opening.h"
#include "backends/python/interleaving.h"
#include "backends/python/interpreter.h"
#include "platform/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const char python_experiment_text[]; // made of python/experiment.py by the build

static const char usual_path[] = "python3";

// The orders of the script.
enum { GO = 'g', SHOW = 's', DROP = 'd' };

struct session {
    const struct backend_kind *kind;
    struct interpreter interpreter;
    uint64_t seed, size, lists;
    int memory;       // the file behind shown
    size_t bytes;     // of all lists
    double *shown;    // as the interpreter has them; NULL: not mapped
    double *in_order; // as the stream has them; mapped where they may differ
    bool made;        // there are lists
};

static enum status start(const struct session *session, const char *path, int cpu,
                         struct interpreter *interpreter, char greeting[INTERPRETER_ANSWER],
                         struct error *error) {
    char size[24], lists[24], seed[24];
    snprintf(size, sizeof size, "%" PRIu64, session->size);
    snprintf(lists, sizeof lists, "%" PRIu64, session->lists);
    snprintf(seed, sizeof seed, "%" PRIu64, session->seed);
    const struct interpreter_setup setup = {
        .path = path,
        .script = python_experiment_text,
        .arguments = {session->kind->script_kind, size, lists, seed, NULL},
        .memory = session->memory,
        .cpu = cpu,
    };
    return interpreter_start(&setup, interpreter, greeting, error);
}

static enum status ask(const struct backend *backend, const char *device,
                       char greeting[INTERPRETER_ANSWER], struct error *error) {
    static const struct backend_kind any = {.script_kind = "serial"};
    const struct session none = {.kind = &any, .memory = -1};
    struct interpreter interpreter;
    TRY(opening_refuse_device(backend, device, error));
    TRY(start(&none, usual_path, -1, &interpreter, greeting, error));
    interpreter_end(&interpreter);
    return STATUS_OK;
}

void python_probe(const struct backend *backend, const char *device, struct probe *probe) {
    char greeting[INTERPRETER_ANSWER];
    struct error error;
    probe->ready = ask(backend, device, greeting, &error) == STATUS_OK;
    snprintf(probe->ready ? probe->detail : probe->reason,
             probe->ready ? sizeof probe->detail : sizeof probe->reason, "%s",
             probe->ready ? greeting : error.message);
}

// --- Opening and closing -----------------------------------------------------------------------

static enum status refuse_job(const struct backend *backend, const struct job *job,
                              struct error *error) {
    uint64_t elements;
    TRY(opening_refuse_job(backend, job, error));
    if (__builtin_mul_overflow(job->spec.size, job->spec.lists, &elements) ||
        elements > job->capacity) {
        return fail(error, STATUS_UNAVAILABLE,
                    "Python's lists are made and compared as a whole, and %" PRIu64 " of %" PRIu64
                    " elements are too many for that; ask for less",
                    job->spec.lists, job->spec.size);
    }
    return STATUS_OK;
}

static enum status map(size_t bytes, int file, double **values, struct error *error) {
    const int anonymous = file < 0 ? MAP_ANONYMOUS | MAP_NORESERVE : 0;
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | anonymous, file, 0);
    if (pages == MAP_FAILED) {
        return fail_errno(error, STATUS_MEMORY, "the system has no %.3g GB to compare lists in",
                          (double)bytes / 1e9);
    }
    *values = pages;
    return STATUS_OK;
}

// A page more than nothing, since an empty file can't be mapped.
static enum status make_memory(struct session *session, struct error *error) {
    session->bytes = (size_t)(session->size * session->lists + 1) * sizeof(double);
    session->memory = memfd_create("gpubench lists", MFD_CLOEXEC);
    if (session->memory < 0 || ftruncate(session->memory, (off_t)session->bytes) != 0) {
        return fail_errno(error, STATUS_MEMORY, "the system has no %.3g GB to show lists in",
                          (double)session->bytes / 1e9);
    }
    TRY(map(session->bytes, session->memory, &session->shown, error));
    return session->kind->interleaved ? map(session->bytes, -1, &session->in_order, error)
                                      : STATUS_OK;
}

static enum status make_ready(struct session *session, const struct job *job, bool one_worker,
                              struct opened *opened, struct error *error) {
    char greeting[INTERPRETER_ANSWER];
    TRY(make_memory(session, error));
    const uint64_t begin = clock_now_ns();
    const char *path = job->spec.python[0] ? job->spec.python : usual_path;
    TRY(start(session, path, one_worker ? job->cpus->cpu[0] : -1, &session->interpreter, greeting,
              error));
    opening_record_since(opened, "interpreter started", begin);
    snprintf(opened->library, sizeof opened->library, "%.150s", greeting);
    snprintf(opened->variant, sizeof opened->variant, "%s", session->kind->variant);
    opened->workers = one_worker || job->spec.lists > WORKERS_MAX ? 1 : (unsigned)job->spec.lists;
    return STATUS_OK;
}

enum status python_open(const struct backend *backend, const struct job *job, struct opened *opened,
                        struct session **session, struct error *error) {
    *session = NULL;
    TRY(refuse_job(backend, job, error));
    *session = calloc(1, sizeof **session);
    if (!*session)
        return fail(error, STATUS_MEMORY, "no memory is left to open a backend");
    **session = (struct session){.kind = backend->kind,
                                 .seed = job->spec.seed,
                                 .size = job->spec.size,
                                 .lists = job->spec.lists,
                                 .memory = -1};
    const enum status status =
        make_ready(*session, job, backend->traits & TRAIT_SINGLE, opened, error);
    if (status != STATUS_OK) {
        python_close(*session);
        *session = NULL;
    }
    return status;
}

void python_close(struct session *session) {
    if (!session)
        return;
    interpreter_end(&session->interpreter);
    if (session->in_order)
        munmap(session->in_order, session->bytes);
    if (session->shown)
        munmap(session->shown, session->bytes);
    if (session->memory >= 0)
        close(session->memory);
    free(session);
}

// --- Working -----------------------------------------------------------------------------------

enum status python_fill(struct session *session, uint64_t first, uint64_t count,
                        struct error *error) {
    if (first != 0 || count != session->size * session->lists) {
        return fail(error, STATUS_USAGE,
                    "the experiment makes %" PRIu64 " lists of %" PRIu64
                    " elements from 0 on, nothing else",
                    session->lists, session->size);
    }
    const enum status status = interpreter_order(&session->interpreter, GO, error);
    session->made = status == STATUS_OK;
    return status;
}

enum status python_view(struct session *session, const void **values, struct error *error) {
    if (!session->made)
        return fail(error, STATUS_SYSTEM, "there is no list to view before a fill");
    TRY(interpreter_order(&session->interpreter, SHOW, error));
    if (session->in_order)
        interleaving_undo(session->seed, session->size, session->lists, session->shown,
                          session->in_order);
    *values = session->in_order ? session->in_order : session->shown;
    return STATUS_OK;
}

enum status python_poison(struct session *session, struct error *error) {
    session->made = false;
    if (madvise(session->shown, session->bytes, MADV_REMOVE) != 0 ||
        (session->in_order && madvise(session->in_order, session->bytes, MADV_REMOVE) != 0))
        return fail_errno(error, STATUS_SYSTEM, "the pages of the lists could not be given back");
    return interpreter_order(&session->interpreter, DROP, error);
}
