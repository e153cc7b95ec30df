// Opening the CUDA driver, and its errors in sentences.
// SPDX-License-Identifier: MIT
#include "backends/cuda/api.h"

#include <stdio.h>

#define MEND                                                                                       \
    "install NVIDIA's driver for the card (in a container: start it with the card, as docker's "   \
    "--gpus all does)"

static const struct library_request request = {
    .what = "NVIDIA's CUDA driver",
    .sonames = (const char *const[]){"libcuda.so.1", NULL},
    .folders = NULL,
    .mend = MEND,
    .symbols = cuda_symbols,
    .symbol_count = sizeof cuda_symbols / sizeof cuda_symbols[0],
};

// What to do about a code. Those that are not here point to a mistake in this program.
static const struct meaning {
    CUresult code;
    enum status status;
    const char *mend;
} meanings[] = {
    {CUDA_ERROR_NO_DEVICE, STATUS_UNAVAILABLE,
     "the driver finds no card to use: `nvidia-smi` must list one, a card that is partitioned "
     "(MIG) must have a part (`nvidia-smi mig -lgi`), and CUDA_VISIBLE_DEVICES must not hide it"},
    {CUDA_ERROR_DEVICE_UNAVAILABLE, STATUS_UNAVAILABLE,
     "another program has the card to itself, or its compute mode forbids use: end that program, "
     "or `nvidia-smi -c DEFAULT`"},
    {CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, STATUS_UNAVAILABLE,
     "the driver's library and kernel module are of different versions: restart the machine"},
    {CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE, STATUS_UNAVAILABLE,
     "this card does not take a newer driver's library: update the driver itself"},
    {CUDA_ERROR_STUB_LIBRARY, STATUS_UNAVAILABLE,
     "the toolkit's stub of libcuda.so was found in place of the driver's library: take the "
     "folder stubs/ out of LD_LIBRARY_PATH"},
    {CUDA_ERROR_SYSTEM_NOT_READY, STATUS_UNAVAILABLE,
     "the card's fabric manager or another service of the driver is not running: start it"},
    {CUDA_ERROR_NO_BINARY_FOR_GPU, STATUS_UNAVAILABLE,
     "this program has no kernel for the card's architecture: build it with a newer toolkit"},
    {CUDA_ERROR_UNSUPPORTED_PTX_VERSION, STATUS_UNAVAILABLE,
     "the driver is older than the toolkit this program was built with: update the driver"},
    {CUDA_ERROR_INVALID_PTX, STATUS_UNAVAILABLE,
     "the driver can't compile the kernel for this card: update the driver"},
    {CUDA_ERROR_JIT_COMPILER_NOT_FOUND, STATUS_UNAVAILABLE,
     "the driver's compiler, libnvidia-ptxjitcompiler, is not installed: install all of the "
     "driver"},
    {CUDA_ERROR_OUT_OF_MEMORY, STATUS_MEMORY,
     "ask for smaller or fewer lists, or end other programs that hold the card's or the host's "
     "memory (`nvidia-smi` lists them)"},
    {CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED, STATUS_DRIVER,
     "try --delivery pageable, which pins no list"},
    {CUDA_ERROR_NOT_SUPPORTED, STATUS_UNAVAILABLE,
     "the card or the system can't do it (confidential computing, virtual machines); --delivery "
     "pageable pins no list"},
    {CUDA_ERROR_NOT_PERMITTED, STATUS_UNAVAILABLE,
     "the driver does not allow it here (confidential computing, virtual machines); --delivery "
     "pageable pins no list"},
    {CUDA_ERROR_OPERATING_SYSTEM, STATUS_SYSTEM,
     "the system refused the driver something; `dmesg` may say what"},
    {CUDA_ERROR_LAUNCH_TIMEOUT, STATUS_DRIVER,
     "the kernel ran longer than a card with a screen allows: use another card, or smaller lists"},
    {CUDA_ERROR_LAUNCH_FAILED, STATUS_DRIVER,
     "the kernel failed on the card: `dmesg | grep -i xid` says more; compute-sanitizer finds the "
     "place"},
    {CUDA_ERROR_ILLEGAL_ADDRESS, STATUS_DRIVER,
     "a kernel used memory that is not its own: compute-sanitizer finds the place"},
    {CUDA_ERROR_MISALIGNED_ADDRESS, STATUS_DRIVER,
     "a kernel used a misaligned address: compute-sanitizer finds the place"},
    {CUDA_ERROR_ECC_UNCORRECTABLE, STATUS_LOST,
     "the card's memory has an error it could not correct: restart the machine, and have the card "
     "looked at (`nvidia-smi -q -d ECC`)"},
    {CUDA_ERROR_UNKNOWN, STATUS_LOST,
     "the card was lost or the driver is in disorder: `nvidia-smi` and `dmesg | grep -i xid` say "
     "more; restart the machine"},
};

static const struct meaning *meaning_of(CUresult code) {
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return &meanings[i];
    return NULL;
}

enum status cuda_check(const struct cuda_api *api, CUresult code, const char *purpose,
                       struct error *error) {
    const struct meaning *meaning = meaning_of(code);
    const char *name = NULL;
    if (code == CUDA_SUCCESS)
        return STATUS_OK;
    if (api->cuGetErrorName(code, &name) != CUDA_SUCCESS || !name)
        name = "an unknown error";
    return fail(error, meaning ? meaning->status : STATUS_DRIVER, "CUDA could not %s: %s (%d); %s",
                purpose, name, (int)code,
                meaning ? meaning->mend : "update the driver, or choose another backend");
}

// Within one major version, drivers run what a newer toolkit made.
static enum status check_version(const struct cuda_api *api, struct error *error) {
    int version = 0;
    (void)api->cuDriverGetVersion(&version);
    if (version / 1000 >= CUDA_VERSION / 1000)
        return STATUS_OK;
    return fail(error, STATUS_UNAVAILABLE,
                "the driver knows CUDA %d.%d, and this program was built with CUDA %d.%d; update "
                "the driver, or build with an older toolkit",
                version / 1000, version % 1000 / 10, CUDA_VERSION / 1000, CUDA_VERSION % 1000 / 10);
}

enum status cuda_open(struct cuda_api *api, struct error *error) {
    struct library_request first = request;
    void *handle;
    first.symbol_count = CUDA_FIRST_FUNCTIONS;
    TRY(library_open(&first, api, &handle, error));
    library_close(handle);
    TRY(check_version(api, error));
    TRY(library_open(&request, api, &handle, error));
    library_close(handle);
    return cuda_check(api, api->cuInit(0), "start its driver", error);
}
