// Tests of the software device: each in a process of its own with its own environment, since the
// libraries read it once. A check that fails ends the child with its line.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_CHILD_H
#define SOFTCUDA_CHILD_H

#include <cuda.h>

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DRIVER_FUNCTIONS(FUNCTION)                                                                 \
    FUNCTION(cuInit)                                                                               \
    FUNCTION(cuDriverGetVersion)                                                                   \
    FUNCTION(cuDeviceGetCount)                                                                     \
    FUNCTION(cuDeviceGet)                                                                          \
    FUNCTION(cuDeviceGetName)                                                                      \
    FUNCTION(cuDeviceGetUuid)                                                                      \
    FUNCTION(cuDeviceGetAttribute)                                                                 \
    FUNCTION(cuDeviceTotalMem)                                                                     \
    FUNCTION(cuDevicePrimaryCtxRetain)                                                             \
    FUNCTION(cuDevicePrimaryCtxRelease)                                                            \
    FUNCTION(cuCtxSetCurrent)                                                                      \
    FUNCTION(cuCtxGetCurrent)                                                                      \
    FUNCTION(cuCtxSynchronize)                                                                     \
    FUNCTION(cuMemAlloc)                                                                           \
    FUNCTION(cuMemFree)                                                                            \
    FUNCTION(cuMemHostAlloc)                                                                       \
    FUNCTION(cuMemFreeHost)                                                                        \
    FUNCTION(cuMemHostRegister)                                                                    \
    FUNCTION(cuMemHostUnregister)                                                                  \
    FUNCTION(cuMemGetInfo)                                                                         \
    FUNCTION(cuMemsetD8)                                                                           \
    FUNCTION(cuMemsetD8Async)                                                                      \
    FUNCTION(cuMemsetD32Async)                                                                     \
    FUNCTION(cuMemcpyDtoH)                                                                         \
    FUNCTION(cuMemcpyDtoHAsync)                                                                    \
    FUNCTION(cuMemcpyHtoD)                                                                         \
    FUNCTION(cuMemcpyHtoDAsync)                                                                    \
    FUNCTION(cuMemcpyDtoDAsync)                                                                    \
    FUNCTION(cuStreamCreate)                                                                       \
    FUNCTION(cuStreamDestroy)                                                                      \
    FUNCTION(cuStreamSynchronize)                                                                  \
    FUNCTION(cuStreamQuery)                                                                        \
    FUNCTION(cuStreamWaitEvent)                                                                    \
    FUNCTION(cuEventCreate)                                                                        \
    FUNCTION(cuEventDestroy)                                                                       \
    FUNCTION(cuEventRecord)                                                                        \
    FUNCTION(cuEventSynchronize)                                                                   \
    FUNCTION(cuEventQuery)                                                                         \
    FUNCTION(cuEventElapsedTime)                                                                   \
    FUNCTION(cuModuleLoadData)                                                                     \
    FUNCTION(cuModuleUnload)                                                                       \
    FUNCTION(cuModuleGetFunction)                                                                  \
    FUNCTION(cuFuncGetAttribute)                                                                   \
    FUNCTION(cuOccupancyMaxActiveBlocksPerMultiprocessor)                                          \
    FUNCTION(cuLaunchKernel)                                                                       \
    FUNCTION(cuStreamBeginCapture)                                                                 \
    FUNCTION(cuStreamEndCapture)                                                                   \
    FUNCTION(cuGraphInstantiate)                                                                   \
    FUNCTION(cuGraphLaunch)                                                                        \
    FUNCTION(cuGraphDestroy)                                                                       \
    FUNCTION(cuGraphExecDestroy)                                                                   \
    FUNCTION(cuGetErrorName)                                                                       \
    FUNCTION(cuGetProcAddress)

#define WORDS(name)         #name
#define EXPANDED_WORDS(...) WORDS(__VA_ARGS__) // cuMemAlloc is cuMemAlloc_v2 to the linker

static struct {
#define POINTER(name) __typeof__(&name) name;
    DRIVER_FUNCTIONS(POINTER)
#undef POINTER
} api;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)
#define GOOD(call)          CHECK((call) == CUDA_SUCCESS)
#define REFUSED(code, call) CHECK((call) == CUDA_ERROR_##code)

static void *open_library(const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", SOFTCUDA_FOLDER, name);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        _exit(1);
    }
    return library;
}

static void open_driver(void) {
    void *library = open_library("libcuda.so.1");
#define LOOK_UP(name)                                                                              \
    *(void **)&api.name = dlsym(library, EXPANDED_WORDS(name));                                    \
    CHECK(api.name != NULL);
    DRIVER_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}

// cuInit, and the first device's own context made current.
static inline CUcontext open_device(int number) {
    CUcontext context = NULL;
    GOOD(api.cuInit(0));
    GOOD(api.cuDevicePrimaryCtxRetain(&context, number));
    GOOD(api.cuCtxSetCurrent(context));
    return context;
}

static inline CUdeviceptr allocate(size_t bytes) {
    CUdeviceptr pointer = 0;
    GOOD(api.cuMemAlloc(&pointer, bytes));
    return pointer;
}

static inline void *pinned(size_t bytes) {
    void *pointer = NULL;
    GOOD(api.cuMemHostAlloc(&pointer, bytes, 0));
    return pointer;
}

static inline CUstream stream_of_kind(unsigned flags) {
    CUstream stream = NULL;
    GOOD(api.cuStreamCreate(&stream, flags));
    return stream;
}

// Runs the body with "NAME=VALUE NAME=VALUE …" of SOFTCUDA_…, returns how it ended (waitpid).
static int ends(const char *environment, void (*body)(void)) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        char *copy = strdup(environment), *rest = NULL;
        for (char *one = strtok_r(copy, " ", &rest); one != NULL;
             one = strtok_r(NULL, " ", &rest)) {
            char name[256];
            char *value = strchr(one, '=');
            *value++ = '\0';
            snprintf(name, sizeof name, "SOFTCUDA_%s", one);
            setenv(name, value, 1);
        }
        free(copy);
        open_driver();
        body();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static inline void passes(const char *environment, void (*body)(void)) {
    if (ends(environment, body) != 0)
        fail_msg("with '%s' (the check that failed is above)", environment);
}

// The report of a child that ended: its lines, empty where there is none.
static inline void take_report(const char *prefix, char *text, size_t size) {
    char command[512];
    snprintf(command, sizeof command, "cat %s.* 2>/dev/null; rm -f %s.*", prefix, prefix);
    FILE *pipe = popen(command, "r");
    const size_t used = pipe ? fread(text, 1, size - 1, pipe) : 0;
    text[used] = '\0';
    if (pipe != NULL)
        pclose(pipe);
}

// out[i] = value for i < count, from one block's threads in turn.
#define SET_KERNEL                                                                                 \
    ".version 8.0\n.target sm_75\n.address_size 64\n"                                              \
    ".visible .entry set(.param .u64 out, .param .u32 count, .param .u32 value)\n{\n"              \
    ".reg .pred %p<2>;\n.reg .b32 %r<8>;\n.reg .b64 %q<4>;\n"                                      \
    "ld.param.u64 %q1, [out];\nld.param.u32 %r1, [count];\nld.param.u32 %r2, [value];\n"           \
    "mov.u32 %r3, %ctaid.x;\nmov.u32 %r4, %ntid.x;\nmov.u32 %r5, %tid.x;\n"                        \
    "mad.lo.s32 %r6, %r3, %r4, %r5;\nsetp.ge.u32 %p1, %r6, %r1;\n@%p1 bra DONE;\n"                 \
    "mad.wide.u32 %q2, %r6, 4, %q1;\nst.global.u32 [%q2], %r2;\nDONE:\nret;\n}\n"

static inline CUfunction load_set(CUmodule *module) {
    CUfunction function = NULL;
    GOOD(api.cuModuleLoadData(module, SET_KERNEL));
    GOOD(api.cuModuleGetFunction(&function, *module, "set"));
    return function;
}

static inline CUresult launch_set(CUfunction function, CUdeviceptr out, uint32_t count,
                                  uint32_t value, CUstream stream) {
    void *parameters[] = {&out, &count, &value};
    return api.cuLaunchKernel(function, (count + 63) / 64, 1, 1, 64, 1, 1, 0, stream, parameters,
                              NULL);
}

#endif
