// An ICD loader that is another one: every function that it lacks jumps to the real one. Weak, so
// that faulty.c can have some of its own.
// SPDX-License-Identifier: MIT
#include "real.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTER(name) __typeof__(&name) real_##name;
OPENCL_FUNCTIONS(POINTER)

#define JUMP(name)                                                                                 \
    __asm__(".weak " #name "\n\t.type " #name ", @function\n" #name ":\n\tmovq real_" #name        \
            "@GOTPCREL(%rip), %rax\n\tjmp *(%rax)\n");
OPENCL_FUNCTIONS(JUMP)

__attribute__((constructor)) static void open_real(void) {
    void *handle = dlopen(REAL_OPENCL, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        fprintf(stderr, "faulty ICD loader: %s\n", dlerror());
        abort();
    }
#define FIND(name)                                                                                 \
    {                                                                                              \
        void *address = dlsym(handle, #name);                                                      \
        memcpy(&real_##name, &address, sizeof address);                                            \
    }
    OPENCL_FUNCTIONS(FIND)
}
