// Comparison with the plain reference: made in blocks that stay in the first-level cache, by one
// thread on each planned processor, with the digest in the same pass.
// SPDX-License-Identifier: MIT
#include "verify/verify.h"

#include "streams/cursor.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// 16 KiB of reference f64 beside 16 KiB of values: both fit a first-level cache of 32 KiB.
enum { BLOCK_ELEMENTS = 2048, ELEMENT_BYTES_MAX = 8 };

// What one thread compares, and what it found.
struct part {
    const struct stream *stream;
    enum element_type type;
    uint64_t seed;
    uint64_t first, count;
    const unsigned char *values; // element `first` and on
    int cpu;

    uint64_t digest;
    uint64_t wrong;       // elements that differ
    uint64_t unwritten;   // of them, those that are still poison
    uint64_t wrong_index; // of the first that differs
    uint64_t value, right;
};

static uint64_t element_bits(const unsigned char *values, size_t bytes, uint64_t i) {
    uint64_t wide;
    uint32_t narrow;
    if (bytes == sizeof wide) {
        memcpy(&wide, values + i * bytes, sizeof wide);
        return wide;
    }
    memcpy(&narrow, values + i * bytes, sizeof narrow);
    return narrow;
}

static uint64_t poison_bits(size_t bytes) {
    return bytes == sizeof(uint64_t) ? UINT64_MAX : UINT32_MAX;
}

// Called only for blocks that differ.
static void note_differences(struct part *part, uint64_t first, uint64_t count,
                             const unsigned char *values, const unsigned char *reference) {
    const size_t bytes = element_bytes(part->type);
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t value = element_bits(values, bytes, i);
        const uint64_t right = element_bits(reference, bytes, i);
        if (value == right)
            continue;
        if (part->wrong++ == 0) {
            part->wrong_index = first + i;
            part->value = value;
            part->right = right;
        }
        if (value == poison_bits(bytes))
            part->unwritten++;
    }
}

static void *compare_part(void *argument) {
    struct part *part = argument;
    _Alignas(64) unsigned char reference[BLOCK_ELEMENTS * ELEMENT_BYTES_MAX];
    const size_t bytes = element_bytes(part->type);
    struct cursor cursor; // goes on from block to block
    cursor_of_reference(&cursor, part->stream, part->type, part->seed);
    for (uint64_t done = 0; done < part->count;) {
        const uint64_t left = part->count - done;
        const uint64_t count = left < BLOCK_ELEMENTS ? left : BLOCK_ELEMENTS;
        const uint64_t first = part->first + done;
        const unsigned char *values = part->values + done * bytes;
        cursor_fill(&cursor, first, count, reference);
        if (memcmp(values, reference, count * bytes) != 0)
            note_differences(part, first, count, values, reference);
        part->digest += digest_values(part->type, first, count, values);
        done += count;
    }
    return NULL;
}

static void *compare_pinned(void *argument) {
    (void)topology_pin(((const struct part *)argument)->cpu); // a help, not a condition
    return compare_part(argument);
}

// Adds b, which comes later in the stream, to a.
static void merge(struct part *a, const struct part *b) {
    if (a->wrong == 0) {
        a->wrong_index = b->wrong_index;
        a->value = b->value;
        a->right = b->right;
    }
    a->wrong += b->wrong;
    a->unwritten += b->unwritten;
    a->digest += b->digest;
}

// Cuts `whole` into one part a thread and gathers what they found. A thread that can't be started
// costs time, not the result: its part is compared here.
static enum status compare_parallel(struct part *whole, const struct cpu_plan *cpus,
                                    struct error *error) {
    const uint64_t blocks = (whole->count + BLOCK_ELEMENTS - 1) / BLOCK_ELEMENTS;
    const unsigned threads = blocks < cpus->workers ? (unsigned)blocks : cpus->workers;
    struct part *parts = calloc(threads, sizeof *parts);
    pthread_t *handles = calloc(threads, sizeof *handles);
    bool *started = calloc(threads, sizeof *started);
    enum status status = STATUS_OK;
    if (parts == NULL || handles == NULL || started == NULL) {
        status = fail(error, STATUS_MEMORY, "no memory to start %u threads that compare the list",
                      threads);
        goto done;
    }
    for (unsigned t = 0; t < threads; t++) {
        const uint64_t begin = blocks * t / threads * BLOCK_ELEMENTS;
        const uint64_t end =
            t + 1 == threads ? whole->count : blocks * (t + 1) / threads * BLOCK_ELEMENTS;
        parts[t] = *whole;
        parts[t].first += begin;
        parts[t].count = end - begin;
        parts[t].values += begin * element_bytes(whole->type);
        parts[t].cpu = cpus->cpu[t];
        started[t] = pthread_create(&handles[t], NULL, compare_pinned, &parts[t]) == 0;
    }
    for (unsigned t = 0; t < threads; t++) {
        if (started[t])
            pthread_join(handles[t], NULL);
        else
            compare_part(&parts[t]);
        merge(whole, &parts[t]);
    }
done:
    free(started);
    free(handles);
    free(parts);
    return status;
}

// "0.5 (3fe0000000000000)": nine or seventeen digits tell any two values apart.
static void format_value(enum element_type type, uint64_t bits, char *text, size_t size) {
    if (type == ELEMENT_F64) {
        double value;
        memcpy(&value, &bits, sizeof value);
        snprintf(text, size, "%.17g (%016llx)", value, (unsigned long long)bits);
    } else {
        const uint32_t narrow = (uint32_t)bits;
        float value;
        memcpy(&value, &narrow, sizeof value);
        snprintf(text, size, "%.9g (%08x)", (double)value, narrow);
    }
}

static enum status wrong_sentence(const struct part *found, struct error *error) {
    char value[64], right[64], unwritten[96] = "";
    format_value(found->type, found->value, value, sizeof value);
    format_value(found->type, found->right, right, sizeof right);
    if (found->unwritten > 0)
        snprintf(unwritten, sizeof unwritten, ", %llu of them never written (still poison)",
                 (unsigned long long)found->unwritten);
    const bool first_unwritten = found->value == poison_bits(element_bytes(found->type));
    return fail(error, STATUS_WRONG,
                "element %llu of stream %s %s %s where %s is right; %llu of the %llu elements from "
                "%llu on differ%s",
                (unsigned long long)found->wrong_index, found->stream->name,
                first_unwritten ? "was never written: it holds" : "is", value, right,
                (unsigned long long)found->wrong, (unsigned long long)found->count,
                (unsigned long long)found->first, unwritten);
}

enum status verify_values(const struct stream *stream, enum element_type type, uint64_t seed,
                          uint64_t first, uint64_t count, const void *values,
                          const struct cpu_plan *cpus, uint64_t *digest, struct error *error) {
    if (stream->reference[type] == NULL)
        return fail(error, STATUS_UNAVAILABLE, "stream %s has no %s elements to compare with",
                    stream->name, element_name(type));
    struct part whole = {.stream = stream,
                         .type = type,
                         .seed = seed,
                         .first = first,
                         .count = count,
                         .values = values};
    if (count > 0)
        TRY(compare_parallel(&whole, cpus, error));
    *digest += whole.digest;
    return whole.wrong == 0 ? STATUS_OK : wrong_sentence(&whole, error);
}
