// The software CUDA device refuses what the real driver refuses, fails where a test wants it to,
// and tells what was never freed.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_FOLDER
#include <stdio.h>
int main(void) {
    puts("skipped: CUDA's headers were not found, so there is no software device");
    return 77;
}
#else

#include "softcuda_child.h"

enum { COUNT = 100, BYTES = 4 * COUNT };

// --- Refusals ----------------------------------------------------------------------------------

static void pointers_are_checked(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    const CUdeviceptr out = allocate(BYTES);
    uint32_t host[COUNT] = {0};
    uint32_t *pin = pinned(BYTES);
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoH(host, out, BYTES + 1));
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoH(host, (uintptr_t)host, BYTES));
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoH(NULL, out, BYTES));
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoH((void *)(uintptr_t)out, out, BYTES));
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoHAsync(pin + 1, out, BYTES, NULL));
    REFUSED(INVALID_VALUE, api.cuMemsetD8(out + 1, 0, BYTES));
    REFUSED(INVALID_VALUE, api.cuMemFree(out + 4));
    GOOD(api.cuMemFree(out));
    REFUSED(INVALID_VALUE, api.cuMemFree(out));
    REFUSED(INVALID_VALUE, api.cuMemcpyDtoH(host, out, BYTES));
    REFUSED(INVALID_VALUE, api.cuMemFreeHost(host));
    REFUSED(HOST_MEMORY_NOT_REGISTERED, api.cuMemHostUnregister(host));
    GOOD(api.cuMemHostRegister(host, sizeof host, 0));
    REFUSED(HOST_MEMORY_ALREADY_REGISTERED, api.cuMemHostRegister(host, sizeof host, 0));
    GOOD(api.cuMemHostUnregister(host));
    GOOD(api.cuModuleUnload(module));
    REFUSED(INVALID_HANDLE, launch_set(set, out, COUNT, 1, NULL));
    REFUSED(INVALID_HANDLE, api.cuModuleUnload(module));
}

static void handles_are_checked(void) {
    const CUcontext first = open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    const CUdeviceptr out = allocate(BYTES);
    const CUstream stream = stream_of_kind(0);
    CUevent event = NULL;
    GOOD(api.cuEventCreate(&event, 0));
    const CUcontext second = open_device(1);
    REFUSED(INVALID_HANDLE, launch_set(set, out, COUNT, 1, NULL));
    REFUSED(INVALID_HANDLE, api.cuStreamSynchronize(stream));
    REFUSED(INVALID_HANDLE, api.cuEventRecord(event, NULL));
    REFUSED(INVALID_HANDLE, api.cuStreamSynchronize((CUstream)event));
    GOOD(api.cuCtxSetCurrent(first));
    GOOD(api.cuStreamDestroy(stream));
    REFUSED(INVALID_HANDLE, api.cuStreamDestroy(stream));
    REFUSED(INVALID_HANDLE, launch_set(set, out, COUNT, 1, stream));
    GOOD(api.cuCtxSetCurrent(NULL));
    REFUSED(INVALID_CONTEXT, api.cuMemFree(out));
    GOOD(api.cuCtxSetCurrent(second));
    GOOD(api.cuDevicePrimaryCtxRelease(1));
    REFUSED(CONTEXT_IS_DESTROYED, api.cuCtxSynchronize());
    REFUSED(INVALID_CONTEXT, api.cuDevicePrimaryCtxRelease(1));
}

static void launches_are_checked(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    void *none[] = {NULL, NULL, NULL};
    REFUSED(INVALID_VALUE, api.cuLaunchKernel(set, 0, 1, 1, 64, 1, 1, 0, NULL, none, NULL));
    REFUSED(INVALID_VALUE, api.cuLaunchKernel(set, 1, 1, 1, 2048, 1, 1, 0, NULL, none, NULL));
    REFUSED(INVALID_VALUE, api.cuLaunchKernel(set, 1, 1, 1, 64, 1, 1, 1 << 20, NULL, none, NULL));
    REFUSED(INVALID_VALUE, api.cuLaunchKernel(set, 1, 1, 1, 64, 1, 1, 0, NULL, none, NULL));
    CUfunction other = NULL;
    REFUSED(NOT_FOUND, api.cuModuleGetFunction(&other, module, "other"));
    REFUSED(INVALID_PTX, api.cuModuleLoadData(&module, "no PTX"));
    REFUSED(NO_BINARY_FOR_GPU, api.cuModuleLoadData(&module, "\177ELF of a cubin"));
}

static void broken_context_stays_broken(void) {
    const CUcontext first = open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    const CUdeviceptr out = allocate(BYTES);
    CUdeviceptr more = 0;
    GOOD(launch_set(set, out, COUNT + 64, 1, NULL)); // found out later
    REFUSED(ILLEGAL_ADDRESS, api.cuCtxSynchronize());
    REFUSED(ILLEGAL_ADDRESS, api.cuMemAlloc(&more, 4));
    REFUSED(ILLEGAL_ADDRESS, launch_set(set, out, COUNT, 1, NULL));
    REFUSED(ILLEGAL_ADDRESS, api.cuMemFree(out));
    const CUcontext second = open_device(1); // the other one works
    uint32_t host[COUNT];
    const CUdeviceptr good = allocate(BYTES);
    GOOD(launch_set(load_set(&module), good, COUNT, 3, NULL));
    GOOD(api.cuMemcpyDtoH(host, good, BYTES));
    CHECK(host[0] == 3);
    // A kernel can't reach another device's memory.
    GOOD(launch_set(load_set(&module), out, COUNT, 3, NULL));
    REFUSED(ILLEGAL_ADDRESS, api.cuCtxSynchronize());
    CHECK(first != second);
    GOOD(api.cuDevicePrimaryCtxRelease(0));
    open_device(0); // a new one works
    GOOD(api.cuMemFree(allocate(16)));
}

static void misaligned_address_is_found(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    GOOD(launch_set(set, allocate(BYTES) + 2, 4, 1, NULL));
    REFUSED(MISALIGNED_ADDRESS, api.cuCtxSynchronize());
}

static void fork_inherits_nothing(void) {
    open_device(0);
    CUdeviceptr pointer = 0;
    const pid_t child = fork();
    if (child == 0) {
        REFUSED(NOT_INITIALIZED, api.cuInit(0));
        REFUSED(NOT_INITIALIZED, api.cuMemAlloc(&pointer, 4));
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
}

static void test_wrong_calls_are_refused(void **state) {
    (void)state;
    passes("", pointers_are_checked);
    passes("DEVICES=2", handles_are_checked);
    passes("", launches_are_checked);
    passes("DEVICES=2", broken_context_stays_broken);
    passes("", misaligned_address_is_found);
    passes("", fork_inherits_nothing);
}

// --- Machines that are not as they should be ---------------------------------------------------

static void no_device(void) {
    REFUSED(NO_DEVICE, api.cuInit(0));
}

static void context_is_refused(void) {
    CUcontext context = NULL;
    GOOD(api.cuInit(0));
    REFUSED(DEVICE_UNAVAILABLE, api.cuDevicePrimaryCtxRetain(&context, 0));
}

static void newer_ptx_is_refused(void) {
    open_device(0);
    CUmodule module = NULL;
    REFUSED(UNSUPPORTED_PTX_VERSION, api.cuModuleLoadData(&module, SET_KERNEL));
}

static void no_memory_is_left(void) {
    open_device(0);
    CUdeviceptr pointer = 0;
    REFUSED(OUT_OF_MEMORY, api.cuMemAlloc(&pointer, 512));
}

static void card_gets_lost(void) {
    open_device(0);                     // calls 1 to 3
    CUdeviceptr pointer = allocate(16); // 4
    REFUSED(UNKNOWN, api.cuMemcpyHtoD(pointer, "", 1));
    REFUSED(UNKNOWN, api.cuMemFree(pointer));
    REFUSED(UNKNOWN, api.cuDevicePrimaryCtxRelease(0));
}

static void test_machines(void **state) {
    (void)state;
    passes("DEVICES=0", no_device);
    passes("MODE=mig", no_device);
    passes("MODE=exclusive", context_is_refused);
    passes("MODE=prohibited", context_is_refused);
    passes("DRIVER=11080", newer_ptx_is_refused);
    passes("MEMORY=4M TAKEN=4M", no_memory_is_left);
    passes("LOST=5", card_gets_lost);
}

// --- Failures put in ---------------------------------------------------------------------------

// As a careful program: whatever fails, all that it has is freed.
static void careful_program(void) {
    CUcontext context = NULL;
    CUdeviceptr pointer = 0;
    CUstream stream = NULL;
    unsigned char host[64];
    if (api.cuInit(0) != CUDA_SUCCESS || api.cuDevicePrimaryCtxRetain(&context, 0))
        _exit(2);
    CUresult result = api.cuCtxSetCurrent(context);
    result = result ? result : api.cuMemAlloc(&pointer, 64);
    result = result ? result : api.cuStreamCreate(&stream, 0);
    result = result ? result : api.cuMemsetD8Async(pointer, 1, 64, stream);
    result = result ? result : api.cuStreamSynchronize(stream);
    result = result ? result : api.cuMemcpyDtoH(host, pointer, 64);
    CUresult freed = stream ? api.cuStreamDestroy(stream) : CUDA_SUCCESS;
    freed = pointer && api.cuMemFree(pointer) ? CUDA_ERROR_UNKNOWN : freed;
    freed = api.cuDevicePrimaryCtxRelease(0) ? CUDA_ERROR_UNKNOWN : freed;
    _exit(result || freed ? 2 : 0);
}

static void test_every_call_fails_in_turn(void **state) {
    (void)state;
    char prefix[64], environment[256], report[4096];
    snprintf(prefix, sizeof prefix, "/tmp/softcuda-test-%ld", (long)getpid());
    int failed = 0;
    for (int call = 1; call <= 12; call++) {
        snprintf(environment, sizeof environment, "FAIL=*:%d REPORT=%s", call, prefix);
        const int status = ends(environment, careful_program);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 1);
        failed += WEXITSTATUS(status) == 2;
        take_report(prefix, report, sizeof report);
        assert_string_equal(report, "");
    }
    assert_int_equal(failed, 11); // and the twelfth call isn't made
}

static void named_calls_fail(void) {
    open_device(0);
    CUdeviceptr pointer = allocate(16), other = 0;
    REFUSED(OUT_OF_MEMORY, api.cuMemAlloc(&other, 16)); // the second
    GOOD(api.cuMemAlloc(&other, 16));
    REFUSED(DEVICE_UNAVAILABLE, api.cuMemFree(other)); // from the first on
    REFUSED(DEVICE_UNAVAILABLE, api.cuMemFree(pointer));
}

static void work_fails(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    const CUdeviceptr out = allocate(BYTES);
    GOOD(launch_set(set, out, COUNT, 1, NULL));
    GOOD(api.cuCtxSynchronize());
    GOOD(launch_set(set, out, COUNT, 1, NULL)); // the second kernel
    REFUSED(LAUNCH_FAILED, api.cuCtxSynchronize());
    REFUSED(LAUNCH_FAILED, api.cuCtxSynchronize());
}

static void nonsense(void) {
    open_device(0);
}

static void test_named_failures(void **state) {
    (void)state;
    passes("FAIL=cuMemAlloc:2=CUDA_ERROR_OUT_OF_MEMORY;cuMemFree:1+=46", named_calls_fail);
    passes("FAIL=kernel:2", work_fails);
    assert_int_not_equal(ends("FAIL=nonsense", nonsense), 0);
}

// --- What is left and what was wrong -----------------------------------------------------------

static void leaves_things(void) {
    open_device(0);
    allocate(16);
    allocate(16);
    stream_of_kind(0);
}

static void leaves_nothing(void) {
    open_device(0);
    const CUstream stream = stream_of_kind(0);
    GOOD(api.cuStreamDestroy(stream));
    GOOD(api.cuDevicePrimaryCtxRelease(0));
}

static void context_ends_with_belongings(void) {
    open_device(0);
    allocate(16);
    GOOD(api.cuDevicePrimaryCtxRelease(0));
}

static void reads_what_was_never_written(void) {
    open_device(0);
    const CUdeviceptr pointer = allocate(16);
    unsigned char host[16];
    GOOD(api.cuMemsetD8(pointer, 1, 12));
    GOOD(api.cuMemcpyDtoH(host, pointer, 16));
    CHECK(host[0] == 1 && host[12] == 0xff);
    GOOD(api.cuMemFree(pointer));
    GOOD(api.cuDevicePrimaryCtxRelease(0));
}

static void test_reports(void **state) {
    (void)state;
    static const struct {
        void (*body)(void);
        const char *says;
    } rows[] = {
        {leaves_nothing, ""},
        {leaves_things, "held: 2 allocations of device memory"},
        {context_ends_with_belongings, "still owns one of its allocations"},
        {reads_what_was_never_written, "finding: a copy of 16 bytes takes memory that was never"},
    };
    char prefix[64], environment[256], report[4096];
    snprintf(prefix, sizeof prefix, "/tmp/softcuda-test-%ld", (long)getpid());
    snprintf(environment, sizeof environment, "REPORT=%s", prefix);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        passes(environment, rows[i].body);
        take_report(prefix, report, sizeof report);
        if (rows[i].says[0] ? strstr(report, rows[i].says) == NULL : report[0] != '\0')
            fail_msg("'%s' instead of '%s'", report, rows[i].says);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_calls_are_refused),
        cmocka_unit_test(test_machines),
        cmocka_unit_test(test_every_call_fails_in_turn),
        cmocka_unit_test(test_named_failures),
        cmocka_unit_test(test_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
