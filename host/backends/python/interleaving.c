// Walks along the stream; each element must be the next one of some thread's list. A thread takes
// thousands of elements before another has its turn, so the list that had the last is tried first.
// SPDX-License-Identifier: MIT
#include "backends/python/interleaving.h"

#include "streams/cursor.h"
#include "streams/python.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024 }; // elements of the stream made at once

struct walk {
    const double *taken;
    uint64_t size, lists;
    uint64_t list;  // that had the last element
    uint64_t *next; // index of each list's next element
};

static bool has_next(const struct walk *walk, uint64_t list, double value) {
    return walk->next[list] < walk->size &&
           memcmp(&walk->taken[list * walk->size + walk->next[list]], &value, sizeof value) == 0;
}

// Takes the value from the list that has it next; false if none does.
static bool take(struct walk *walk, double value) {
    for (uint64_t tried = 0; tried < walk->lists; tried++) {
        if (has_next(walk, walk->list, value)) {
            walk->next[walk->list]++;
            return true;
        }
        walk->list = walk->list + 1 < walk->lists ? walk->list + 1 : 0;
    }
    return false;
}

// What was not taken, list by list.
static void take_rest(const struct walk *walk, double *to) {
    for (uint64_t list = 0; list < walk->lists; list++) {
        const uint64_t left = walk->size - walk->next[list];
        memcpy(to, walk->taken + list * walk->size + walk->next[list], left * sizeof *to);
        to += left;
    }
}

static void undo(struct walk *walk, uint64_t seed, double *in_order) {
    const uint64_t count = walk->size * walk->lists;
    struct cursor cursor;
    cursor_of_reference(&cursor, &stream_python, ELEMENT_F64, seed);
    for (uint64_t done = 0; done < count;) {
        double block[BLOCK];
        const uint64_t share = count - done < BLOCK ? count - done : BLOCK;
        cursor_fill(&cursor, done, share, block);
        for (uint64_t i = 0; i < share; i++, done++) {
            if (!take(walk, block[i])) {
                take_rest(walk, in_order + done);
                return;
            }
            in_order[done] = block[i];
        }
    }
}

void interleaving_undo(uint64_t seed, uint64_t size, uint64_t lists, const double *taken,
                       double *in_order) {
    struct walk walk = {
        .taken = taken, .size = size, .lists = lists, .next = calloc(lists, sizeof *walk.next)};
    if (walk.next)
        undo(&walk, seed, in_order);
    else // then they are compared as they were taken, and found wrong
        memcpy(in_order, taken, size * lists * sizeof *taken);
    free(walk.next);
}
