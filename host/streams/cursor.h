// A cursor: one worker's place in a stream. Every fill of a stream goes through one.
//
// Where each element is made on its own, a cursor is only the function that does so. In a stream of
// MT19937 it holds windows: one where it stands, behind the elements it filled last, and one
// where it was told to stand. So both to go on and to fill the same slice again are free; any other
// place takes a jump, of up to 4 ms.
//
// A cursor is plain data with nothing to free: it can lie in memory that processes share.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_CURSOR_H
#define GPUBENCH_STREAMS_CURSOR_H

#include "streams/mt19937.h"
#include "streams/stream.h"

struct cursor {
    uint64_t seed;
    fill_function *fill;      // NULL in a stream of MT19937
    mt19937_advance *advance; // NULL elsewhere
    const struct mt19937_stream *mt19937;
    uint64_t place, next; // the elements that the windows stand before
    struct mt19937 at_place, at_next;
    uint64_t stride;          // elements that the jump below passes over; 0: none yet
    struct mt19937_jump jump; // kept, as the next one is often as long
};

// A cursor before element 0. level: of this stream, for this type.
void cursor_set(struct cursor *cursor, const struct stream *stream, enum element_type type,
                uint64_t seed, const struct fill_level *level, enum stores stores);

// The same, for the stream's plain scalar reference, where it has one for the type.
void cursor_of_reference(struct cursor *cursor, const struct stream *stream, enum element_type type,
                         uint64_t seed);

// Has the cursor stand before element first, and keep that place.
void cursor_seek(struct cursor *cursor, uint64_t first);

// Writes elements [first, first + count) to values: see fill_function.
void cursor_fill(struct cursor *cursor, uint64_t first, uint64_t count, void *values);

#endif
