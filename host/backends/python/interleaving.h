// Lists that several threads took from one generator, put back into its order.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_INTERLEAVING_H
#define GPUBENCH_BACKENDS_INTERLEAVING_H

#include <stdint.h>

// taken: `lists` lists of `size` elements, each in the order in which its thread took them from the
// stream python. Writes all to in_order as the stream has them, so that an element taken twice,
// lost or changed is where in_order differs from the stream: there the rest follows as it was
// taken.
void interleaving_undo(uint64_t seed, uint64_t size, uint64_t lists, const double *taken,
                       double *in_order);

#endif
