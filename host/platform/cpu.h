// The vector levels of processors, and which of them this one runs.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_CPU_H
#define GPUBENCH_PLATFORM_CPU_H

#include <stdbool.h>
#include <stddef.h>

// In rising order of speed within an architecture.
enum isa { ISA_AUTO, ISA_SCALAR, ISA_SSE2, ISA_NEON, ISA_AVX2, ISA_AVX512, ISA_COUNT };

// "auto", "scalar", "sse2", "neon", "avx2", "avx512": what --isa says.
// NULL past the last.
const char *isa_name(size_t isa);

// Whether this processor and kernel run the level (AVX2 here means AVX2 and FMA; AVX-512 means
// F, VL, DQ and BW). ISA_AUTO and ISA_SCALAR always.
bool isa_runs(enum isa isa);

#endif
