// The software CUDA device: what it says of itself, its memory, and kernels of nvcc.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_FOLDER
#include <stdio.h>
int main(void) {
    puts("skipped: CUDA's headers were not found, so there is no software device");
    return 77;
}
#else

#include "device/philox.h"
#include "softcuda_child.h"

#include <signal.h>

static void says_what_it_is(void) {
    int count = 0, value = 0, version = 0;
    CUdevice device = 0;
    CUuuid first, second;
    char name[100];
    size_t bytes = 0;
    REFUSED(NOT_INITIALIZED, api.cuDeviceGetCount(&count));
    GOOD(api.cuInit(0));
    GOOD(api.cuDeviceGetCount(&count));
    CHECK(count == 2);
    GOOD(api.cuDeviceGet(&device, 1));
    REFUSED(INVALID_DEVICE, api.cuDeviceGet(&device, 2));
    GOOD(api.cuDeviceGetName(name, sizeof name, device));
    CHECK(strcmp(name, "software device, no timing") == 0);
    GOOD(api.cuDeviceGetUuid(&first, 0));
    GOOD(api.cuDeviceGetUuid(&second, 1));
    CHECK(memcmp(&first, &second, sizeof first) != 0);
    GOOD(api.cuDeviceTotalMem(&bytes, 0));
    CHECK(bytes == 64 << 20);
    GOOD(api.cuDeviceGetAttribute(&value, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0));
    CHECK(value == 12);
    GOOD(api.cuDeviceGetAttribute(&value, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 0));
    CHECK(value == 7);
    GOOD(api.cuDriverGetVersion(&version));
    CHECK(version == 13010);
    void *pointer = NULL;
    GOOD(api.cuGetProcAddress("cuMemAlloc", &pointer, 12000, 0, NULL));
    CHECK(pointer == *(void **)&api.cuMemAlloc);
    REFUSED(NOT_FOUND, api.cuGetProcAddress("cuNothing", &pointer, 12000, 0, NULL));
}

static void test_says_what_it_is(void **state) {
    (void)state;
    passes("DEVICES=2 MEMORY=64M CAPABILITY=12.0 MULTIPROCESSORS=7 DRIVER=13010", says_what_it_is);
}

static void memory_is_counted(void) {
    open_device(0);
    size_t free_before = 0, free_after = 0, total = 0;
    GOOD(api.cuMemGetInfo(&free_before, &total));
    CHECK(total == 1 << 20 && free_before == 768 << 10);
    CUdeviceptr one = allocate(512 << 10), two = 0;
    REFUSED(OUT_OF_MEMORY, api.cuMemAlloc(&two, 512 << 10));
    REFUSED(INVALID_VALUE, api.cuMemAlloc(&two, 0));
    two = allocate(100);
    CHECK(two % 256 == 0);
    GOOD(api.cuMemFree(one));
    GOOD(api.cuMemFree(two));
    GOOD(api.cuMemFree(0));
    for (int i = 0; i < 100; i++) // freed addresses rest, and are used again in the end
        GOOD(api.cuMemFree(allocate(700 << 10)));
    GOOD(api.cuMemGetInfo(&free_after, &total));
    CHECK(free_before == free_after);
}

static void test_memory_is_counted(void **state) {
    (void)state;
    passes("MEMORY=1M TAKEN=256K", memory_is_counted);
}

static void host_reads_device_memory(void) {
    open_device(0);
    const CUdeviceptr pointer = allocate(4096);
    GOOD(api.cuMemsetD8(pointer, 1, 4096));
    GOOD(api.cuCtxSynchronize());
    signal(SIGSEGV, SIG_DFL);
    _exit(*(volatile unsigned char *)(uintptr_t)pointer);
}

static void test_host_cannot_read_device_memory(void **state) {
    (void)state;
    const int status = ends("", host_reads_device_memory);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 1); // sanitizers exit
}

static void values_travel(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction set = load_set(&module);
    const CUdeviceptr out = allocate(4000), copy = allocate(4000);
    uint32_t words[1000];
    GOOD(launch_set(set, out, 999, 0x12345678, NULL));
    GOOD(api.cuMemcpyHtoD(out + 3996, &(uint32_t){42}, 4));
    GOOD(api.cuMemcpyDtoDAsync(copy, out, 4000, NULL));
    GOOD(api.cuMemcpyDtoH(words, copy, 4000));
    CHECK(words[0] == 0x12345678 && words[998] == 0x12345678 && words[999] == 42);
    GOOD(api.cuMemsetD32Async(copy + 4, 7, 998, NULL));
    GOOD(api.cuMemcpyDtoH(words, copy, 4000));
    CHECK(words[0] == 0x12345678 && words[1] == 7 && words[998] == 7 && words[999] == 42);
    int value = 0;
    GOOD(api.cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, set));
    CHECK(value == 1024);
    GOOD(api.cuOccupancyMaxActiveBlocksPerMultiprocessor(&value, set, 256, 0));
    CHECK(value == 8);
    GOOD(api.cuMemFree(out));
    GOOD(api.cuMemFree(copy));
    GOOD(api.cuModuleUnload(module));
    GOOD(api.cuDevicePrimaryCtxRelease(0));
}

static void test_values_travel(void **state) {
    (void)state;
    passes("", values_travel);
    passes("SEED=3", values_travel);
}

// --- Kernels as nvcc compiles them -------------------------------------------------------------

#ifdef SOFTCUDA_FATBIN

static CUfunction load_kernel(CUmodule *module, const char *name) {
    static unsigned char image[1 << 20];
    FILE *file = fopen(SOFTCUDA_FATBIN, "rb");
    CHECK(file != NULL && fread(image, 1, sizeof image, file) > 0);
    fclose(file);
    CUfunction function = NULL;
    GOOD(api.cuModuleLoadData(module, image));
    GOOD(api.cuModuleGetFunction(&function, *module, name));
    return function;
}

static double element(uint64_t seed, uint64_t n) {
    const u64 quad = n / 4;
    const struct philox_block b =
        curand_block(seed, 2 * curand_row(quad) + n % 4 / 2, curand_subsequence(quad));
    return n % 2 ? curand_f64(b.w2, b.w3) : curand_f64(b.w0, b.w1);
}

static void nvcc_f64_is_exact(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction plain = load_kernel(&module, "plain_f64");
    enum { COUNT = 100000 };
    static double values[COUNT];
    uint64_t first = 4 * 262144 - 1000, count = COUNT, seed = UINT64_C(0x123456789abcdef);
    CUdeviceptr out = allocate(sizeof values);
    void *parameters[] = {&out, &first, &count, &seed};
    GOOD(api.cuLaunchKernel(plain, 37, 1, 1, 256, 1, 1, 0, NULL, parameters, NULL));
    GOOD(api.cuMemcpyDtoH(values, out, sizeof values));
    for (uint64_t i = 0; i < COUNT; i++)
        CHECK(values[i] == element(seed, first + i));
}

static void nvcc_f32_is_exact(void) {
    open_device(0);
    CUmodule module = NULL;
    const CUfunction mixed = load_kernel(&module, "mixed_f32");
    enum { BLOCK = 256, COUNT = 5 * BLOCK - 3 };
    static float values[COUNT];
    uint64_t count = COUNT, seed = 9;
    CUdeviceptr out = allocate(sizeof values);
    void *parameters[] = {&out, &count, &seed};
    GOOD(api.cuLaunchKernel(mixed, 5, 1, 1, BLOCK, 1, 1, 0, NULL, parameters, NULL));
    GOOD(api.cuMemcpyDtoH(values, out, sizeof values));
    for (uint64_t i = 0; i < COUNT; i++) {
        const uint64_t begin = i / BLOCK * BLOCK, from = BLOCK - 1 - ((i - begin) ^ 5);
        const u32 word = curand_block(seed, begin + from, 0).w0 ^ curand_block(seed, i, 0).w1;
        CHECK(values[i] == curand_f32(word));
    }
}

static void test_kernels_of_nvcc_are_exact(void **state) {
    (void)state;
    passes("CAPABILITY=7.5", nvcc_f64_is_exact);
    passes("CAPABILITY=10.0 SEED=5", nvcc_f64_is_exact);
    passes("CAPABILITY=7.5 SEED=6", nvcc_f32_is_exact);
    passes("CAPABILITY=12.0", nvcc_f32_is_exact);
}

static void no_part_of_the_fatbin_fits(void) {
    open_device(0);
    static unsigned char image[1 << 20];
    FILE *file = fopen(SOFTCUDA_FATBIN, "rb");
    CHECK(file != NULL && fread(image, 1, sizeof image, file) > 0);
    fclose(file);
    CUmodule module = NULL;
    REFUSED(NO_BINARY_FOR_GPU, api.cuModuleLoadData(&module, image));
}

static void test_older_cards_find_no_kernel(void **state) {
    (void)state;
    passes("CAPABILITY=7.0", no_part_of_the_fatbin_fits);
}

#else

static void test_kernels_of_nvcc_are_exact(void **state) {
    (void)state;
    puts("skipped: no nvcc");
    skip();
}

static void test_older_cards_find_no_kernel(void **state) {
    test_kernels_of_nvcc_are_exact(state);
}

#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_says_what_it_is),
        cmocka_unit_test(test_memory_is_counted),
        cmocka_unit_test(test_host_cannot_read_device_memory),
        cmocka_unit_test(test_values_travel),
        cmocka_unit_test(test_kernels_of_nvcc_are_exact),
        cmocka_unit_test(test_older_cards_find_no_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
