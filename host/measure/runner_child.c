// One function for each kind of request, and what all of them took.
// SPDX-License-Identifier: MIT
#include "measure/runner_child.h"

#include "measure/protocol.h"
#include "platform/clock.h"
#include "verify/verify.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct child {
    const struct backend *backend;
    const struct job *job;
    const char *device;
    struct session *session;
    uint64_t sampled_first, sampled_count; // the elements that view shows
    const unsigned char *values;           // what view gave; NULL: not asked since the last sample
};

typedef enum status answer_function(struct child *child, const struct request *request,
                                    struct reply *reply);

static enum status answer_probe(struct child *child, const struct request *request,
                                struct reply *reply) {
    (void)request;
    child->backend->probe(child->backend, child->device, &reply->probe);
    return STATUS_OK;
}

static enum status answer_open(struct child *child, const struct request *request,
                               struct reply *reply) {
    (void)request;
    const uint64_t start = clock_now_ns();
    const enum status status = child->backend->open(
        child->backend, child->job, &reply->opening.opened, &child->session, &reply->error);
    reply->opening.ns = clock_now_ns() - start;
    return status;
}

static enum status answer_poison(struct child *child, const struct request *request,
                                 struct reply *reply) {
    (void)request;
    child->values = NULL;
    return child->backend->poison == NULL ? STATUS_OK
                                          : child->backend->poison(child->session, &reply->error);
}

static enum status run_once(const struct child *child, const struct request *request,
                            struct error *error) {
    const struct backend *backend = child->backend;
    switch (request->place) {
    case PLACE_DELIVERED:
        if (backend->deliver != NULL)
            return backend->deliver(child->session, request->first, request->count, error);
        break; // gathered from where fill makes it
    case PLACE_CEILING_PLAIN:
        return backend->ceiling(child->session, STORES_PLAIN, request->count, error);
    case PLACE_CEILING_COPY:
        return backend->copy_ceiling(child->session, request->count, error);
    case PLACE_CEILING_STREAMING:
        return backend->ceiling(child->session, STORES_STREAMING, request->count, error);
    case PLACE_RESIDENT:
    case PLACE_ALONE:
    case PLACES:
        break;
    }
    return backend->fill(child->session, request->first, request->count, error);
}

// Of all threads of this process; children of a backend are not counted before they end.
static uint64_t forced_switches(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_nivcsw : 0;
}

static bool ask_state(const struct child *child, struct device_state *state) {
    return child->backend->state != NULL && child->backend->state(child->session, state);
}

static void note_state(const struct child *child, const struct device_state *before,
                       struct sample *sample) {
    sample->has_state = ask_state(child, &sample->state);
    const bool counted = before->energy_j >= 0 && sample->state.energy_j >= 0;
    sample->state.energy_j = counted ? sample->state.energy_j - before->energy_j : -1;
}

// Waits for the agreed start. A sleep ends late by the time that a processor takes to wake, so the
// last millisecond is spent watching the clock.
static uint64_t await_start(const struct request *request) {
    enum { WATCHED_NS = 1000000 };
    uint64_t now = clock_now_ns();
    if (request->start_ns > now + WATCHED_NS)
        clock_sleep_until(request->start_ns - WATCHED_NS);
    while ((now = clock_now_ns()) < request->start_ns)
        if (request->yields)
            sched_yield();
    return now;
}

// The values where the other processes of this rank see them: a device's backend has its own host
// memory.
static enum status bring_to_pages(const struct child *child, const struct request *request,
                                  struct error *error) {
    const struct job *job = child->job;
    const void *values;
    TRY(child->backend->view(child->session, &values, error));
    if (values != job->pages->base)
        memcpy(job->pages->base, values, request->count * element_bytes(job->spec.type));
    return STATUS_OK;
}

// Has the backend's workers spin for so many elements, again and again; 0: they give the processors
// up to the other rows.
static enum status stand_by(const struct child *child, uint64_t count, struct error *error) {
    return child->backend->stand_by ? child->backend->stand_by(child->session, count, error)
                                    : STATUS_OK;
}

// Between the two readings of the clock nothing happens but the backend's runs.
static enum status answer_sample(struct child *child, const struct request *request,
                                 struct reply *reply) {
    struct sample *sample = &reply->sample;
    child->values = NULL;
    child->sampled_first = request->first;
    child->sampled_count = request->count;
    struct device_state before = {.energy_j = -1};
    (void)ask_state(child, &before);
    const uint64_t switches = forced_switches();
    sample->late = request->start_ns > 0 && clock_now_ns() >= request->start_ns;
    TRY(stand_by(child, request->count, &reply->error));
    sample->began_ns = await_start(request);
    for (unsigned i = 0; i < request->repeats; i++)
        TRY(run_once(child, request, &reply->error));
    if (request->gathers)
        TRY(bring_to_pages(child, request, &reply->error));
    sample->ended_ns = clock_now_ns();
    sample->ns = sample->ended_ns - sample->began_ns;
    // Waiting politely gives the processor up too, and must not be counted.
    sample->switches = request->yields ? 0 : forced_switches() - switches;
    TRY(stand_by(child, 0, &reply->error));
    note_state(child, &before, sample);
    if (request->place == PLACE_RESIDENT && child->backend->device_ns != NULL) {
        TRY(child->backend->device_ns(child->session, &sample->device_ns, &reply->error));
        sample->has_device_ns = true;
    }
    if (request->release && child->backend->poison != NULL)
        return child->backend->poison(child->session, &reply->error);
    return STATUS_OK;
}

static enum status answer_verify(struct child *child, const struct request *request,
                                 struct reply *reply) {
    const struct job *job = child->job;
    const uint64_t start = clock_now_ns();
    if (child->values == NULL) {
        const void *values;
        TRY(child->backend->view(child->session, &values, &reply->error));
        child->values = values;
    }
    const uint64_t skipped = request->first - child->sampled_first;
    if (skipped + request->count > child->sampled_count)
        return fail(&reply->error, STATUS_SYSTEM,
                    "asked to compare %llu elements from %llu on, which the last run did not make",
                    (unsigned long long)request->count, (unsigned long long)request->first);
    const void *values = child->values + skipped * element_bytes(job->spec.type);
    const enum status status =
        child->backend->traits & TRAIT_OWN_SEEDS
            ? verify_kind(job->spec.stream, job->spec.type, job->spec.size, request->first,
                          request->count, values, &reply->error)
            : verify_values(job->spec.stream, job->spec.type, job->spec.seed, request->first,
                            request->count, values, job->cpus, &reply->verdict.digest,
                            &reply->error);
    reply->verdict.ns = clock_now_ns() - start;
    return status;
}

// The number behind "Name:" in KiB, as bytes; 0 where there is none.
static uint64_t status_bytes(long pid, const char *name) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    const size_t length = strlen(name);
    unsigned long long kib = 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            (void)sscanf(line + length + 1, "%llu", &kib);
    fclose(file);
    return kib * 1024;
}

// Calls note with the number of each child.
static void for_each_child(void (*note)(long pid, struct closing *closing),
                           struct closing *closing) {
    char path[64];
    const long self = (long)getpid();
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", self, self);
    FILE *children = fopen(path, "re");
    long child;
    while (children != NULL && fscanf(children, "%ld", &child) == 1)
        note(child, closing);
    if (children != NULL)
        fclose(children);
}

static void note_anonymous(long pid, struct closing *closing) {
    closing->peak_memory_bytes += status_bytes(pid, "RssAnon");
}

// Of this process the peak of resident memory, less the shared pages that are resident now (the
// lists, which are counted once for the whole run); and what its direct children hold for
// themselves now, since workers take all they need at once. 0: unknown.
static void note_memory(struct closing *closing) {
    const long self = (long)getpid();
    const uint64_t peak = status_bytes(self, "VmHWM"), shared = status_bytes(self, "RssShmem");
    closing->peak_memory_bytes = peak > shared ? peak - shared : 0;
    for_each_child(note_anonymous, closing);
}

// Of all threads that live now: "ran waited slices".
static void note_scheduling(long pid, struct closing *closing) {
    char path[300];
    snprintf(path, sizeof path, "/proc/%ld/task", pid);
    DIR *threads = opendir(path);
    for (const struct dirent *thread; threads != NULL && (thread = readdir(threads)) != NULL;) {
        unsigned long long ran, waited;
        snprintf(path, sizeof path, "/proc/%ld/task/%s/schedstat", pid, thread->d_name);
        FILE *file = fopen(path, "re");
        if (file != NULL && fscanf(file, "%llu %llu", &ran, &waited) == 2) {
            closing->ran_ns += ran;
            closing->waited_ns += waited;
        }
        if (file != NULL)
            fclose(file);
    }
    if (threads != NULL)
        closedir(threads);
}

static enum status answer_close(struct child *child, const struct request *request,
                                struct reply *reply) {
    (void)request;
    note_memory(&reply->closing); // while its children still live
    note_scheduling((long)getpid(), &reply->closing);
    for_each_child(note_scheduling, &reply->closing);
    const uint64_t start = clock_now_ns();
    child->backend->close(child->session);
    reply->closing.ns = clock_now_ns() - start;
    child->session = NULL;
    return STATUS_OK;
}

static const struct {
    answer_function *answer;
    size_t body;
} requests[REQUEST_KINDS] = {
    [REQUEST_PROBE] = {answer_probe, sizeof(struct probe)},
    [REQUEST_OPEN] = {answer_open, sizeof(struct opening)},
    [REQUEST_POISON] = {answer_poison, 0},
    [REQUEST_SAMPLE] = {answer_sample, sizeof(struct sample)},
    [REQUEST_VERIFY] = {answer_verify, sizeof(struct verdict)},
    [REQUEST_CLOSE] = {answer_close, sizeof(struct closing)},
};

size_t reply_size(enum request_kind kind) {
    return offsetof(struct reply, probe) + requests[kind].body;
}

_Noreturn void runner_child(const struct backend *backend, const struct job *job,
                            const char *device, int socket) {
    struct child child = {.backend = backend, .job = job, .device = device};
    for (;;) {
        struct request request;
        const ssize_t received = recv(socket, &request, sizeof request, 0);
        if (received < 0 && errno == EINTR)
            continue;
        if (received != (ssize_t)sizeof request) // the harness is gone
            _exit(EXIT_FAILURE);
        struct reply reply;
        memset(&reply, 0, sizeof reply);
        reply.error.status = requests[request.kind].answer(&child, &request, &reply);
        const size_t size = reply_size(request.kind);
        if (send(socket, &reply, size, MSG_NOSIGNAL) != (ssize_t)size)
            _exit(EXIT_FAILURE);
        if (request.kind == REQUEST_CLOSE)
            _exit(EXIT_SUCCESS);
    }
}
