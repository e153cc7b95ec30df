// How fast the fills are: every stream, level, type and kind of stores into buffers of three sizes,
// in million elements per second, the best of many repeats; and libcurand's generator for CPUs
// beside them. One thread, pinned to the processor it starts on.
//
//   fill [MEGABYTES]    the largest buffer, 80 unless told
// SPDX-License-Identifier: MIT
#include "curand_host.h"
#include "platform/clock.h"
#include "platform/topology.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 3 };

// What a row of the table measures: a fill, or the library's generator.
struct subject {
    fill_function *fill;
#ifdef HAVE_CURAND_HEADER
    const struct curand_host *host;
    curandGenerator_t generator;
    enum element_type type;
#endif
};

static void make(const struct subject *subject, uint64_t count, void *values) {
#ifdef HAVE_CURAND_HEADER
    if (!subject->fill) {
        if (!curand_host_generate(subject->host, subject->generator, subject->type, count,
                                  values)) {
            fprintf(stderr, "fill: cuRAND refused\n");
            exit(EXIT_FAILURE);
        }
        return;
    }
#endif
    subject->fill(1234, 0, count, values);
}

// Nanoseconds of the best of the repeats, over 60 ms or 5 repeats, whichever is longer. A repeat
// makes at least 1 MiB, so that a small buffer is made many times.
static double best_ns(const struct subject *subject, uint64_t count, size_t bytes, void *values) {
    const uint64_t times = bytes < (1 << 20) ? (1 << 20) / bytes : 1;
    const uint64_t begin = clock_now_ns();
    double best = 1e18;
    for (int repeat = 0; repeat < 5 || clock_now_ns() - begin < 60000000; repeat++) {
        const uint64_t start = clock_now_ns();
        for (uint64_t i = 0; i < times; i++)
            make(subject, count, values);
        const double ns = (double)(clock_now_ns() - start) / (double)times;
        best = ns < best ? ns : best;
    }
    return best;
}

static void measure(const char *level, enum element_type type, const char *stores,
                    const struct subject *subject, const size_t sizes[SIZES], void *values) {
    printf("%-10s %-4s %-10s", level, element_name(type), stores);
    for (int i = 0; i < SIZES; i++) {
        const uint64_t count = sizes[i] / element_bytes(type);
        printf(" %8.0f", (double)count / best_ns(subject, count, sizes[i], values) * 1e3);
    }
    printf("\n");
    fflush(stdout);
}

static void measure_level(const struct fill_level *level, const size_t sizes[SIZES], void *values) {
    for (int type = 0; type < ELEMENT_TYPES; type++) {
        if (level->plain[type]) {
            const struct subject plain = {.fill = level->plain[type]};
            const struct subject streaming = {.fill = level->streaming[type]};
            const char *name = isa_name(level->isa);
            measure(name, (enum element_type)type, "plain", &plain, sizes, values);
            measure(name, (enum element_type)type, "streaming", &streaming, sizes, values);
        }
    }
}

static void measure_fills(const struct stream *stream, const size_t sizes[SIZES], void *values) {
    for (size_t i = 0; i < stream->level_count; i++)
        if (isa_runs(stream->levels[i].isa))
            measure_level(&stream->levels[i], sizes, values);
}

static void measure_library(const size_t sizes[SIZES], void *values) {
#ifdef HAVE_CURAND_HEADER
    struct curand_host host;
    struct error error;
    if (curand_host_open(&host, &error) != STATUS_OK) {
        printf("libcurand: %s\n", error.message);
        return;
    }
    for (int type = 0; type < ELEMENT_TYPES; type++) {
        struct subject subject = {.host = &host, .type = (enum element_type)type};
        subject.generator = curand_host_generator(&host, subject.type, 1234, 0);
        if (subject.generator) {
            measure("libcurand", subject.type, "", &subject, sizes, values);
            host.curand.curandDestroyGenerator(subject.generator);
        }
    }
    library_close(host.library);
#else
    (void)sizes;
    (void)values;
    printf("libcurand: built without its header\n");
#endif
}

int main(int count, char **arguments) {
    const size_t largest = (count > 1 ? strtoull(arguments[1], NULL, 10) : 80) * 1000000;
    const size_t sizes[SIZES] = {16 << 10, 256 << 10, largest};
    const size_t room = (largest + (256 << 10) + 4095) / 4096 * 4096;
    void *values = aligned_alloc(4096, room);
    if (largest == 0 || !values) {
        fprintf(stderr, "fill: takes a number of megabytes that fits in memory\n");
        return EXIT_FAILURE;
    }
    if (!topology_pin(sched_getcpu()))
        fprintf(stderr, "fill: not pinned: the system refused\n");
    memset(values, 0, room);
    printf("million elements per second, best of many\n");
    printf("%-10s %-4s %-10s %8s %8s %5zu MB\n", "level", "type", "stores", "16 KiB", "256 KiB",
           largest / 1000000);
    for (const struct stream *const *stream = streams; *stream; stream++) {
        printf("%s\n", (*stream)->name);
        measure_fills(*stream, sizes, values);
    }
    measure_library(sizes, values);
    free(values);
    return EXIT_SUCCESS;
}
