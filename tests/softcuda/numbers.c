// Numbers of the real libcurand, remembered. What a generator gives follows from what it was told
// since it last was sent to a place: that is the name under which its numbers are kept.
// SPDX-License-Identifier: MIT
#include "numbers.h"
#include "softcuda.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define REAL_FUNCTIONS(FUNCTION)                                                                   \
    FUNCTION(curandCreateGeneratorHost)                                                            \
    FUNCTION(curandDestroyGenerator)                                                               \
    FUNCTION(curandSetPseudoRandomGeneratorSeed)                                                   \
    FUNCTION(curandSetGeneratorOffset)                                                             \
    FUNCTION(curandSetGeneratorOrdering)                                                           \
    FUNCTION(curandGenerateUniform)                                                                \
    FUNCTION(curandGenerateUniformDouble)

static struct {
    bool there;
#define POINTER(name) __typeof__(&name) name;
    REAL_FUNCTIONS(POINTER)
#undef POINTER
} real;

enum {
    PIECES_MAX = 8,     // that are remembered since the generator was sent somewhere
    KEPT_MAX = 1 << 20, // bytes of one call's numbers; more of them cost more than the beginning
    NAME_MAX_LENGTH = 512,
};

struct piece {
    enum type type;
    size_t count;
};

struct numbers {
    curandGenerator_t generator;
    curandRngType_t type;
    curandOrdering_t order;
    unsigned long long seed, offset;
    struct piece pieces[PIECES_MAX]; // made since then
    int count;
    int told;   // pieces that the real generator has made too; the others came from files
    bool plain; // its history is too long, or has settings in between: nothing is kept
};

static void open_real(void) {
    const char *path = settings()->real_curand ? settings()->real_curand : REAL_CURAND;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "softcuda: the real libcurand isn't there: %s\n", dlerror());
        return;
    }
    real.there = true;
#define LOOK_UP(name)                                                                              \
    *(void **)&real.name = dlsym(library, #name);                                                  \
    real.there = real.there && real.name != NULL;
    REAL_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}

bool numbers_there(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_real);
    return real.there;
}

curandStatus_t numbers_open(struct numbers **numbers, curandRngType_t type) {
    struct numbers *made = calloc(1, sizeof *made);
    if (made == NULL)
        return CURAND_STATUS_ALLOCATION_FAILED;
    made->type = type;
    const curandStatus_t status = real.curandCreateGeneratorHost(&made->generator, type);
    if (status != CURAND_STATUS_SUCCESS) {
        free(made);
        return status;
    }
    *numbers = made;
    return CURAND_STATUS_SUCCESS;
}

void numbers_close(struct numbers *numbers) {
    real.curandDestroyGenerator(numbers->generator);
    free(numbers);
}

// --- Settings ----------------------------------------------------------------------------------

static curandStatus_t generate(struct numbers *numbers, enum type type, void *to, size_t count) {
    return type == UNIFORM ? real.curandGenerateUniform(numbers->generator, to, count)
                           : real.curandGenerateUniformDouble(numbers->generator, to, count);
}

// The real generator makes, for nothing, what came from files.
static curandStatus_t catch_up(struct numbers *numbers) {
    for (; numbers->told < numbers->count; numbers->told++) {
        const struct piece *piece = &numbers->pieces[numbers->told];
        void *dropped = malloc(piece->count * sizeof(double));
        if (dropped == NULL)
            return CURAND_STATUS_ALLOCATION_FAILED;
        const curandStatus_t status = generate(numbers, piece->type, dropped, piece->count);
        free(dropped);
        if (status != CURAND_STATUS_SUCCESS)
            return status;
    }
    return CURAND_STATUS_SUCCESS;
}

// In the middle of its numbers a generator is not known well enough to name what follows.
static curandStatus_t before_setting(struct numbers *numbers) {
    numbers->plain = numbers->plain || numbers->count > 0;
    return catch_up(numbers);
}

curandStatus_t numbers_seed(struct numbers *numbers, unsigned long long seed) {
    const curandStatus_t status = before_setting(numbers);
    if (status != CURAND_STATUS_SUCCESS)
        return status;
    numbers->seed = seed;
    return real.curandSetPseudoRandomGeneratorSeed(numbers->generator, seed);
}

curandStatus_t numbers_ordering(struct numbers *numbers, curandOrdering_t order) {
    const curandStatus_t status = before_setting(numbers);
    if (status != CURAND_STATUS_SUCCESS)
        return status;
    numbers->order = order;
    return real.curandSetGeneratorOrdering(numbers->generator, order);
}

curandStatus_t numbers_offset(struct numbers *numbers, unsigned long long offset) {
    numbers->offset = offset;
    numbers->count = numbers->told = 0;
    numbers->plain = false;
    return real.curandSetGeneratorOffset(numbers->generator, offset);
}

// --- Numbers -----------------------------------------------------------------------------------

static void name_of(const struct numbers *numbers, char name[NAME_MAX_LENGTH]) {
    int length = snprintf(name, NAME_MAX_LENGTH, "%s/%d-%d-%llx-%llx", settings()->numbers,
                          (int)numbers->type, (int)numbers->order, numbers->seed, numbers->offset);
    for (int i = 0; i < numbers->count && length < NAME_MAX_LENGTH; i++)
        length += snprintf(name + length, NAME_MAX_LENGTH - (size_t)length, "-%d.%zx",
                           (int)numbers->pieces[i].type, numbers->pieces[i].count);
}

static bool read_kept(const char *name, void *to, size_t bytes) {
    const int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool whole = read(file, to, bytes) == (ssize_t)bytes;
    close(file);
    return whole;
}

// Under a name of its own until it is whole: others look for it at any time.
static void keep(const char *name, const void *values, size_t bytes) {
    char part[NAME_MAX_LENGTH + 24];
    snprintf(part, sizeof part, "%s.%ld", name, (long)getpid());
    const int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    const bool whole = write(file, values, bytes) == (ssize_t)bytes;
    close(file);
    if (!whole || rename(part, name) != 0)
        unlink(part);
}

static curandStatus_t make_anew(struct numbers *numbers, enum type type, void *to, size_t count) {
    const curandStatus_t status = catch_up(numbers);
    if (status != CURAND_STATUS_SUCCESS)
        return status;
    numbers->told++;
    return generate(numbers, type, to, count);
}

curandStatus_t numbers_make(struct numbers *numbers, enum type type, void *to, size_t count) {
    const size_t bytes = count * (type == UNIFORM ? sizeof(float) : sizeof(double));
    if (numbers->count == PIECES_MAX) {
        const curandStatus_t status = catch_up(numbers);
        if (status != CURAND_STATUS_SUCCESS)
            return status;
        numbers->plain = true;
    }
    if (numbers->plain)
        return generate(numbers, type, to, count);
    numbers->pieces[numbers->count++] = (struct piece){.type = type, .count = count};
    char name[NAME_MAX_LENGTH];
    name_of(numbers, name);
    const bool kept = settings()->numbers != NULL && bytes <= KEPT_MAX;
    if (kept && read_kept(name, to, bytes))
        return CURAND_STATUS_SUCCESS;
    numbers->count--; // as far as it was caught up with
    const curandStatus_t status = make_anew(numbers, type, to, count);
    numbers->count++;
    if (kept && status == CURAND_STATUS_SUCCESS)
        keep(name, to, bytes);
    return status;
}
