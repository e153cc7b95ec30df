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

#endif
