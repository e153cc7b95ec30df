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

// A generator, with the order in which a stream takes its numbers (device/NAME.h). Bits, so that a
// backend can say by a mask which it has.
enum generator {
    GENERATOR_PHILOX4X32_10 = 1, // in cuRAND's order; each element is made on its own
    GENERATOR_MT19937 = 2,       // a recurrence: elements are made one from another
};

// How a seed becomes the generator's state. Bits, likewise.
enum seeding {
    SEEDING_KEY = 1,       // it is the generator's key
    SEEDING_BY_ARRAY = 2,  // Matsumoto and Nishimura's init_by_array, of its 32-bit digits
    SEEDING_BY_NUMBER = 4, // their init_genrand
};

// Writes the next count elements of MT19937 after the window to values, as a fill does, and moves
// the window past them. It is fast where values has the alignment of doubles.
struct mt19937;
typedef void mt19937_advance(struct mt19937 *window, uint64_t count, void *values);

// What makes one stream's elements, compiled for one vector level; a missing one is NULL. A stream
// has either fills, or is one of MT19937 and has advances.
struct fill_level {
    enum isa isa;
    fill_function *plain[ELEMENT_TYPES];
    fill_function *streaming[ELEMENT_TYPES];
    mt19937_advance *plain_advance;
    mt19937_advance *streaming_advance;
};

// How a stream of MT19937 is made (f64 only). A fill of it would have to find its way from the seed
// each time, so a cursor (cursor.h) does so, and stays.
struct mt19937_stream {
    void (*start)(uint64_t seed, struct mt19937 *window); // the window before element 0
    mt19937_advance *reference;
};

struct stream {
    const char *name;    // what --stream says
    const char *summary; // one line for help
    enum generator generator;
    enum seeding seeding;
    // The plain scalar reference, written to be read against the definition; NULL for a type the
    // stream does not have. Everything else is compared with it.
    fill_function *reference[ELEMENT_TYPES];
    const struct mt19937_stream *mt19937; // NULL: of another generator
    uint64_t seed_most;                   // the largest seed; 0: any
    // Fastest last; level 0 is ISA_SCALAR and runs anywhere. Levels this build lacks are left out.
    const struct fill_level *levels;
    size_t level_count;
};

// NULL-terminated, the default stream first.
extern const struct stream *const streams[];

// NULL if there is none of that name.
const struct stream *stream_find(const char *name);

// What makes the stream at this level (ISA_AUTO: at the fastest this processor runs). NULL where
// the stream lacks the type, the build lacks the level or the processor can't run it.
const struct fill_level *stream_level(const struct stream *stream, enum element_type type,
                                      enum isa isa);

// That level's fill, where the stream has fills; *used says which level it is.
fill_function *stream_fill(const struct stream *stream, enum element_type type, enum isa isa,
                           enum stores stores, enum isa *used);

bool stream_takes_seed(const struct stream *stream, uint64_t seed);

size_t element_bytes(enum element_type type); // 8 or 4
const char *element_name(size_t type);        // "f64", "f32"; NULL past the last

// Bytes to leave free before element `first` in 64-byte aligned memory, so that fills run on
// their aligned path: first * element_bytes modulo 64.
size_t stream_alignment_offset(enum element_type type, uint64_t first);

const char *stores_name(size_t stores); // "auto", "plain", "streaming"; NULL past the last

#endif
