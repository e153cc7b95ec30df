// libcurand and libnvidia-ml of the software CUDA device.
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

#include <curand.h>

#define CURAND_FUNCTIONS(FUNCTION)                                                                 \
    FUNCTION(curandCreateGenerator)                                                                \
    FUNCTION(curandCreateGeneratorHost)                                                            \
    FUNCTION(curandDestroyGenerator)                                                               \
    FUNCTION(curandSetStream)                                                                      \
    FUNCTION(curandSetPseudoRandomGeneratorSeed)                                                   \
    FUNCTION(curandSetGeneratorOffset)                                                             \
    FUNCTION(curandSetGeneratorOrdering)                                                           \
    FUNCTION(curandGenerateUniform)                                                                \
    FUNCTION(curandGenerateUniformDouble)

static struct {
#define POINTER(name) __typeof__(&name) name;
    CURAND_FUNCTIONS(POINTER)
#undef POINTER
} curand;

static void open_curand(void) {
    void *library = open_library("libcurand.so.10");
#define LOOK_UP(name)                                                                              \
    *(void **)&curand.name = dlsym(library, #name);                                                \
    CHECK(curand.name != NULL);
    CURAND_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}

#define MADE(call) CHECK((call) == CURAND_STATUS_SUCCESS)

enum { COUNT = 10000 };
static double values[COUNT];

static curandGenerator_t philox_generator(void) {
    curandGenerator_t generator = NULL;
    MADE(curand.curandCreateGenerator(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10));
    MADE(curand.curandSetPseudoRandomGeneratorSeed(generator, 1234));
    return generator;
}

static double element(uint64_t n) {
    const u64 quad = n / 4;
    const struct philox_block b =
        curand_block(1234, 2 * curand_row(quad) + n % 4 / 2, curand_subsequence(quad));
    return n % 2 ? curand_f64(b.w2, b.w3) : curand_f64(b.w0, b.w1);
}

static void generator_fills_device_memory(void) {
    open_device(0);
    open_curand();
    const CUstream stream = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const curandGenerator_t generator = philox_generator();
    const CUdeviceptr out = allocate(sizeof values);
    MADE(curand.curandSetStream(generator, stream));
    MADE(curand.curandSetGeneratorOrdering(generator, CURAND_ORDERING_PSEUDO_LEGACY));
    MADE(curand.curandSetGeneratorOffset(generator, 524288));
    MADE(curand.curandGenerateUniformDouble(generator, (double *)(uintptr_t)out, 4001));
    MADE(curand.curandGenerateUniformDouble(generator, (double *)(uintptr_t)(out + 4001 * 8),
                                            COUNT - 4001));
    GOOD(api.cuMemcpyDtoHAsync(values, out, sizeof values, stream));
    for (uint64_t i = 0; i < COUNT; i++)
        CHECK(values[i] == element(262144 + i));
    MADE(curand.curandDestroyGenerator(generator));
    GOOD(api.cuMemFree(out));
    GOOD(api.cuStreamDestroy(stream));
    GOOD(api.cuDevicePrimaryCtxRelease(0));
}

static void numbers_come_late(void) {
    open_device(0);
    open_curand();
    const CUstream stream = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const curandGenerator_t generator = philox_generator();
    const CUdeviceptr out = allocate(sizeof values);
    MADE(curand.curandSetStream(generator, stream));
    MADE(curand.curandGenerateUniformDouble(generator, (double *)(uintptr_t)out, COUNT));
    GOOD(api.cuMemcpyDtoH(values, out, sizeof values)); // of the default stream
    CHECK(values[0] != element(0));
    GOOD(api.cuStreamSynchronize(stream));
    GOOD(api.cuMemcpyDtoH(values, out, sizeof values));
    CHECK(values[0] == element(0));
}

static void host_pointer_breaks_the_context(void) {
    open_device(0);
    open_curand();
    const curandGenerator_t generator = philox_generator();
    MADE(curand.curandGenerateUniformDouble(generator, values, COUNT));
    REFUSED(ILLEGAL_ADDRESS, api.cuCtxSynchronize());
    CHECK(curand.curandGenerateUniformDouble(generator, values, COUNT) ==
          CURAND_STATUS_PREEXISTING_FAILURE);
}

static void generator_needs_memory(void) {
    open_device(0);
    open_curand();
    allocate(1 << 20);
    const curandGenerator_t generator = philox_generator();
    CHECK(curand.curandGenerateUniformDouble(generator, values, COUNT) ==
          CURAND_STATUS_ALLOCATION_FAILED);
}

static void generator_is_refused(void) {
    open_curand();
    curandGenerator_t generator = NULL;
    CHECK(curand.curandCreateGenerator(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10) ==
          CURAND_STATUS_INITIALIZATION_FAILED);
}

static void host_generator_passes_through(void) {
    open_curand();
    curandGenerator_t generator = NULL;
    MADE(curand.curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10));
    MADE(curand.curandSetPseudoRandomGeneratorSeed(generator, 1234));
    MADE(curand.curandGenerateUniformDouble(generator, values, COUNT));
    CHECK(values[0] == element(0) && values[COUNT - 1] == element(COUNT - 1));
    CHECK(curand.curandSetStream(generator, NULL) == CURAND_STATUS_TYPE_ERROR);
    MADE(curand.curandDestroyGenerator(generator));
    CHECK(curand.curandDestroyGenerator(generator) == CURAND_STATUS_NOT_INITIALIZED);
}

static void dynamic_order_differs(void) {
    open_device(0);
    open_curand();
    const curandGenerator_t generator = philox_generator();
    const CUdeviceptr out = allocate(sizeof values);
    MADE(curand.curandSetGeneratorOrdering(generator, CURAND_ORDERING_PSEUDO_DYNAMIC));
    MADE(curand.curandGenerateUniformDouble(generator, (double *)(uintptr_t)out, COUNT));
    GOOD(api.cuMemcpyDtoH(values, out, sizeof values));
    CHECK(values[0] != element(0));
}

static void needs_the_real_library(void) {
    open_curand();
    curandGenerator_t generator = NULL;
    if (curand.curandCreateGeneratorHost(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10) !=
        CURAND_STATUS_SUCCESS)
        _exit(77);
}

static void test_curand(void **state) {
    (void)state;
    passes("REAL_CURAND=/nowhere DEVICES=0", generator_is_refused);
    if (ends("", needs_the_real_library) != 0) {
        puts("skipped: the real libcurand isn't installed");
        skip();
    }
    passes("", generator_fills_device_memory);
    passes("SEED=7", generator_fills_device_memory);
    passes("", numbers_come_late);
    passes("", host_pointer_breaks_the_context);
    passes("MEMORY=1M", generator_needs_memory);
    passes("DEVICES=0", generator_is_refused);
    passes("DRIVER=12000", generator_is_refused);
    passes("DEVICES=0", host_generator_passes_through);
    passes("", dynamic_order_differs);
}

// --- NVML --------------------------------------------------------------------------------------

typedef struct nvmlDevice_st *nvmlDevice_t;

static void management_answers(void) {
    void *library = open_library("libnvidia-ml.so.1");
    int (*init)(void) = NULL, (*stop)(void) = NULL;
    int (*by_index)(unsigned, nvmlDevice_t *) = NULL;
    int (*by_uuid)(const char *, nvmlDevice_t *) = NULL;
    int (*uuid_of)(nvmlDevice_t, char *, unsigned) = NULL;
    int (*clock)(nvmlDevice_t, int, unsigned *) = NULL;
    int (*energy)(nvmlDevice_t, unsigned long long *) = NULL;
    *(void **)&init = dlsym(library, "nvmlInit_v2");
    *(void **)&stop = dlsym(library, "nvmlShutdown");
    *(void **)&by_index = dlsym(library, "nvmlDeviceGetHandleByIndex_v2");
    *(void **)&by_uuid = dlsym(library, "nvmlDeviceGetHandleByUUID");
    *(void **)&uuid_of = dlsym(library, "nvmlDeviceGetUUID");
    *(void **)&clock = dlsym(library, "nvmlDeviceGetClockInfo");
    *(void **)&energy = dlsym(library, "nvmlDeviceGetTotalEnergyConsumption");
    CHECK(init && stop && by_index && by_uuid && uuid_of && clock && energy);
    nvmlDevice_t device = NULL, found = NULL;
    char uuid[96];
    unsigned value = 0;
    unsigned long long before = 0, after = 0;
    CHECK(by_index(0, &device) == 1); // uninitialised
    CHECK(init() == 0 && by_index(1, &device) == 0 && by_index(2, &device) == 2);
    CHECK(uuid_of(device, uuid, sizeof uuid) == 0 && strncmp(uuid, "GPU-736f6674-", 13) == 0);
    CHECK(by_uuid(uuid, &found) == 0 && found == device && by_uuid("GPU-0", &found) == 6);
    CHECK(clock(device, 1, &value) == 0 && value == 1000);
    CHECK(energy(device, &before) == 0 && energy(device, &after) == 0 && after > before);
    CHECK(stop() == 0 && clock(device, 1, &value) == 1);
}

static void test_nvml(void **state) {
    (void)state;
    passes("DEVICES=2", management_answers);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_curand), cmocka_unit_test(test_nvml)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
