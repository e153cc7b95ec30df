// Opening cuRAND, its errors in sentences, and the stream `curand` made with a generator of it.
// SPDX-License-Identifier: MIT
#include "backends/curand/library.h"

#ifdef HAVE_CURAND_HEADER

#include <stdio.h>

static const struct library_request request = {
    .what = "NVIDIA's cuRAND",
    .sonames = (const char *const[]){"libcurand.so.10", NULL},
    .folders = (const char *const[]){"/usr/local/cuda/lib64", "/usr/local/cuda/lib",
                                     "/opt/cuda/lib64", CURAND_FOLDER, NULL},
    .mend = "install it (a CUDA toolkit, or the package nvidia-curand from PyPI) and name its "
            "folder in LD_LIBRARY_PATH",
    .symbols = curand_symbols,
    .symbol_count = sizeof curand_symbols / sizeof curand_symbols[0],
};

static const struct meaning {
    curandStatus_t code;
    enum status status;
    const char *text, *mend;
} meanings[] = {
    {CURAND_STATUS_VERSION_MISMATCH, STATUS_UNAVAILABLE, "version mismatch",
     "install the version of cuRAND that this program was built with"},
    {CURAND_STATUS_ALLOCATION_FAILED, STATUS_MEMORY, "allocation failed",
     "end other programs that hold memory (`nvidia-smi` lists the card's)"},
    {CURAND_STATUS_INITIALIZATION_FAILED, STATUS_UNAVAILABLE, "initialisation failed",
     "the driver may be older than this cuRAND, or the card in use by another program alone: "
     "update "
     "the driver, or see what `nvidia-smi` says"},
    {CURAND_STATUS_ARCH_MISMATCH, STATUS_UNAVAILABLE, "architecture mismatch",
     "this cuRAND has no code for the card: install a version of its time"},
    {CURAND_STATUS_PREEXISTING_FAILURE, STATUS_LOST, "a failure before",
     "the card was in disorder already: `nvidia-smi` and `dmesg | grep -i xid` say more"},
    {CURAND_STATUS_LAUNCH_FAILURE, STATUS_DRIVER, "a kernel failed",
     "`nvidia-smi` and `dmesg | grep -i xid` say more"},
    {CURAND_STATUS_NOT_INITIALIZED, STATUS_DRIVER, "not initialised", "reinstall cuRAND"},
    {CURAND_STATUS_TYPE_ERROR, STATUS_DRIVER, "wrong generator type", "reinstall cuRAND"},
    {CURAND_STATUS_OUT_OF_RANGE, STATUS_DRIVER, "argument out of range", "ask for other lists"},
    {CURAND_STATUS_INTERNAL_ERROR, STATUS_DRIVER, "internal error", "reinstall cuRAND"},
};

static const struct meaning unknown = {
    .status = STATUS_DRIVER, .text = "unexpected status", .mend = "install another version of it"};

static const struct meaning *meaning_of(curandStatus_t code) {
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return &meanings[i];
    return &unknown;
}

enum status curand_check(curandStatus_t code, const char *purpose, struct error *error) {
    const struct meaning *meaning = meaning_of(code);
    return code == CURAND_STATUS_SUCCESS
               ? STATUS_OK
               : fail(error, meaning->status, "cuRAND failed to %s: %s (status %d); %s", purpose,
                      meaning->text, (int)code, meaning->mend);
}

static enum status read_version(const struct curand_api *curand, char version[CURAND_VERSION_SIZE],
                                struct error *error) {
    int number = 0;
    (void)curand->curandGetVersion(&number);
    snprintf(version, CURAND_VERSION_SIZE, "%d.%d.%d", number / 1000, number / 100 % 10,
             number % 100);
    if (number / 1000 != CURAND_VER_MAJOR) {
        return fail(error, STATUS_UNAVAILABLE,
                    "%s %s was found, but this program was built for version %d; %s", request.what,
                    version, CURAND_VER_MAJOR, request.mend);
    }
    return STATUS_OK;
}

enum status curand_open(struct curand_api *curand, void **library,
                        char version[CURAND_VERSION_SIZE], struct error *error) {
    TRY(library_open(&request, curand, library, error));
    return read_version(curand, version, error);
}

enum status curand_set_up(const struct curand_api *curand, curandGenerator_t generator,
                          uint64_t seed, struct error *error) {
    TRY(curand_check(curand->curandSetGeneratorOrdering(generator, CURAND_ORDERING_PSEUDO_LEGACY),
                     "take the ordering LEGACY", error));
    return curand_check(curand->curandSetPseudoRandomGeneratorSeed(generator, seed),
                        "take the seed", error);
}

enum status curand_go_to(const struct curand_api *curand, curandGenerator_t generator,
                         enum element_type type, uint64_t element, struct error *error) {
    const uint64_t words_an_element = element_bytes(type) / sizeof(uint32_t);
    return curand_check(curand->curandSetGeneratorOffset(generator, element * words_an_element),
                        "go to an offset", error);
}

enum status curand_generate(const struct curand_api *curand, curandGenerator_t generator,
                            enum element_type type, void *values, uint64_t count,
                            struct error *error) {
    if (count == 0) // cuRAND takes it for a mistake
        return STATUS_OK;
    return curand_check(type == ELEMENT_F64
                            ? curand->curandGenerateUniformDouble(generator, values, count)
                            : curand->curandGenerateUniform(generator, values, count),
                        "generate", error);
}

#endif
