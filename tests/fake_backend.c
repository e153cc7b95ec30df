// The scripts, and backends that follow them.
// SPDX-License-Identifier: MIT
#include "fake_backend.h"

#include "platform/clock.h"
#include "verify/verify.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct fake_world *fake_world;

// --- Faults --------------------------------------------------------------------------------------

static void abort_here(void) {
    raise(SIGABRT);
}

static void exit_here(void) {
    _exit(3);
}

static void be_killed(void) {
    raise(SIGKILL);
}

// Longer than any patience, then for ever.
static void hang(void) {
    fake_world->now_ns += 1500000000; // more would be no waiting, but a machine that stood still
    for (;;)
        pause();
}

// As if the user interrupted a run that takes for ever.
static void interrupt_harness(void) {
    kill(getppid(), SIGUSR1);
    for (;;)
        pause();
}

// Dies with a child that has its socket open and would live on.
static void leave_orphan(void) {
    const pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    fake_world->orphan = child;
    raise(SIGABRT);
}

// As vendor libraries do.
static void chatter(void) {
    printf("chatter of a library\n");
    fflush(stdout);
}

// --- Scripts -------------------------------------------------------------------------------------

enum { NOWHERE = 0, IN_PROBE = 1, IN_OPEN = 2, IN_FILL = 4, IN_CLOSE = 8 };

struct script {
    const char *name;
    uint64_t run_ns;   // a fill; deliver takes twice as long
    uint64_t first_ns; // the first fill takes so much longer
    double drift;      // each fill takes this share more than the first
    double jitter;     // and up to this share more or less, at random
    double device;     // what the device's clock shows, as a share of the fill
    unsigned moment;   // when the fault happens
    void (*fault)(void);
    unsigned fault_from; // the fault waits for this fill, from 0
    enum status refusal; // what open, or fill at its moment, returns
    bool wrong, unwritten;
    unsigned wrong_poison; // wrong or unwritten only after this many poisons
    bool one_kind;         // no streaming ceiling
};

enum { WRONG_ELEMENT = 7 };

static const struct script scripts[] = {
    {.name = "steady", .run_ns = 100000000, .device = 0.9},
    {.name = "twice", .run_ns = 50000000, .device = 0.9},
    {.name = "steady-2", .run_ns = 100000000, .device = 0.9},
    {.name = "short", .run_ns = 500, .device = 0.9},
    {.name = "instant", .run_ns = 0},
    {.name = "long", .run_ns = 9000000000},
    {.name = "random", .run_ns = 100000000, .jitter = 0.05, .device = 0.9},
    {.name = "random-2", .run_ns = 100000000, .jitter = 0.05, .device = 0.9},
    {.name = "drift", .run_ns = 100000000, .drift = 0.005},
    {.name = "slow-first", .run_ns = 100000000, .first_ns = 400000000},
    {.name = "one-kind", .run_ns = 100000000, .one_kind = true},
    {.name = "lying-clock", .run_ns = 100000000, .device = 3},
    {.name = "wrong", .run_ns = 100000000, .wrong = true},
    {.name = "wrong-late", .run_ns = 100000000, .wrong = true, .wrong_poison = 2},
    {.name = "unwritten", .run_ns = 100000000, .unwritten = true},
    {.name = "chatter", .run_ns = 100000000, .moment = IN_PROBE | IN_OPEN, .fault = chatter},
    {.name = "crash-in-probe", .moment = IN_PROBE, .fault = abort_here},
    {.name = "hang-in-probe", .moment = IN_PROBE, .fault = hang},
    {.name = "crash-in-open", .moment = IN_OPEN, .fault = abort_here},
    {.name = "crash-in-fill", .moment = IN_FILL, .fault = abort_here},
    {.name = "crash-late",
     .run_ns = 100000000,
     .moment = IN_FILL,
     .fault = abort_here,
     .fault_from = 5},
    {.name = "exit-in-fill", .moment = IN_FILL, .fault = exit_here},
    {.name = "killed", .moment = IN_FILL, .fault = be_killed},
    {.name = "hang-in-open", .moment = IN_OPEN, .fault = hang},
    {.name = "hang-in-fill", .moment = IN_FILL, .fault = hang},
    {.name = "hang-late", .run_ns = 100000000, .moment = IN_FILL, .fault = hang, .fault_from = 5},
    {.name = "hang-in-close", .run_ns = 100000000, .moment = IN_CLOSE, .fault = hang},
    {.name = "interrupted-in-fill", .moment = IN_FILL, .fault = interrupt_harness},
    {.name = "orphan", .moment = IN_FILL, .fault = leave_orphan},
    {.name = "no-memory", .moment = IN_OPEN, .refusal = STATUS_MEMORY},
    {.name = "unavailable", .moment = IN_OPEN, .refusal = STATUS_UNAVAILABLE},
    {.name = "driver-error", .moment = IN_FILL, .refusal = STATUS_DRIVER},
};

static const struct script *find_script(const char *name) {
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (strcmp(scripts[i].name, name) == 0)
            return &scripts[i];
    return NULL;
}

static enum status play(const struct script *script, unsigned moment, struct error *error) {
    if ((script->moment & moment) == 0)
        return STATUS_OK;
    if (script->fault != NULL)
        script->fault();
    if (script->refusal == STATUS_OK)
        return STATUS_OK;
    return fail(error, script->refusal, "script %s refuses", script->name);
}

// --- The clock and the log -----------------------------------------------------------------------

static uint64_t world_time(void) {
    return fake_world->now_ns;
}

void fake_begin(void) {
    fake_world =
        mmap(NULL, sizeof *fake_world, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fake_world == MAP_FAILED)
        abort();
    clock_replace(world_time, FAKE_COST_NS);
}

void fake_end(void) {
    clock_replace(NULL, 0);
    munmap(fake_world, sizeof *fake_world);
}

static void log_call(const struct script *script, enum fake_call call) {
    const size_t index = fake_world->call_count++;
    if (index >= FAKE_LOG)
        return;
    snprintf(fake_world->calls[index].script, sizeof fake_world->calls[index].script, "%s",
             script->name);
    fake_world->calls[index].call = call;
}

// --- The stream ----------------------------------------------------------------------------------

static void fake_reference(uint64_t seed, uint64_t first, uint64_t count, void *values) {
    double *to = values;
    for (uint64_t i = 0; i < count; i++)
        to[i] = (double)(digest_mix(seed, first + i) >> 11) * 0x1p-53;
}

const struct stream fake_stream = {
    .name = "fake", .summary = "for tests", .reference = {[ELEMENT_F64] = fake_reference}};

// --- The backends --------------------------------------------------------------------------------

struct session {
    const struct script *script;
    uint64_t seed;
    double *values, *own;
    unsigned fills, poisons;
    uint64_t capacity, last_ns;
    uint64_t random;
};

static void fake_probe(const struct backend *backend, const char *device, struct probe *probe) {
    (void)backend;
    const struct script *script = find_script(device);
    struct error error;
    if (script == NULL || play(script, IN_PROBE, &error) != STATUS_OK) {
        snprintf(probe->reason, sizeof probe->reason, "there is no script '%s'", device);
        return;
    }
    probe->ready = true;
}

static enum status fake_open(const struct backend *backend, const struct job *job,
                             struct opened *opened, struct session **session, struct error *error) {
    (void)backend;
    const struct script *script = find_script(job->device);
    *session = NULL;
    if (script == NULL)
        return fail(error, STATUS_USAGE, "there is no script '%s'", job->device);
    const enum status status = play(script, IN_OPEN, error);
    if (status != STATUS_OK)
        return status;
    struct session *made = calloc(1, sizeof *made);
    double *own = job->pages == NULL ? calloc(job->capacity + 1, sizeof *own) : NULL;
    if (made == NULL || (job->pages == NULL && own == NULL)) {
        free(own);
        free(made);
        return fail(error, STATUS_MEMORY, "no memory");
    }
    *made = (struct session){.script = script,
                             .seed = job->spec.seed,
                             .values = own == NULL ? job->pages->base : own,
                             .own = own,
                             .capacity = job->capacity};
    for (const char *letter = script->name; *letter != '\0'; letter++) // each script its own
        made->random = digest_mix(made->random, (uint64_t)*letter);
    opened->workers = job->cpus->workers;
    snprintf(opened->variant, sizeof opened->variant, "scripted");
    fake_world->now_ns += 3000000;
    *session = made;
    return STATUS_OK;
}

static uint64_t duration(struct session *session) {
    const struct script *script = session->script;
    const double random = (double)(digest_mix(session->random, session->fills) >> 11) * 0x1p-53;
    double ns = (double)script->run_ns;
    ns *= 1 + script->drift * session->fills + script->jitter * (2 * random - 1);
    return (uint64_t)ns + (session->fills == 0 ? script->first_ns : 0);
}

static enum status make(struct session *session, uint64_t first, uint64_t count, unsigned times,
                        struct error *error) {
    const struct script *script = session->script;
    if (session->fills >= script->fault_from) {
        const enum status status = play(script, IN_FILL, error);
        if (status != STATUS_OK)
            return status;
    }
    const bool spoiled = session->poisons >= script->wrong_poison && count > WRONG_ELEMENT;
    double kept = 0;
    if (spoiled)
        kept = session->values[WRONG_ELEMENT];
    fake_reference(session->seed, first, count, session->values);
    if (spoiled && script->wrong)
        session->values[WRONG_ELEMENT] = 0.5;
    if (spoiled && script->unwritten)
        session->values[WRONG_ELEMENT] = kept;
    session->last_ns = duration(session) * times;
    session->fills++;
    fake_world->now_ns += session->last_ns;
    return STATUS_OK;
}

static enum status fake_fill(struct session *session, uint64_t first, uint64_t count,
                             struct error *error) {
    log_call(session->script, FAKE_FILL);
    return make(session, first, count, 1, error);
}

static enum status fake_deliver(struct session *session, uint64_t first, uint64_t count,
                                struct error *error) {
    log_call(session->script, FAKE_DELIVER);
    return make(session, first, count, 2, error);
}

static enum status fake_view(struct session *session, const void **values, struct error *error) {
    (void)error;
    *values = session->values;
    return STATUS_OK;
}

static enum status fake_poison(struct session *session, struct error *error) {
    (void)error;
    session->poisons++;
    memset(session->values, 0xFF, session->capacity * sizeof *session->values);
    return STATUS_OK;
}

static enum status fake_ceiling(struct session *session, enum stores stores, uint64_t count,
                                struct error *error) {
    (void)count;
    const bool streaming = stores == STORES_STREAMING;
    if (streaming && session->script->one_kind)
        return fail(error, STATUS_UNAVAILABLE, "one kind of stores only");
    log_call(session->script, streaming ? FAKE_CEILING_STREAMING : FAKE_CEILING_PLAIN);
    fake_world->now_ns += streaming ? 25000000 : 40000000;
    return STATUS_OK;
}

// A device that tells its clock and its energy, 1 W, and nothing else.
static bool fake_state(struct session *session, struct device_state *state) {
    *state = (struct device_state){-1, -1, -1, -1, -1, 0};
    state->clock_mhz = session->fills % 2 == 0 ? 1500 : 1400;
    state->energy_j = (double)fake_world->now_ns * 1e-9;
    return true;
}

static enum status fake_device_ns(struct session *session, uint64_t *ns, struct error *error) {
    (void)error;
    *ns = (uint64_t)((double)session->last_ns * session->script->device);
    return STATUS_OK;
}

static void fake_close(struct session *session) {
    struct error error;
    if (session == NULL)
        return;
    fake_world->now_ns += 2000000;
    (void)!play(session->script, IN_CLOSE, &error);
    free(session->own);
    free(session);
}

static enum status harness_fill(struct session *session, uint64_t first, uint64_t count,
                                struct error *error) {
    (void)first;
    (void)count;
    (void)error;
    fake_world->now_ns += session->script->run_ns;
    return STATUS_OK;
}

const struct backend fake_backend = {
    .name = "fake",
    .summary = "follows a script",
    .traits = 0,
    .probe = fake_probe,
    .open = fake_open,
    .fill = fake_fill,
    .deliver = NULL,
    .view = fake_view,
    .poison = fake_poison,
    .ceiling = fake_ceiling,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = fake_close,
};

const struct backend fake_offload_backend = {
    .name = "fake-offload",
    .summary = "follows a script, far away",
    .traits = TRAIT_OFFLOAD,
    .probe = fake_probe,
    .open = fake_open,
    .fill = fake_fill,
    .deliver = fake_deliver,
    .view = fake_view,
    .poison = fake_poison,
    .ceiling = NULL,
    .copy_ceiling = NULL,
    .device_ns = fake_device_ns,
    .state = fake_state,
    .close = fake_close,
};

const struct backend fake_harness_backend = {
    .name = "fake-null",
    .summary = "makes no numbers",
    .traits = TRAIT_HARNESS,
    .probe = fake_probe,
    .open = fake_open,
    .fill = harness_fill,
    .deliver = NULL,
    .view = NULL,
    .poison = NULL,
    .ceiling = NULL,
    .copy_ceiling = NULL,
    .device_ns = NULL,
    .state = NULL,
    .close = fake_close,
};
