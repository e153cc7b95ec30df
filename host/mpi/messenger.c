// Carrying orders from the harness to all members, and their answers back as one.
// SPDX-License-Identifier: MIT
#include "mpi/messenger.h"

#include "mpi/member.h"
#include "platform/clock.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

// The time from agreeing on a start to that start: long enough for the order to reach every runner,
// found by trying.
static const int64_t window_least_ns = 200000, window_first_ns = 1000000,
                     window_most_ns = 200000000;
enum { STARTS_MOST = 6 };

// As long as two clocks may run apart before they are compared again: a drift of 10^-6 that was not
// learned is 5 µs then.
static const int64_t comparison_ns = 5000000000;

static bool is_sample(const struct order *order) {
    return order->kind == ORDER_CALL && order->request.kind == REQUEST_SAMPLE;
}

// ---- this rank's part

static void to_member(struct messenger *messenger, const struct order *order) {
    if (send(messenger->member, order, sizeof *order, MSG_NOSIGNAL) != (ssize_t)sizeof *order)
        give_up(messenger);
}

static void from_member(struct messenger *messenger, struct part *part) {
    if (recv(messenger->member, part, sizeof *part, 0) != (ssize_t)sizeof *part)
        give_up(messenger);
}

static void answer_sample(const struct messenger *messenger, const struct part *part,
                          struct answer *answer) {
    const struct sample *sample = &part->reply.sample;
    const double own_ns = (double)sample->ns;
    answer->parts = 1;
    answer->began_first = clock_to_common(&messenger->clock, (int64_t)sample->began_ns);
    answer->began_last = answer->began_first;
    answer->ended_last = clock_to_common(&messenger->clock, (int64_t)sample->ended_ns);
    answer->own_sum_ns = answer->own_most_ns = own_ns;
    answer->own_first_ns = messenger->standing.rank == 0 ? own_ns : 0;
    answer->slowest = messenger->standing.rank;
    memcpy(answer->slowest_host, messenger->standing.host, HOST_SIZE);
    answer->late = sample->late;
    answer->switches = sample->switches;
    answer->has_device_ns = sample->has_device_ns;
    answer->device_ns = sample->device_ns;
    answer->has_state = sample->has_state;
    answer->state = sample->state;
}

static void answer_call(const struct messenger *messenger, const struct order *order,
                        const struct part *part, struct answer *answer) {
    switch (order->request.kind) {
    case REQUEST_OPEN:
        answer->ns = part->reply.opening.ns;
        answer->opened = part->reply.opening.opened;
        break;
    case REQUEST_SAMPLE:
        if (part->took_part && part->error.status == STATUS_OK)
            answer_sample(messenger, part, answer);
        break;
    case REQUEST_VERIFY:
        answer->ns = part->reply.verdict.ns;
        answer->digest = part->reply.verdict.digest;
        break;
    case REQUEST_CLOSE:
        answer->ns = part->reply.closing.ns;
        answer->peak_memory_bytes = part->reply.closing.peak_memory_bytes;
        answer->ran_ns = part->reply.closing.ran_ns;
        answer->waited_ns = part->reply.closing.waited_ns;
        break;
    case REQUEST_PROBE:
    case REQUEST_POISON:
    case REQUEST_KINDS:
        break;
    }
}

static void ask_member(struct messenger *messenger, const struct order *order,
                       struct answer *answer) {
    struct order local = *order;
    struct part part;
    if (is_sample(order)) {
        local.request.start_ns =
            (uint64_t)clock_to_local(&messenger->clock, (int64_t)order->request.start_ns);
        local.request.yields =
            messenger->standing.sharers > (unsigned)CPU_COUNT(&messenger->standing.allowed);
    }
    to_member(messenger, &local);
    from_member(messenger, &part);
    answer->error = part.error;
    answer->ns = part.ns;
    if (order->kind == ORDER_CALL)
        answer_call(messenger, order, &part, answer);
    answer_sign(answer, messenger->standing.rank, messenger->standing.host);
}

// ---- the ranks together

static void add_answers(void *other, void *sum, int *count, MPI_Datatype *type) {
    (void)type;
    for (int i = 0; i < *count; i++)
        answer_add((struct answer *)sum + i, (const struct answer *)other + i);
}

// One reduction: digests, times, errors. all: every rank gets the sum, not rank 0 alone.
static void sum_up(struct messenger *messenger, bool all, struct answer *answer) {
    struct answer sum = *answer;
    MPI_Request request;
    if (all)
        MPI_Iallreduce(answer, &sum, 1, messenger->answer_type, messenger->answer_sum,
                       messenger->group, &request);
    else
        MPI_Ireduce(answer, &sum, 1, messenger->answer_type, messenger->answer_sum, 0,
                    messenger->group, &request);
    wait_for(messenger, &request, all ? AT_ONCE : AT_LEISURE);
    *answer = sum;
}

static void gather(struct messenger *messenger, const struct order *order, size_t element,
                   struct answer *answer) {
    if (answer->error.status != STATUS_OK)
        return;
    gather_slices(messenger, &order->request, element);
    const int64_t now = clock_to_common(&messenger->clock, (int64_t)clock_now_ns());
    answer->gather_ns = (double)(now - answer->ended_last);
    answer->ended_last = now;
}

static void form_group(struct messenger *messenger, const struct order *order) {
    const bool in = messenger->standing.rank < order->ranks;
    messenger->group_ranks = order->ranks;
    MPI_Comm_split(messenger->world, in ? 0 : MPI_UNDEFINED, (int)messenger->standing.rank,
                   &messenger->group);
}

static void begin_group(struct messenger *messenger, struct answer *answer) {
    compare_clocks(messenger);
    answer->clock_error_ns = messenger->clock.error_ns;
    measure_barrier(messenger, &answer->barrier_ns);
}

// Every rank knows that it is over before any process behind one ends.
static void end_together(struct messenger *messenger) {
    const struct order quit = {.kind = ORDER_QUIT};
    MPI_Request request;
    messenger->ending = true;
    to_member(messenger, &quit);
    MPI_Ibarrier(messenger->world, &request);
    wait_for(messenger, &request, AT_LEISURE);
}

// What each rank does about an order; *answer is the sum on rank 0.
static void carry_out(struct messenger *messenger, const struct order *order, bool gathers,
                      size_t element, struct answer *answer) {
    memset(answer, 0, sizeof *answer);
    if (order->kind == ORDER_QUIT)
        end_together(messenger);
    if (order->kind == ORDER_BEGIN)
        form_group(messenger, order);
    if (messenger->group == MPI_COMM_NULL)
        return; // not in this one: idle until the next
    if (order->kind == ORDER_BEGIN)
        begin_group(messenger, answer);
    if (order->kind == ORDER_CLOCKS) {
        compare_clocks(messenger);
        return;
    }
    ask_member(messenger, order, answer);
    sum_up(messenger, gathers, answer);
    if (gathers)
        gather(messenger, order, element, answer);
    if (order->kind == ORDER_FINISH)
        MPI_Comm_free(&messenger->group); // leaves MPI_COMM_NULL
}

// An order reaches the group; where there is none, everybody.
static void pass_on(struct messenger *messenger, struct order *order) {
    MPI_Request request;
    MPI_Comm to = messenger->group == MPI_COMM_NULL ? messenger->world : messenger->group;
    MPI_Ibcast(order, sizeof *order, MPI_BYTE, 0, to, &request);
    wait_for(messenger, &request, AT_LEISURE);
}

// ---- rank 0

static void renew_clocks(struct messenger *messenger) {
    struct order order = {.kind = ORDER_CLOCKS};
    struct answer none;
    if ((int64_t)clock_now_ns() - messenger->clock.compared_ns < comparison_ns)
        return;
    pass_on(messenger, &order);
    carry_out(messenger, &order, false, 0, &none);
}

// A start that some rank missed was agreed too early: it is agreed anew, for a later time.
static void sample_together(struct messenger *messenger, struct order *order, bool gathers,
                            size_t element, struct answer *answer) {
    renew_clocks(messenger);
    for (unsigned tries = 0;; tries++) {
        const int64_t start = (int64_t)clock_now_ns() + messenger->window_ns;
        order->request.start_ns = (uint64_t)start;
        pass_on(messenger, order);
        carry_out(messenger, order, gathers, element, answer);
        const bool late = answer->late > 0;
        answer->ns = answer->ended_last > start ? (uint64_t)(answer->ended_last - start) : 0;
        answer->late = tries;
        if (!late) {
            messenger->window_ns -= (messenger->window_ns - window_least_ns) / 64;
            return;
        }
        if (messenger->window_ns < window_most_ns)
            messenger->window_ns *= 2;
        if (tries + 1 == STARTS_MOST || answer->error.status != STATUS_OK)
            return;
    }
}

// The next order of the harness; false: it is gone.
static bool next_order(struct messenger *messenger, struct order *order) {
    struct pollfd watched[] = {{.fd = messenger->harness, .events = POLLIN},
                               {.fd = messenger->member, .events = POLLRDHUP}};
    (void)poll(watched, 2, -1);
    if (watched[0].revents == 0)
        give_up(messenger); // the member ended without being told to
    return recv(messenger->harness, order, sizeof *order, 0) == (ssize_t)sizeof *order;
}

static void lead(struct messenger *messenger, bool gather_wanted, size_t element) {
    struct order order;
    struct answer answer;
    messenger->window_ns = window_first_ns;
    while (next_order(messenger, &order)) {
        const bool gathers = order_gathers(&order, gather_wanted);
        if (is_sample(&order)) {
            sample_together(messenger, &order, gathers, element, &answer);
        } else {
            pass_on(messenger, &order);
            carry_out(messenger, &order, gathers, element, &answer);
        }
        if (send(messenger->harness, &answer, sizeof answer, MSG_NOSIGNAL) !=
            (ssize_t)sizeof answer)
            break;
        if (order.kind == ORDER_QUIT)
            return;
    }
    give_up(messenger);
}

// ---- the others

static void follow(struct messenger *messenger, bool gather_wanted, size_t element) {
    struct order order;
    struct answer answer;
    for (;;) {
        pass_on(messenger, &order);
        carry_out(messenger, &order, order_gathers(&order, gather_wanted), element, &answer);
        if (order.kind == ORDER_QUIT)
            return;
    }
}

static int exit_code(const struct messenger *messenger) {
    int state = 0;
    if (messenger->harness_pid == 0)
        return EXIT_SUCCESS;
    if (waitpid(messenger->harness_pid, &state, 0) < 0 || !WIFEXITED(state))
        return EXIT_FAILURE;
    return WEXITSTATUS(state);
}

int messenger_live(struct messenger *messenger, bool gather_wanted, size_t element) {
    messenger->group = MPI_COMM_NULL;
    MPI_Type_contiguous(sizeof(struct answer), MPI_BYTE, &messenger->answer_type);
    MPI_Type_commit(&messenger->answer_type);
    MPI_Op_create(add_answers, 1, &messenger->answer_sum);
    if (messenger->standing.rank == 0)
        lead(messenger, gather_wanted, element);
    else
        follow(messenger, gather_wanted, element);
    MPI_Op_free(&messenger->answer_sum);
    MPI_Type_free(&messenger->answer_type);
    return exit_code(messenger);
}
