// The table of streams, and the choice of a fill.
// SPDX-License-Identifier: MIT
#include "streams/stream.h"

#include "names.h"
#include "streams/curand.h"
#include "streams/python.h"

#include <string.h>

const struct stream *const streams[] = {&stream_curand, &stream_python, &stream_numpy_legacy, NULL};

const struct stream *stream_find(const char *name) {
    for (const struct stream *const *stream = streams; *stream; stream++)
        if (strcmp((*stream)->name, name) == 0)
            return *stream;
    return NULL;
}

static bool level_has(const struct fill_level *level, const struct stream *stream,
                      enum element_type type) {
    return stream->reference[type] &&
           (stream->mt19937 ? level->plain_advance != NULL : level->plain[type] != NULL);
}

// The last level that is asked for and that this processor runs: the fastest.
const struct fill_level *stream_level(const struct stream *stream, enum element_type type,
                                      enum isa isa) {
    for (size_t i = stream->level_count; i-- > 0;) {
        const struct fill_level *level = &stream->levels[i];
        if ((isa == ISA_AUTO || isa == level->isa) && isa_runs(level->isa))
            return level_has(level, stream, type) ? level : NULL;
    }
    return NULL;
}

fill_function *stream_fill(const struct stream *stream, enum element_type type, enum isa isa,
                           enum stores stores, enum isa *used) {
    const struct fill_level *level = stream_level(stream, type, isa);
    if (!level)
        return NULL;
    *used = level->isa;
    return stores == STORES_STREAMING ? level->streaming[type] : level->plain[type];
}

bool stream_takes_seed(const struct stream *stream, uint64_t seed) {
    return stream->seed_most == 0 || seed <= stream->seed_most;
}

static const struct {
    const char *name;
    size_t bytes;
} elements[ELEMENT_TYPES] = {
    [ELEMENT_F64] = {"f64", sizeof(double)},
    [ELEMENT_F32] = {"f32", sizeof(float)},
};

size_t element_bytes(enum element_type type) {
    return elements[type].bytes;
}

const char *element_name(size_t type) {
    return type < ELEMENT_TYPES ? elements[type].name : NULL;
}

size_t stream_alignment_offset(enum element_type type, uint64_t first) {
    return (size_t)(first * element_bytes(type) % 64);
}

NAMES(
    stores_name, [STORES_AUTO] = "auto", [STORES_PLAIN] = "plain", [STORES_STREAMING] = "streaming")
