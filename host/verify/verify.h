// Proof that a list is right: comparison with the plain reference, and the digest.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_VERIFY_VERIFY_H
#define GPUBENCH_VERIFY_VERIFY_H

#include "platform/topology.h"
#include "status.h"
#include "streams/stream.h"

#include <stddef.h>
#include <stdint.h>

// The digest's mix of one element: bits is the value's bit pattern (f32 widened with zeros), n its
// index in the stream. A digest is the sum of mixes modulo 2^64, so slices add up.
uint64_t digest_mix(uint64_t bits, uint64_t n);

// Digest of values, which are elements [first, first + count).
uint64_t digest_values(enum element_type type, uint64_t first, uint64_t count, const void *values);

// Compares values bit for bit with the stream's scalar reference and adds their digest to *digest,
// on the planned workers' processors. STATUS_WRONG: the sentence names the first wrong element, its
// value and the right one, and how many differ.
MUST_CHECK enum status verify_values(const struct stream *stream, enum element_type type,
                                     uint64_t seed, uint64_t first, uint64_t count,
                                     const void *values, const struct cpu_plan *cpus,
                                     uint64_t *digest, struct error *error);

// For lists whose seeds nobody knows: every list of `size` elements (element n is of list n / size)
// must be an unbroken piece of the stream under some seed, and begin unlike the list before it.
// What a list too short for that can be held against is the range of the values alone.
// STATUS_UNAVAILABLE for a stream that is no recurrence: any value could be of some seed there.
MUST_CHECK enum status verify_kind(const struct stream *stream, enum element_type type,
                                   uint64_t size, uint64_t first, uint64_t count,
                                   const void *values, struct error *error);

#endif
