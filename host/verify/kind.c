// Lists of unknown seeds held against the recurrence of their stream.
//
// Every bit of MT19937's words follows the linear recurrence whose polynomial is the characteristic
// one, and tempering only adds bits of one word to each other, so every bit of its outputs does so
// too: the sum over GF(2) of the outputs at the polynomial's 135 exponents, counted from anywhere,
// is zero. A double has the upper 27 bits of one output and the upper 26 of the next, so 26 bits of
// every output can be seen. One element that is wrong, lost or twice there breaks 135 sums.
// SPDX-License-Identifier: MIT
#include "streams/mt19937.h"
#include "streams/mt19937_terms.h"
#include "verify/verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEGREE = MT19937_DEGREE,
    TERMS = sizeof mt19937_terms / sizeof *mt19937_terms,
    BLOCK = 8192, // sums at once: 112 KB of outputs
};

// The bits that can be seen of the two outputs behind an element. STATUS_WRONG where there are none
// that make the value.
static enum status see_outputs(const double *value, uint64_t n, uint32_t outputs[2],
                               struct error *error) {
    const double scaled = *value * 0x1p53;
    if (!(*value >= 0 && *value < 1) || scaled != floor(scaled)) {
        return fail(error, STATUS_WRONG,
                    "element %llu is %.17g, which is no multiple of 2^-53 in [0, 1)",
                    (unsigned long long)n, *value);
    }
    const uint64_t bits = (uint64_t)scaled;
    outputs[0] = (uint32_t)(bits >> 27);
    outputs[1] = (uint32_t)(bits & 0x03FFFFFF);
    return STATUS_OK;
}

static void add(uint32_t *restrict sums, const uint32_t *restrict outputs) {
    for (size_t i = 0; i < BLOCK; i++)
        sums[i] ^= outputs[i];
}

// The first of so many sums that is not zero; their number if all are.
static size_t first_broken(const uint32_t *outputs, size_t count) {
    uint32_t sums[BLOCK];
    memcpy(sums, outputs + DEGREE, sizeof sums);
    for (size_t i = 0; i < TERMS; i++)
        add(sums, outputs + mt19937_terms[i]);
    size_t good = 0;
    while (good < count && sums[good] == 0)
        good++;
    return good;
}

// A piece of one list, element `first` being its first, in blocks that overlap by the degree.
static enum status check_piece(uint64_t first, uint64_t count, const double *values,
                               uint32_t *outputs, struct error *error) {
    size_t seen = 0; // outputs in memory: the last ones
    for (uint64_t done = 0; done < count || seen > DEGREE;) {
        while (done < count && seen < DEGREE + BLOCK) {
            TRY(see_outputs(&values[done], first + done, outputs + seen, error));
            seen += 2;
            done++;
        }
        const size_t sums = seen > DEGREE ? seen - DEGREE : 0;
        const size_t good = sums < BLOCK ? sums : BLOCK;
        const size_t broken = first_broken(outputs, good);
        if (broken < good) {
            return fail(error, STATUS_WRONG,
                        "elements up to %llu are no piece of MT19937, whatever the seed",
                        (unsigned long long)(first + done - (seen - DEGREE - broken) / 2));
        }
        memmove(outputs, outputs + good, (seen - good) * sizeof *outputs);
        seen -= good;
    }
    return STATUS_OK;
}

// Whether this list begins as the one before it.
static bool repeats(uint64_t size, uint64_t first, uint64_t done, const double *values) {
    return (first + done) % size == 0 && done >= size && size >= 2 &&
           memcmp(values + done, values + done - size, 2 * sizeof *values) == 0;
}

static enum status check_lists(uint64_t size, uint64_t first, uint64_t count, const double *values,
                               uint32_t *outputs, struct error *error) {
    for (uint64_t done = 0; done < count;) {
        const uint64_t rest = size - (first + done) % size;
        const uint64_t piece = rest < count - done ? rest : count - done;
        if (repeats(size, first, done, values)) {
            return fail(error, STATUS_WRONG, "list %llu begins as the one before it",
                        (unsigned long long)((first + done) / size));
        }
        TRY(check_piece(first + done, piece, values + done, outputs, error));
        done += piece;
    }
    return STATUS_OK;
}

enum status verify_kind(const struct stream *stream, enum element_type type, uint64_t size,
                        uint64_t first, uint64_t count, const void *values, struct error *error) {
    if (stream->generator != GENERATOR_MT19937 || type != ELEMENT_F64 || size == 0) {
        return fail(error, STATUS_UNAVAILABLE,
                    "lists of unknown seeds can't be held against the stream %s", stream->name);
    }
    // One element may reach beyond a block, and a short list's sums are taken with zeros behind.
    uint32_t *outputs = calloc(DEGREE + 2 * BLOCK, sizeof *outputs);
    if (!outputs)
        return fail(error, STATUS_MEMORY, "no memory to check lists in");
    const enum status status = check_lists(size, first, count, values, outputs, error);
    free(outputs);
    return status;
}
