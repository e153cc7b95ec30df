// A stream: an endless sequence that (name, type, seed) alone decide. Element n is a pure function
// of them, never of the backend, the number of workers or how the work was cut up.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_STREAM_H
#define GPUBENCH_STREAMS_STREAM_H

#include "platform/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum element_type { ELEMENT_F64, ELEMENT_F32, ELEMENT_TYPES };

// How a fill stores: plain stores leave the lines in the caches; streaming ones go past them.
// Neither is right everywhere (see backends/), so a fill exists for each.
enum stores { STORES_AUTO, STORES_PLAIN, STORES_STREAMING };

// Writes elements [first, first + count) of the stream with this seed to values[0 .. count).
// Any first and count are right, and any alignment of values; it is fast where values is placed
// so that element n lies at n * element_bytes modulo 64 (stream_alignment_offset).
// A streaming fill ends with a store fence: on return every value is visible to other cores.
typedef void fill_function(uint64_t seed, uint64_t first, uint64_t count, void *values);

// The fills of one stream compiled for one vector level; a missing one is NULL.
struct fill_level {
    enum isa isa;
    fill_function *plain[ELEMENT_TYPES];
    fill_function *streaming[ELEMENT_TYPES];
};

struct stream {
    const char *name;    // what --stream says
    const char *summary; // one line for help
    // The plain scalar reference, written to be read against the definition; NULL for a type the
    // stream does not have. Everything else is compared with it.
    fill_function *reference[ELEMENT_TYPES];
    // Fastest last; level 0 is ISA_SCALAR and runs anywhere. Levels this build lacks are left out.
    const struct fill_level *levels;
    size_t level_count;
};

// NULL-terminated, the default stream first.
extern const struct stream *const streams[];

// NULL if there is none of that name.
const struct stream *stream_find(const char *name);

// The fill at this level (ISA_AUTO: the fastest this processor runs); *used says which. NULL where
// the stream lacks the type, the build lacks the level or the processor can't run it.
fill_function *stream_fill(const struct stream *stream, enum element_type type, enum isa isa,
                           enum stores stores, enum isa *used);

size_t element_bytes(enum element_type type);     // 8 or 4
const char *element_name(enum element_type type); // "f64", "f32"
bool element_find(const char *name, enum element_type *type);

// Bytes to leave free before element `first` in 64-byte aligned memory, so that fills run on
// their aligned path: first * element_bytes modulo 64.
size_t stream_alignment_offset(enum element_type type, uint64_t first);

const char *stores_name(enum stores stores); // "auto", "plain", "streaming"

#endif
