// Lists of facts, and the environment variables that change what a run measures.
// SPDX-License-Identifier: MIT
#include "platform/facts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fact_free(struct fact *fact) {
    free(fact->name);
    free(fact->value);
    free(fact->reason);
}

static char *copy_or_null(const char *text) {
    return text ? strdup(text) : NULL;
}

void facts_add(struct facts *facts, const char *name, bool raw, const char *value,
               const char *reason) {
    struct fact fact = {.name = strdup(name),
                        .value = copy_or_null(value),
                        .reason = value ? NULL : strdup(reason ? reason : "not known"),
                        .raw = raw};
    struct fact *items = realloc(facts->items, (facts->count + 1) * sizeof *items);
    if (items) {
        facts->items = items;
    }
    if (!items || !fact.name || (!fact.value && !fact.reason)) {
        fact_free(&fact);
        return;
    }
    items[facts->count++] = fact;
}

void facts_free(struct facts *facts) {
    for (size_t i = 0; i < facts->count; i++) {
        fact_free(&facts->items[i]);
    }
    free(facts->items);
    *facts = (struct facts){0};
}

// A name, or the start of many names where it ends in '*'. LD_ and MALLOC_ stand for the loader
// and the allocator of the C library, the others for threads and the runtimes of devices.
static const char *const variables[] = {
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "LD_BIND_NOW",
    "GLIBC_TUNABLES",
    "MALLOC_*",
    "OMP_*",
    "GOMP_*",
    "KMP_*",
    "CUDA_*",
    "NVIDIA_*",
    "POCL_*",
    "OCL_*",
    "OPENCL_*",
    "CL_CONFIG_*",
    "SYCL_*",
    "ROCR_*",
    "HIP_*",
    "HSA_*",
    "GPU_DEVICE_ORDINAL",
    "HWLOC_*",
};

static bool matters(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const size_t known = strlen(variables[i]);
        const bool many = variables[i][known - 1] == '*';
        if (many ? length >= known && strncmp(name, variables[i], known - 1) == 0
                 : length == known && strncmp(name, variables[i], known) == 0) {
            return true;
        }
    }
    return false;
}

// Letters, digits and '_' only: any other name is no variable that a runtime would read.
static bool is_plain(const char *name, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (name[i] != '_' && !isalnum((unsigned char)name[i])) {
            return false;
        }
    }
    return true;
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const struct fact *)left)->name, ((const struct fact *)right)->name);
}

void facts_environment(struct facts *facts) {
    for (char **variable = environ; variable && *variable; variable++) {
        const size_t length = strcspn(*variable, "=");
        char name[128];
        if (length < sizeof name && (*variable)[length] == '=' && matters(*variable, length) &&
            is_plain(*variable, length)) {
            snprintf(name, sizeof name, "%.*s", (int)length, *variable);
            facts_add(facts, name, false, *variable + length + 1, NULL);
        }
    }
    if (facts->count > 1) { // in an order that doesn't depend on who set them
        qsort(facts->items, facts->count, sizeof *facts->items, by_name);
    }
}
