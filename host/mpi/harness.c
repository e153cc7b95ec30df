// Asking the group: one order at a time, awaited with patience and with an ear for ranks that die.
// SPDX-License-Identifier: MIT
#include "mpi/harness.h"

#include "cli/commands/commands.h"
#include "cli/exit_codes.h"
#include "measure/observer.h"
#include "measure/rank_group.h"
#include "mpi/lifeline.h"
#include "platform/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    LISTEN_MS = 100,
    LAST_WORDS_MS = 500, // for the words of a rank's member to arrive
};

// More than a member's patience with its runner: it knows better who is silent.
#define PATIENCE_MORE_S 15.0

// The group first: measure/ is handed it, and finds the harness around it.
struct harness {
    struct rank_group group;
    const struct standing *standing;
    int messenger;
    double patience_s;
    struct lifelines *lines;
    struct pollfd *watched; // room for all of them and the messenger
    struct error *lost;     // why the group is no more; STATUS_OK while it is
    bool *waiting;          // for an answer
};

// ---- one order and its answer

static enum status lose(const struct harness *harness, struct error *error) {
    struct error reason = *error;
    *harness->lost = reason;
    measure_interrupted = 1; // every other row keeps what it has
    return reason.status;
}

// The messenger is gone, which happens where the launcher ends the job because a rank died. That
// rank's member has said so, or is about to.
static enum status messenger_gone(const struct harness *harness, struct error *error) {
    for (int waited_ms = 0; waited_ms < LAST_WORDS_MS; waited_ms += 10) {
        if (lifelines_heard(harness->lines, error))
            return lose(harness, error);
        poll(NULL, 0, 10);
    }
    (void)fail(error, STATUS_LOST, "rank 0 on %s: its MPI process was ended",
               harness->standing->host);
    return lose(harness, error);
}

static enum status silent(const struct harness *harness, double waited_s, struct error *error) {
    (void)fail(error, STATUS_LOST,
               "the ranks did not answer for %.3g s and none of them said why, so the run was "
               "ended; is one of them stopped, or the network down?",
               waited_s);
    return lose(harness, error);
}

// listening: to the lifelines, until members end as they should.
static enum status await_answer(const struct harness *harness, bool listening,
                                struct answer *answer, struct error *error) {
    const uint64_t start_ns = clock_now_ns();
    for (;;) {
        harness->watched[0] = (struct pollfd){.fd = harness->messenger, .events = POLLIN};
        const unsigned lines =
            listening ? lifelines_watch(harness->lines, harness->watched + 1) : 0;
        (void)poll(harness->watched, 1 + lines, LISTEN_MS);
        if (harness->watched[0].revents & POLLIN) {
            const ssize_t got = recv(harness->messenger, answer, sizeof *answer, 0);
            return got == (ssize_t)sizeof *answer ? STATUS_OK : messenger_gone(harness, error);
        }
        if (harness->watched[0].revents != 0)
            return messenger_gone(harness, error);
        if (listening && lifelines_heard(harness->lines, error))
            return lose(harness, error);
        if (measure_interrupted)
            return fail(error, STATUS_INTERRUPTED, "interrupted");
        const double waited_s = (double)(clock_now_ns() - start_ns) * 1e-9;
        if (waited_s > harness->patience_s + PATIENCE_MORE_S)
            return silent(harness, waited_s, error);
    }
}

// After an interruption no order goes out any more: the messenger may still be busy with the last.
static enum status give(const struct harness *harness, const struct order *order,
                        struct answer *answer, struct error *error) {
    memset(answer, 0, sizeof *answer);
    if (harness->lost->status != STATUS_OK) {
        *error = *harness->lost;
        return error->status;
    }
    if (*harness->waiting)
        return fail(error, STATUS_INTERRUPTED, "interrupted");
    if (send(harness->messenger, order, sizeof *order, MSG_NOSIGNAL) != (ssize_t)sizeof *order)
        return messenger_gone(harness, error);
    *harness->waiting = true;
    enum status status = await_answer(harness, order->kind != ORDER_QUIT, answer, error);
    if (status != STATUS_OK)
        return status;
    *harness->waiting = false;
    if (answer->error.status != STATUS_OK)
        *error = answer->error;
    return answer->error.status;
}

// ---- as measure/ asks

static const struct harness *harness_of(const struct rank_group *group) {
    return (const struct harness *)group;
}

static enum status begin(const struct rank_group *group, const struct plan *plan, uint64_t capacity,
                         struct results *results, struct error *error) {
    const struct harness *harness = harness_of(group);
    const struct order order = {.kind = ORDER_BEGIN,
                                .ranks = plan->ranks,
                                .size = plan->spec.size,
                                .lists = plan->spec.lists,
                                .capacity = capacity};
    struct answer answer;
    const enum status status = give(harness, &order, &answer, error);
    results->ranks = (struct ranks_facts){.count = plan->ranks,
                                          .nodes = harness->standing->nodes,
                                          .gathered = group->gather,
                                          .barrier_ns = answer.barrier_ns,
                                          .clock_error_ns = answer.clock_error_ns};
    snprintf(results->ranks.library, sizeof results->ranks.library, "%s",
             harness->standing->library);
    results->first_touch_ns = answer.ns > 0 ? (double)answer.ns : -1;
    return status;
}

static enum status start(const struct rank_group *group, unsigned row, struct error *error) {
    const struct order order = {.kind = ORDER_START, .row = row};
    struct answer answer;
    return give(harness_of(group), &order, &answer, error);
}

static void fill_sample(const struct answer *answer, const struct request *request,
                        struct sample *sample) {
    sample->ns = answer->ns;
    sample->has_device_ns = answer->has_device_ns;
    sample->device_ns = answer->device_ns;
    sample->has_state = answer->has_state;
    sample->state = answer->state;
    sample->switches = answer->switches;
    sample->has_spread = answer->parts > 0 && request->place != PLACE_ALONE;
    sample->spread = (struct spread){
        .skew_ns = (double)(answer->began_last - answer->began_first),
        .mean_ns = answer->parts > 0 ? answer->own_sum_ns / answer->parts : 0,
        .longest_ns = answer->own_most_ns,
        .first_ns = answer->own_first_ns,
        .gather_ns = answer->gather_ns,
        .slowest = answer->slowest,
        .late = answer->late,
    };
    memcpy(sample->spread.host, answer->slowest_host, sizeof sample->spread.host);
}

static void fill_reply(const struct answer *answer, const struct request *request,
                       struct reply *reply) {
    *reply = (struct reply){.error = answer->error};
    switch (request->kind) {
    case REQUEST_OPEN:
        reply->opening = (struct opening){.ns = answer->ns, .opened = answer->opened};
        break;
    case REQUEST_SAMPLE:
        fill_sample(answer, request, &reply->sample);
        break;
    case REQUEST_VERIFY:
        reply->verdict = (struct verdict){.ns = answer->ns, .digest = answer->digest};
        break;
    case REQUEST_CLOSE:
        reply->closing = (struct closing){.ns = answer->ns,
                                          .peak_memory_bytes = answer->peak_memory_bytes,
                                          .ran_ns = answer->ran_ns,
                                          .waited_ns = answer->waited_ns};
        break;
    case REQUEST_PROBE:
    case REQUEST_POISON:
    case REQUEST_KINDS:
        break;
    }
}

static enum status call(const struct rank_group *group, unsigned row, const struct request *request,
                        const char *doing, struct reply *reply, struct error *error) {
    struct order order = {.kind = ORDER_CALL, .row = row, .request = *request};
    struct answer answer;
    snprintf(order.doing, sizeof order.doing, "%s", doing);
    const enum status status = give(harness_of(group), &order, &answer, error);
    fill_reply(&answer, request, reply);
    return status;
}

static void end(const struct rank_group *group, unsigned row) {
    const struct order order = {.kind = ORDER_END, .row = row};
    struct answer answer;
    struct error ignored; // what ends the group is told by the next order
    (void)!give(harness_of(group), &order, &answer, &ignored);
}

static void finish(const struct rank_group *group) {
    const struct order order = {.kind = ORDER_FINISH};
    struct answer answer;
    struct error ignored;
    (void)!give(harness_of(group), &order, &answer, &ignored);
}

// ---- the process

// All ranks end in order, unless one of them is no more or still busy: then the messenger finds
// this process gone, and ends the job.
static void dismiss(const struct harness *harness) {
    const struct order order = {.kind = ORDER_QUIT};
    struct answer answer;
    struct error ignored;
    (void)!give(harness, &order, &answer, &ignored);
}

static enum status perform(struct options *options, const struct harness *harness,
                           struct error *error) {
    options->group = &harness->group;
    const enum status status = command_finish(options, error);
    if (harness->lost->status == STATUS_OK)
        return status;
    *error = *harness->lost;
    return status_worse(STATUS_LOST, status == STATUS_INTERRUPTED ? STATUS_OK : status);
}

int harness_live(struct options *options, const struct standing *standing, int messenger,
                 enum status parsed, const struct error *refusal) {
    struct lifelines lines;
    struct meeting meeting;
    struct error lost = {0}, error = *refusal;
    bool waiting = false;
    lifelines_open(standing->ranks, &lines, &meeting);
    struct pollfd *watched = calloc((size_t)standing->ranks + 2, sizeof *watched);
    if (watched == NULL ||
        send(messenger, &meeting, sizeof meeting, MSG_NOSIGNAL) != (ssize_t)sizeof meeting)
        return exit_code_of(STATUS_LOST);
    const struct harness harness = {.group = {.ranks = standing->ranks,
                                              .gather = options->gather,
                                              .begin = begin,
                                              .start = start,
                                              .call = call,
                                              .end = end,
                                              .finish = finish},
                                    .standing = standing,
                                    .messenger = messenger,
                                    .patience_s = options->patience_s,
                                    .lines = &lines,
                                    .watched = watched,
                                    .lost = &lost,
                                    .waiting = &waiting};
    const enum status status = parsed == STATUS_OK ? perform(options, &harness, &error) : parsed;
    if (status != STATUS_OK)
        fprintf(stderr, "gpubench-mpi: %s\n", error.message);
    dismiss(&harness);
    lifelines_close(&lines);
    free(watched);
    return exit_code_of(status);
}
