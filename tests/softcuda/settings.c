// The environment, read once (softcuda.h describes the variables).
// SPDX-License-Identifier: MIT
#include "softcuda.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct settings all;

static size_t size_of(const char *name, size_t otherwise) {
    const char *text = getenv(name);
    if (text == NULL || text[0] == '\0')
        return otherwise;
    char *end = NULL;
    const size_t number = strtoull(text, &end, 10);
    switch (*end) {
    case 'K':
        return number << 10;
    case 'M':
        return number << 20;
    case 'G':
        return number << 30;
    default:
        return number;
    }
}

static int number_of(const char *name, int otherwise) {
    return (int)size_of(name, (size_t)otherwise);
}

static void read_mode(void) {
    static const char *const modes[] = {"default", "exclusive", "prohibited", "mig", "mig-part"};
    const char *text = getenv("SOFTCUDA_MODE");
    for (int i = 0; text != NULL && i < MODES; i++)
        if (strcmp(text, modes[i]) == 0)
            all.mode = (enum mode)i;
}

static void read_environment(void) {
    all.devices = number_of("SOFTCUDA_DEVICES", 1);
    all.devices = all.devices < DEVICES_MAX ? all.devices : DEVICES_MAX;
    all.memory = size_of("SOFTCUDA_MEMORY", (size_t)1 << 30);
    all.taken = size_of("SOFTCUDA_TAKEN", 0);
    all.multiprocessors = number_of("SOFTCUDA_MULTIPROCESSORS", 4);
    all.driver = number_of("SOFTCUDA_DRIVER", 13000);
    all.seed = size_of("SOFTCUDA_SEED", 0);
    all.steps = size_of("SOFTCUDA_STEPS", 100000000000);
    all.lost = size_of("SOFTCUDA_LOST", 0);
    const char *capability = getenv("SOFTCUDA_CAPABILITY");
    if (capability == NULL || sscanf(capability, "%d.%d", &all.major, &all.minor) != 2) {
        all.major = 9;
        all.minor = 0;
    }
    all.fail = getenv("SOFTCUDA_FAIL");
    all.log = getenv("SOFTCUDA_LOG");
    all.report = getenv("SOFTCUDA_REPORT");
    all.real_curand = getenv("SOFTCUDA_REAL_CURAND");
    all.numbers = getenv("SOFTCUDA_NUMBERS");
    read_mode();
}

const struct settings *settings(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_environment);
    return &all;
}

uint64_t chance(uint64_t below) { // splitmix64
    static uint64_t state;
    if (state == 0)
        state = settings()->seed;
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) % below;
}
