// Records vectors/curand.txt from the real libcurand, for machines that have none:
//
//   record_curand > tests/vectors/curand.txt
//
// Each line is the type, the seed, the index of the first element, and eight elements as
// hexadecimal bit patterns. They stand at the beginning, at the middle and across the end of rows
// of 262,144 elements, some of which are the last before a counter needs its second word.
// SPDX-License-Identifier: MIT
#include "curand_host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CURAND_HEADER

enum { TAKEN = 8 };

static void print_taken(enum element_type type, uint64_t seed, uint64_t first, const char *values) {
    printf("%s %" PRIu64 " %" PRIu64, element_name(type), seed, first);
    for (int i = 0; i < TAKEN; i++) {
        uint64_t bits = 0; // little-endian, so that a narrower value fills the low bytes
        memcpy(&bits, values + (size_t)i * element_bytes(type), element_bytes(type));
        printf(" %0*" PRIx64, (int)element_bytes(type) * 2, bits);
    }
    printf("\n");
}

static bool record_row(const struct curand_host *host, enum element_type type, uint64_t seed,
                       uint64_t row, char *values) {
    static const uint64_t skips[] = {0, 131071, CURAND_GRID - 4};
    const uint64_t first = row * CURAND_GRID;
    curandGenerator_t generator = curand_host_generator(host, type, seed, first);
    if (!generator || !curand_host_generate(host, generator, type, CURAND_GRID + TAKEN, values))
        return false;
    for (size_t i = 0; i < sizeof skips / sizeof *skips; i++)
        print_taken(type, seed, first + skips[i], values + skips[i] * element_bytes(type));
    host->curand.curandDestroyGenerator(generator);
    return true;
}

static bool record(const struct curand_host *host, char *values) {
    static const uint64_t seeds[] = {0, 1234, UINT64_MAX};
    static const uint64_t rows[] = {0, 37, (1ull << 31) - 1, (1ull << 32) - 1, (1ull << 38) - 1};
    for (int type = 0; type < ELEMENT_TYPES; type++) {
        for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
            for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
                if (!record_row(host, (enum element_type)type, seeds[s], rows[r], values))
                    return false;
        }
    }
    return true;
}

int main(void) {
    struct curand_host host;
    struct error error;
    if (curand_host_open(&host, &error) != STATUS_OK) {
        fprintf(stderr, "record_curand: %s\n", error.message);
        return EXIT_FAILURE;
    }
    char *values = malloc((CURAND_GRID + TAKEN) * sizeof(double));
    if (!values || !record(&host, values)) {
        fprintf(stderr, "record_curand: cuRAND or the system refused\n");
        return EXIT_FAILURE;
    }
    free(values);
    library_close(host.library);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#else

int main(void) {
    fprintf(stderr, "record_curand: built without cuRAND's header; install it and build again\n");
    return EXIT_FAILURE;
}

#endif
