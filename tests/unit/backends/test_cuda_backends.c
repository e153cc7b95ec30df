// The CUDA backends on the software device: windows of its memory, seams, several devices, work in
// strange order, faults and their sentences, and every call failing once. Each case is a process of
// its own with its own device. Run by cuda/on_software_device; skipped without it.
// SPDX-License-Identifier: MIT
#include "backend.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SEED = 77, SETTINGS = 4 };

struct attempt {
    const char *backend;            // "cuda-kernel:all"
    const char *settings[SETTINGS]; // "SOFTCUDA_MEMORY=6M"
    enum element_type type;
    enum delivery delivery;
    enum memory_mode memory;
    uint64_t first, count;
};

struct outcome {
    struct error error; // of the step that failed
    bool wrong;         // values that were made without an error
};

// --- In the child ------------------------------------------------------------------------------

static struct cpu_plan cpus;

static bool same(const struct attempt *attempt, const void *values) {
    const size_t bytes = attempt->count * element_bytes(attempt->type);
    void *right = malloc(bytes + 1);
    streams[0]->reference[attempt->type](SEED, attempt->first, attempt->count, right);
    const bool equal = memcmp(values, right, bytes) == 0;
    free(right);
    return equal;
}

typedef enum status make_function(struct session *, uint64_t, uint64_t, struct error *);

static enum status made_right(const struct backend *backend, struct session *session,
                              make_function *make, const struct attempt *attempt,
                              struct outcome *outcome) {
    const void *values = NULL;
    enum status status = backend->poison(session, &outcome->error);
    if (status == STATUS_OK)
        status = make(session, attempt->first, attempt->count, &outcome->error);
    if (status == STATUS_OK)
        status = backend->view(session, &values, &outcome->error);
    if (status == STATUS_OK && !same(attempt, values))
        outcome->wrong = true;
    return status;
}

// Also of a list that the device could not hold, which is made again to be viewed: not after this.
static enum status hidden_by_poison(const struct backend *backend, struct session *session,
                                    const struct attempt *attempt, struct outcome *outcome) {
    const void *values = NULL;
    enum status status = backend->fill(session, attempt->first, attempt->count, &outcome->error);
    if (status == STATUS_OK)
        status = backend->poison(session, &outcome->error);
    if (status == STATUS_OK)
        status = backend->view(session, &values, &outcome->error);
    const size_t bytes = attempt->count * element_bytes(attempt->type);
    for (size_t i = 0; status == STATUS_OK && i < bytes; i++)
        outcome->wrong = outcome->wrong || ((const unsigned char *)values)[i] != 0xFF;
    return status;
}

// Every slot once.
static void use(const struct attempt *attempt, struct outcome *outcome) {
    struct job job = {.spec = {.stream = streams[0],
                               .type = attempt->type,
                               .seed = SEED,
                               .memory = attempt->memory,
                               .delivery = attempt->delivery},
                      .capacity = attempt->count,
                      .cpus = &cpus};
    const struct backend *backend = backend_find(attempt->backend, &job.device);
    struct session *session = NULL;
    struct opened opened = {0};
    uint64_t ns = 0;
    struct error *error = &outcome->error;
    enum status status = backend->open(backend, &job, &opened, &session, error);
    if (status == STATUS_OK)
        status = made_right(backend, session, backend->fill, attempt, outcome);
    if (status == STATUS_OK)
        status = backend->device_ns(session, &ns, error);
    if (status == STATUS_OK)
        status = made_right(backend, session, backend->deliver, attempt, outcome);
    if (status == STATUS_OK)
        status = backend->ceiling(session, STORES_PLAIN, attempt->count, error);
    if (status == STATUS_OK)
        status = backend->copy_ceiling(session, attempt->count, error);
    if (status == STATUS_OK)
        status = made_right(backend, session, backend->fill, attempt, outcome);
    if (status == STATUS_OK && attempt->memory == MEMORY_REUSE)
        status = hidden_by_poison(backend, session, attempt, outcome);
    backend->close(session);
    outcome->error.status = status;
}

// --- In the parent -----------------------------------------------------------------------------

static struct outcome outcome_of(const struct attempt *attempt) {
    struct outcome outcome = {0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (int i = 0; i < SETTINGS; i++)
            if (attempt->settings[i])
                putenv(strdup(attempt->settings[i]));
        signal(SIGSEGV, SIG_DFL); // not cmocka's: a crash ends the child
        signal(SIGFPE, SIG_DFL);
        use(attempt, &outcome);
        _exit(write(ends[1], &outcome, sizeof outcome) == (ssize_t)sizeof outcome ? 0 : 1);
    }
    close(ends[1]);
    const ssize_t got = read(ends[0], &outcome, sizeof outcome);
    int how = 0;
    close(ends[0]);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_int_equal(got, sizeof outcome);
    assert_false(outcome.wrong);
    return outcome;
}

static void assert_works(const struct attempt *attempt) {
    const struct outcome outcome = outcome_of(attempt);
    if (outcome.error.status != STATUS_OK)
        fail_msg("%s: %s", attempt->backend, outcome.error.message);
}

// The driver must not be started here: it does not live through a fork.
static bool is_built(const char *name) {
    const char *device;
    const struct backend *backend = backend_find(name, &device);
    return backend && backend->view;
}

// Every case for both, as far as they are built.
static const char *const names[][2] = {{"cuda", "cuda:all"}, {"cuda-kernel", "cuda-kernel:all"}};
enum { ONE, ALL };

typedef void case_function(const char *const name[2]);

static void for_both(case_function *check) {
    if (!getenv("SOFTCUDA_REPORT"))
        skip();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_built(names[i][ONE]))
            check(names[i]);
}

// --- Memory, seams, order ----------------------------------------------------------------------

// Lists that the card holds at once, and those of which it holds two or four pieces of six; the
// last reach beyond element 2^34.
static void lists_larger_than_memory(const char *const name[2]) {
    static const char *const memories[] = {"SOFTCUDA_MEMORY=64M", "SOFTCUDA_MEMORY=6M",
                                           "SOFTCUDA_MEMORY=12M"};
    static const uint64_t firsts[] = {0, 786437, (UINT64_C(1) << 34) - 262145};
    for (size_t m = 0; m < sizeof memories / sizeof memories[0]; m++) {
        for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++) {
            for (int type = 0; type < ELEMENT_TYPES; type++) {
                const struct attempt attempt = {
                    .backend = name[ONE],
                    .settings = {memories[m], f % 2 ? "SOFTCUDA_SEED=5" : NULL},
                    .type = (enum element_type)type,
                    .delivery = (f + m) % 2 ? DELIVERY_PAGEABLE : DELIVERY_PINNED,
                    .first = firsts[f],
                    .count = 1500001};
                assert_works(&attempt);
            }
        }
    }
}

static void test_lists_larger_than_memory(void **state) {
    (void)state;
    for_both(lists_larger_than_memory);
}

static void memory_taken_by_others(const char *const name[2]) {
    const struct attempt attempt = {.backend = name[ONE],
                                    .settings = {"SOFTCUDA_MEMORY=64M", "SOFTCUDA_TAKEN=57M"},
                                    .count = 1000000};
    assert_works(&attempt);
}

static void test_memory_taken_by_others(void **state) {
    (void)state;
    for_both(memory_taken_by_others);
}

static void several_devices(const char *const name[2]) {
    static const char *const seeds[] = {"SOFTCUDA_SEED=0", "SOFTCUDA_SEED=11", "SOFTCUDA_SEED=12"};
    for (size_t s = 0; s < sizeof seeds / sizeof seeds[0]; s++) {
        const struct attempt attempt = {
            .backend = name[ALL],
            .settings = {"SOFTCUDA_DEVICES=3", s ? "SOFTCUDA_MEMORY=6M" : "SOFTCUDA_MEMORY=1G",
                         seeds[s]},
            .delivery = s % 2 ? DELIVERY_PAGEABLE : DELIVERY_PINNED,
            .memory = s == 2 ? MEMORY_FRESH : MEMORY_REUSE,
            .first = 524283,
            .count = 1300003};
        assert_works(&attempt);
    }
}

static void test_several_devices(void **state) {
    (void)state;
    for_both(several_devices);
}

// --- Faults ------------------------------------------------------------------------------------

static const struct fault {
    const char *setting;
    enum status status;
    const char *words; // that the sentence has
} faults[] = {
    {"SOFTCUDA_DEVICES=0", STATUS_UNAVAILABLE, "finds no card"},
    {"SOFTCUDA_DRIVER=12040", STATUS_UNAVAILABLE, "update the driver"},
    {"SOFTCUDA_MODE=exclusive", STATUS_UNAVAILABLE, "nvidia-smi -c DEFAULT"},
    {"SOFTCUDA_MODE=prohibited", STATUS_UNAVAILABLE, "nvidia-smi -c DEFAULT"},
    {"SOFTCUDA_MODE=mig", STATUS_UNAVAILABLE, "MIG"},
    {"SOFTCUDA_MEMORY=3M", STATUS_MEMORY, "end other programs"},
    {"SOFTCUDA_FAIL=cuMemAlloc:1=CUDA_ERROR_OUT_OF_MEMORY", STATUS_MEMORY, "fewer lists"},
    {"SOFTCUDA_FAIL=cuMemHostRegister:1=CUDA_ERROR_OUT_OF_MEMORY", STATUS_MEMORY, "pin the list"},
    {"SOFTCUDA_FAIL=kernel:1=CUDA_ERROR_LAUNCH_FAILED", STATUS_DRIVER, "kernel failed"},
    {"SOFTCUDA_FAIL=copy:1=CUDA_ERROR_ECC_UNCORRECTABLE", STATUS_LOST, "ECC"},
    {"SOFTCUDA_LOST=70", STATUS_LOST, "xid` say more"}, // CUDA's sentence or cuRAND's
};

static void faults_have_a_sentence(const char *const name[2]) {
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const struct attempt attempt = {
            .backend = name[ONE], .settings = {faults[i].setting}, .count = 600001};
        const struct outcome outcome = outcome_of(&attempt);
        if (outcome.error.status != faults[i].status ||
            !strstr(outcome.error.message, faults[i].words)) {
            fail_msg("%s, %s: status %d: %s", name[ONE], faults[i].setting,
                     (int)outcome.error.status, outcome.error.message);
        }
    }
}

static void test_faults_have_a_sentence(void **state) {
    (void)state;
    for_both(faults_have_a_sentence);
}

// How many calls the attempt makes, by the device's log.
static unsigned calls_of(struct attempt attempt) {
    char path[] = "/tmp/test_cuda_calls.XXXXXX", setting[64];
    const int file = mkstemp(path);
    assert_true(file >= 0);
    snprintf(setting, sizeof setting, "SOFTCUDA_LOG=%s", path);
    attempt.settings[0] = setting;
    assert_works(&attempt);
    unsigned lines = 0;
    char byte;
    while (read(file, &byte, 1) == 1)
        lines += byte == '\n';
    close(file);
    unlink(path);
    return lines;
}

// Call after call fails; whatever was taken is given back (the device's note says if not).
static void each_call_fails(struct attempt attempt) {
    const unsigned calls = calls_of(attempt);
    unsigned refused = 0;
    for (unsigned call = 1; call <= calls; call++) {
        char setting[64];
        snprintf(setting, sizeof setting, "SOFTCUDA_FAIL=*:%u=999", call);
        attempt.settings[0] = setting;
        const struct outcome outcome = outcome_of(&attempt);
        const bool failed = outcome.error.status != STATUS_OK;
        refused += failed;
        assert_true(!failed || strlen(outcome.error.message) > 20);
    }
    assert_true(refused > calls / 2);
}

static void any_call_may_fail(const char *const name[2]) {
    each_call_fails((struct attempt){.backend = name[ONE], .count = 1000});
    each_call_fails(
        (struct attempt){.backend = name[ONE], .delivery = DELIVERY_PAGEABLE, .count = 1000});
    each_call_fails((struct attempt){.backend = name[ALL],
                                     .settings = {NULL, "SOFTCUDA_DEVICES=2"},
                                     .memory = MEMORY_FRESH,
                                     .count = 1000});
}

static void test_any_call_may_fail(void **state) {
    (void)state;
    for_both(any_call_may_fail);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_larger_than_memory),
        cmocka_unit_test(test_memory_taken_by_others),
        cmocka_unit_test(test_several_devices),
        cmocka_unit_test(test_faults_have_a_sentence),
        cmocka_unit_test(test_any_call_may_fail),
    };
    struct error error;
    if (topology_plan(2, &cpus, &error) != STATUS_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
