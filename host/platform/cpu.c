// The vector levels of processors: names, and what this one runs.
// SPDX-License-Identifier: MIT
#include "platform/cpu.h"

static bool runs_anywhere(void) {
    return true;
}

#if defined(__x86_64__)

// The compiler's run-time library reads CPUID, and XGETBV for what the kernel saves on a switch.
static bool runs_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool runs_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

#endif

// runs NULL: no processor of this build's architecture has the level.
static const struct {
    const char *name;
    bool (*runs)(void);
} levels[ISA_COUNT] = {
    [ISA_AUTO] = {"auto", runs_anywhere}, [ISA_SCALAR] = {"scalar", runs_anywhere},
#if defined(__x86_64__) // whose baseline includes SSE2
    [ISA_SSE2] = {"sse2", runs_anywhere}, [ISA_NEON] = {"neon", NULL},
    [ISA_AVX2] = {"avx2", runs_avx2},     [ISA_AVX512] = {"avx512", runs_avx512},
#elif defined(__aarch64__) // whose baseline includes NEON
    [ISA_SSE2] = {"sse2", NULL},          [ISA_NEON] = {"neon", runs_anywhere},
    [ISA_AVX2] = {"avx2", NULL},          [ISA_AVX512] = {"avx512", NULL},
#else
    [ISA_SSE2] = {"sse2", NULL},          [ISA_NEON] = {"neon", NULL},
    [ISA_AVX2] = {"avx2", NULL},          [ISA_AVX512] = {"avx512", NULL},
#endif
};

const char *isa_name(size_t isa) {
    return isa < ISA_COUNT ? levels[isa].name : NULL;
}

bool isa_runs(enum isa isa) {
    return levels[isa].runs && levels[isa].runs();
}
