// Finding the way in a stream.
// SPDX-License-Identifier: MIT
#include "streams/cursor.h"

static void stand_at_start(struct cursor *cursor) {
    cursor->next = 0;
    cursor->mt19937->start(cursor->seed, &cursor->at_next);
}

static void begin(struct cursor *cursor, const struct stream *stream, uint64_t seed) {
    cursor->seed = seed;
    cursor->mt19937 = stream->mt19937;
    cursor->stride = 0;
    if (cursor->mt19937) {
        stand_at_start(cursor);
        cursor->place = 0;
        cursor->at_place = cursor->at_next;
    }
}

void cursor_set(struct cursor *cursor, const struct stream *stream, enum element_type type,
                uint64_t seed, const struct fill_level *level, enum stores stores) {
    const bool streaming = stores == STORES_STREAMING;
    cursor->fill = streaming ? level->streaming[type] : level->plain[type];
    cursor->advance = streaming ? level->streaming_advance : level->plain_advance;
    begin(cursor, stream, seed);
}

void cursor_of_reference(struct cursor *cursor, const struct stream *stream, enum element_type type,
                         uint64_t seed) {
    cursor->fill = stream->mt19937 ? NULL : stream->reference[type];
    cursor->advance = stream->mt19937 ? stream->mt19937->reference : NULL;
    begin(cursor, stream, seed);
}

static void jump(struct cursor *cursor, uint64_t first) {
    const uint64_t stride = first - cursor->next;
    if (cursor->stride != stride) {
        mt19937_jump_over(MT19937_WORDS_AN_ELEMENT * stride, &cursor->jump);
        cursor->stride = stride;
    }
    mt19937_take(&cursor->jump, &cursor->at_next);
    cursor->next = first;
}

// From the nearest window that is not past it.
static void go_to(struct cursor *cursor, uint64_t first) {
    if (first == cursor->place || (first > cursor->place && first < cursor->next)) {
        cursor->at_next = cursor->at_place;
        cursor->next = cursor->place;
    } else if (first < cursor->next) {
        stand_at_start(cursor);
    }
    if (first != cursor->next)
        jump(cursor, first);
}

void cursor_seek(struct cursor *cursor, uint64_t first) {
    if (cursor->mt19937) {
        go_to(cursor, first);
        cursor->place = first;
        cursor->at_place = cursor->at_next;
    }
}

void cursor_fill(struct cursor *cursor, uint64_t first, uint64_t count, void *values) {
    if (!cursor->mt19937) {
        cursor->fill(cursor->seed, first, count, values);
        return;
    }
    go_to(cursor, first);
    cursor->advance(&cursor->at_next, count, values);
    cursor->next = first + count;
}
