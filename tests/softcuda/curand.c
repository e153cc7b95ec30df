// libcurand.so.10 of the software device. Numbers come from the real library's generator for the
// host; those of a generator for devices reach the device's memory as work of its stream.
// SPDX-License-Identifier: MIT
#include "numbers.h"
#include "work.h"

#include <stdlib.h>

enum { STATE_BYTES = 64 * 1024 }; // of device memory that a generator takes

struct curandGenerator_st {
    struct object object;
    struct numbers *numbers;
    bool on_device;
    struct CUctx_st *context;
    CUdeviceptr state; // 0: not yet allocated
    CUstream stream;
};

// --- Generators --------------------------------------------------------------------------------

// As the runtime that the real library has inside: the current context, else the first device's
// own, which then becomes the current one.
static curandStatus_t find_context(struct CUctx_st **context) {
    const bool too_old = settings()->driver < CUDA_VERSION / 1000 * 1000;
    if (too_old || card_is_lost() || driver_init(0) != CUDA_SUCCESS)
        return CURAND_STATUS_INITIALIZATION_FAILED;
    *context = current_context();
    if (*context == NULL &&
        (primary_retain(context, 0) != CUDA_SUCCESS || context_set(*context) != CUDA_SUCCESS))
        return CURAND_STATUS_INITIALIZATION_FAILED;
    return (*context)->broken != CUDA_SUCCESS ? CURAND_STATUS_PREEXISTING_FAILURE
                                              : CURAND_STATUS_SUCCESS;
}

static curandStatus_t create(curandGenerator_t *generator, curandRngType_t type, bool on_device) {
    struct CUctx_st *context = NULL;
    if (generator == NULL || !numbers_there())
        return CURAND_STATUS_INITIALIZATION_FAILED;
    curandStatus_t status = on_device ? find_context(&context) : CURAND_STATUS_SUCCESS;
    struct numbers *numbers = NULL;
    if (status == CURAND_STATUS_SUCCESS)
        status = numbers_open(&numbers, type);
    if (status != CURAND_STATUS_SUCCESS)
        return status;
    // Host generators belong to no context.
    struct curandGenerator_st *made = object_new(OBJECT_GENERATOR, context, sizeof *made);
    if (made == NULL) {
        numbers_close(numbers);
        return CURAND_STATUS_ALLOCATION_FAILED;
    }
    made->numbers = numbers;
    made->on_device = on_device;
    made->context = context;
    *generator = made;
    return CURAND_STATUS_SUCCESS;
}

curandStatus_t CURANDAPI curandCreateGenerator(curandGenerator_t *generator, curandRngType_t type) {
    CALL_AS(curandStatus_t, curandCreateGenerator, NEEDS_NOTHING, create(generator, type, true));
}

curandStatus_t CURANDAPI curandCreateGeneratorHost(curandGenerator_t *generator,
                                                   curandRngType_t type) {
    CALL_AS(curandStatus_t, curandCreateGeneratorHost, NEEDS_NOTHING,
            create(generator, type, false));
}

static curandStatus_t destroy(curandGenerator_t handle) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    if (generator == NULL)
        return CURAND_STATUS_NOT_INITIALIZED;
    numbers_close(generator->numbers);
    if (generator->state != 0)
        device_free(generator->state);
    object_end(&generator->object);
    return CURAND_STATUS_SUCCESS;
}

curandStatus_t CURANDAPI curandDestroyGenerator(curandGenerator_t generator) {
    CALL_AS(curandStatus_t, curandDestroyGenerator, NEEDS_NOTHING | FREES, destroy(generator));
}

curandStatus_t CURANDAPI curandGetVersion(int *version) {
    if (version == NULL)
        return CURAND_STATUS_OUT_OF_RANGE;
    *version = CURAND_VERSION;
    return CURAND_STATUS_SUCCESS;
}

// --- Settings ----------------------------------------------------------------------------------

static curandStatus_t set_stream(curandGenerator_t handle, CUstream stream) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    if (generator == NULL)
        return CURAND_STATUS_NOT_INITIALIZED;
    if (!generator->on_device)
        return CURAND_STATUS_TYPE_ERROR;
    generator->stream = stream;
    return CURAND_STATUS_SUCCESS;
}

curandStatus_t CURANDAPI curandSetStream(curandGenerator_t generator, cudaStream_t stream) {
    CALL_AS(curandStatus_t, curandSetStream, NEEDS_NOTHING, set_stream(generator, stream));
}

static curandStatus_t set_seed(curandGenerator_t handle, unsigned long long seed) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    return generator ? numbers_seed(generator->numbers, seed) : CURAND_STATUS_NOT_INITIALIZED;
}

curandStatus_t CURANDAPI curandSetPseudoRandomGeneratorSeed(curandGenerator_t generator,
                                                            unsigned long long seed) {
    CALL_AS(curandStatus_t, curandSetPseudoRandomGeneratorSeed, NEEDS_NOTHING,
            set_seed(generator, seed));
}

static curandStatus_t set_offset(curandGenerator_t handle, unsigned long long offset) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    return generator ? numbers_offset(generator->numbers, offset) : CURAND_STATUS_NOT_INITIALIZED;
}

curandStatus_t CURANDAPI curandSetGeneratorOffset(curandGenerator_t generator,
                                                  unsigned long long offset) {
    CALL_AS(curandStatus_t, curandSetGeneratorOffset, NEEDS_NOTHING, set_offset(generator, offset));
}

// DYNAMIC ordering gives other numbers on each card: here from another place of the stream.
static curandStatus_t set_ordering(curandGenerator_t handle, curandOrdering_t order) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    if (generator == NULL)
        return CURAND_STATUS_NOT_INITIALIZED;
    if (generator->on_device && order == CURAND_ORDERING_PSEUDO_DYNAMIC)
        return numbers_offset(generator->numbers, UINT64_C(1) << 40);
    return numbers_ordering(generator->numbers, order);
}

curandStatus_t CURANDAPI curandSetGeneratorOrdering(curandGenerator_t generator,
                                                    curandOrdering_t order) {
    CALL_AS(curandStatus_t, curandSetGeneratorOrdering, NEEDS_NOTHING,
            set_ordering(generator, order));
}

// --- Numbers -----------------------------------------------------------------------------------

static curandStatus_t device_is_ready(struct curandGenerator_st *generator) {
    const struct CUctx_st *context = current_context();
    if (generator->context->broken != CUDA_SUCCESS || card_is_lost())
        return CURAND_STATUS_PREEXISTING_FAILURE;
    if (context != generator->context || !context->object.live)
        return CURAND_STATUS_LAUNCH_FAILURE;
    if (generator->state == 0 && device_allocate(&generator->state, STATE_BYTES) != CUDA_SUCCESS)
        return CURAND_STATUS_ALLOCATION_FAILED;
    return CURAND_STATUS_SUCCESS;
}

// Takes what a generator needs on the device, which else the first numbers do.
static curandStatus_t set_up(curandGenerator_t handle) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    if (generator == NULL)
        return CURAND_STATUS_NOT_INITIALIZED;
    return generator->on_device ? device_is_ready(generator) : CURAND_STATUS_SUCCESS;
}

curandStatus_t CURANDAPI curandGenerateSeeds(curandGenerator_t generator) {
    CALL_AS(curandStatus_t, curandGenerateSeeds, NEEDS_NOTHING, set_up(generator));
}

static curandStatus_t generate(curandGenerator_t handle, enum type type, void *to, size_t count) {
    struct curandGenerator_st *generator = object_check(handle, OBJECT_GENERATOR);
    if (generator == NULL)
        return CURAND_STATUS_NOT_INITIALIZED;
    if (!generator->on_device)
        return numbers_make(generator->numbers, type, to, count);
    curandStatus_t status = device_is_ready(generator);
    if (status != CURAND_STATUS_SUCCESS || count == 0)
        return status;
    const size_t bytes = count * (type == UNIFORM ? sizeof(float) : sizeof(double));
    unsigned char *staged = malloc(bytes);
    if (staged == NULL)
        return CURAND_STATUS_ALLOCATION_FAILED;
    status = numbers_make(generator->numbers, type, staged, count);
    if (status != CURAND_STATUS_SUCCESS) {
        free(staged);
        return status;
    }
    return write_by_kernel((uintptr_t)to, staged, bytes, generator->stream) == CUDA_SUCCESS
               ? CURAND_STATUS_SUCCESS
               : CURAND_STATUS_LAUNCH_FAILURE;
}

curandStatus_t CURANDAPI curandGenerateUniform(curandGenerator_t generator, float *to,
                                               size_t count) {
    CALL_AS(curandStatus_t, curandGenerateUniform, NEEDS_NOTHING,
            generate(generator, UNIFORM, to, count));
}

curandStatus_t CURANDAPI curandGenerateUniformDouble(curandGenerator_t generator, double *to,
                                                     size_t count) {
    CALL_AS(curandStatus_t, curandGenerateUniformDouble, NEEDS_NOTHING,
            generate(generator, UNIFORM_DOUBLE, to, count));
}
