// Refusing what a backend can't make, and recording what its opening cost.
// SPDX-License-Identifier: MIT
#include "backends/opening.h"

#include "platform/clock.h"

#include <stdio.h>
#include <string.h>

// --- Refusing ----------------------------------------------------------------------------------

static bool makes(const struct backend *backend, const struct stream *stream) {
    return (backend->generators == 0 || (backend->generators & stream->generator)) &&
           (backend->seedings == 0 || (backend->seedings & stream->seeding));
}

static enum status refuse_stream(const struct backend *backend, const struct stream *stream,
                                 struct error *error) {
    char names[160] = "", *end = names;
    size_t count = 0;
    for (const struct stream *const *other = streams; *other; other++) {
        if (makes(backend, *other)) {
            const size_t left = sizeof names - (size_t)(end - names);
            const int length = snprintf(end, left, "%s%s", count++ ? ", " : "", (*other)->name);
            end += (size_t)length < left ? (size_t)length : left - 1;
        }
    }
    return fail(error, STATUS_UNAVAILABLE,
                "%s makes the stream%s %s only, not %s; choose --stream %.*s or another backend",
                backend->name, count == 1 ? "" : "s", names, stream->name, (int)strcspn(names, ","),
                names);
}

enum status opening_refuse_device(const struct backend *backend, const char *device,
                                  struct error *error) {
    if (device[0] == '\0' || backend->traits & TRAIT_OFFLOAD)
        return STATUS_OK;
    return fail(error, STATUS_UNAVAILABLE,
                "a CPU backend has no devices to choose from; leave out ':%s'", device);
}

enum status opening_refuse_job(const struct backend *backend, const struct job *job,
                               struct error *error) {
    const struct stream *stream = job->spec.stream;
    TRY(opening_refuse_device(backend, job->device, error));
    if (!makes(backend, stream))
        return refuse_stream(backend, stream, error);
    if (!stream->reference[job->spec.type]) {
        return fail(error, STATUS_UNAVAILABLE, "stream %s has no %s; choose another type",
                    stream->name, element_name(job->spec.type));
    }
    if (!stream_takes_seed(stream, job->spec.seed)) {
        return fail(error, STATUS_UNAVAILABLE, "stream %s has no seed past %llu; choose another",
                    stream->name, (unsigned long long)stream->seed_most);
    }
    return STATUS_OK;
}

// --- Recording ---------------------------------------------------------------------------------

void opening_record(struct opened *opened, const char *name, uint64_t ns) {
    size_t i = 0;
    while (i < opened->phase_count && strcmp(opened->phases[i].name, name) != 0)
        i++;
    if (i == OPENED_PHASES)
        return;
    if (i == opened->phase_count) {
        opened->phase_count++;
        opened->phases[i] = (struct opened_phase){.ns = 0};
        snprintf(opened->phases[i].name, sizeof opened->phases[i].name, "%s", name);
    }
    opened->phases[i].ns += ns;
}

void opening_record_since(struct opened *opened, const char *name, uint64_t start_ns) {
    opening_record(opened, name, clock_now_ns() - start_ns);
}
