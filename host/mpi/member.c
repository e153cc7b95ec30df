// Carrying out orders: each request is cut to this rank's slice and passed to the row's runner.
// SPDX-License-Identifier: MIT
#include "mpi/member.h"

#include "cli/make_plan.h"
#include "measure/observer.h"
#include "measure/rank_group.h"
#include "measure/runner.h"
#include "mpi/lifeline.h"
#include "platform/clock.h"
#include "verify/verify.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct member {
    const struct standing *standing;
    const struct shared_pages *shared;
    bool gather;
    struct plan plan;
    unsigned ranks; // of the group
    uint64_t capacity;
    struct shared_pages pages; // base NULL: none
    char local_device[16];
    struct job jobs[PLAN_ROWS];
    struct runner_setup setups[PLAN_ROWS];
    struct runner runners[PLAN_ROWS];
    struct request sampled; // the last sample asked for, of the whole run
    bool gathered;          // its values are in the pages, all of them on rank 0
};

bool order_gathers(const struct order *order, bool gather) {
    return gather && order->kind == ORDER_CALL && order->request.kind == REQUEST_SAMPLE &&
           order->request.place == PLACE_DELIVERED;
}

// ---- memory

static void give_back(struct member *member) {
    if (member->shared->base == NULL)
        shared_pages_destroy(&member->pages);
    member->pages = (struct shared_pages){0};
}

// Every rank of this machine asks for as much, at the same time.
static enum status check_memory(const struct member *member, size_t bytes, struct error *error) {
    const uint64_t available = memory_available();
    const uint64_t runners = plan_runner_bytes(&member->plan);
    const uint64_t all = (bytes + runners) * member->standing->local_ranks;
    if (all <= available)
        return STATUS_OK;
    return fail(error, STATUS_MEMORY,
                "the lists and runners of %u ranks need %.3g GB here, but only %.3g GB of memory "
                "are free: use a smaller --size, fewer --lists, or fewer ranks a machine",
                member->standing->local_ranks, (double)all * 1e-9, (double)available * 1e-9);
}

static enum status make_pages(struct member *member, struct part *part) {
    const size_t bytes = member->capacity * element_bytes(member->plan.spec.type) + 64;
    enum status status = check_memory(member, bytes, &part->error);
    if (status != STATUS_OK || member->plan.spec.memory != MEMORY_REUSE)
        return status;
    if (member->shared->base != NULL)
        member->pages = (struct shared_pages){member->shared->base, bytes};
    else
        status = shared_pages_create(bytes, &member->pages, &part->error);
    if (status != STATUS_OK)
        return status;
    const uint64_t start_ns = clock_now_ns();
    status = shared_pages_touch(&member->pages, &member->plan.cpus, &part->error);
    part->ns = clock_now_ns() - start_ns;
    return status;
}

static enum status begin(struct member *member, const struct order *order, struct part *part) {
    give_back(member);
    member->ranks = order->ranks;
    member->plan.spec.size = order->size;
    member->plan.spec.lists = order->lists;
    member->capacity = member->gather && member->standing->rank == 0
                           ? order->capacity
                           : slice_most(order->capacity, order->ranks);
    return make_pages(member, part);
}

// ---- a row

// A rank takes the device of its number on this machine, unless one was named.
static const char *device_of(const struct member *member, const struct plan_row *row) {
    const bool any = (row->backend->traits & TRAIT_OFFLOAD) != 0 && *row->device == '\0';
    return any ? member->local_device : row->device;
}

static enum status start(struct member *member, const struct order *order, struct part *part) {
    const struct plan *plan = &member->plan;
    const struct plan_row *row = &plan->rows[order->row];
    struct job *job = &member->jobs[order->row];
    *job = plan_job(plan, device_of(member, row), member->capacity, &member->pages);
    member->setups[order->row] = (struct runner_setup){
        .backend = row->backend, .job = job, .device = job->device, .patience_s = plan->patience_s};
    return runner_start(&member->setups[order->row], &member->runners[order->row], &part->error);
}

// ---- a request

static void cut_sample(const struct member *member, struct request *request) {
    const unsigned rank = member->standing->rank;
    const uint64_t begin = slice_begin(request->count, rank, member->ranks);
    const uint64_t end = slice_begin(request->count, rank + 1, member->ranks);
    request->first += begin;
    request->count = end - begin;
}

// The same share of this rank's slice as the request's share of the last sample, so that all ranks
// compare at the same time.
static void cut_verify(const struct member *member, struct request *request) {
    const struct request *whole = &member->sampled;
    struct request slice = *whole;
    cut_sample(member, &slice);
    const long double share =
        whole->count == 0 ? 0 : (long double)slice.count / (long double)whole->count;
    const uint64_t from = request->first - whole->first, to = from + request->count;
    const uint64_t begin = from == 0 ? 0 : (uint64_t)((long double)from * share);
    const uint64_t end = to == whole->count ? slice.count : (uint64_t)((long double)to * share);
    request->first = slice.first + begin;
    request->count = end - begin;
}

// What was gathered is compared by rank 0 alone, which has it all.
static enum status verify_gathered(const struct member *member, const struct request *request,
                                   struct part *part) {
    const struct plan *plan = &member->plan;
    if (member->standing->rank != 0)
        return STATUS_OK;
    const uint64_t start_ns = clock_now_ns(), skipped = request->first - member->sampled.first;
    const char *values =
        (const char *)member->pages.base + skipped * element_bytes(plan->spec.type);
    const enum status status = verify_values(plan->spec.stream, plan->spec.type, plan->spec.seed,
                                             request->first, request->count, values, &plan->cpus,
                                             &part->reply.verdict.digest, &part->error);
    part->reply.verdict.ns = clock_now_ns() - start_ns;
    return status;
}

static bool sits_out(const struct member *member, const struct request *request) {
    return request->kind == REQUEST_SAMPLE && request->place == PLACE_ALONE &&
           member->standing->rank != 0;
}

static enum status call(struct member *member, const struct order *order, struct part *part) {
    struct request request = order->request;
    if (sits_out(member, &request))
        return STATUS_OK;
    if (request.kind == REQUEST_VERIFY && member->gathered)
        return verify_gathered(member, &request, part);
    if (request.kind == REQUEST_SAMPLE) {
        member->sampled = request;
        member->gathered = order_gathers(order, member->gather);
        request.gathers = member->gathered;
        cut_sample(member, &request);
        part->took_part = true;
    }
    if (request.kind == REQUEST_VERIFY)
        cut_verify(member, &request);
    if (request.kind == REQUEST_POISON && member->gather && member->pages.base != NULL)
        memset(member->pages.base, 0xFF, member->pages.bytes); // what others sent, too
    return runner_call(&member->runners[order->row], &request, order->doing, &part->reply,
                       &part->error);
}

static enum status end(struct member *member, const struct order *order, struct part *part) {
    (void)part;
    runner_end(&member->runners[order->row]);
    return STATUS_OK;
}

static enum status finish(struct member *member, const struct order *order, struct part *part) {
    (void)order, (void)part;
    give_back(member);
    return STATUS_OK;
}

// ---- the process

typedef enum status carry_out(struct member *member, const struct order *order, struct part *part);
static carry_out *const carrying[] = {
    [ORDER_BEGIN] = begin, [ORDER_START] = start,   [ORDER_CALL] = call,
    [ORDER_END] = end,     [ORDER_FINISH] = finish,
};

// The next order; false: there is none, and *words say so to the harness if that is news.
static bool next_order(int messenger, int line, struct order *order, const char **words) {
    struct pollfd watched[] = {{.fd = messenger, .events = POLLIN},
                               {.fd = line, .events = POLLRDHUP}};
    while (poll(watched, 2, -1) < 0 && !measure_interrupted) {
    }
    *words = "its MPI process was killed or has ended";
    if (measure_interrupted || (watched[0].revents & POLLIN) == 0)
        return false;
    if (recv(messenger, order, sizeof *order, 0) != (ssize_t)sizeof *order)
        return false;
    *words = NULL;
    return order->kind != ORDER_QUIT;
}

static const char *serve(struct member *member, int messenger, int line) {
    struct order order;
    const char *words;
    while (next_order(messenger, line, &order, &words)) {
        struct part part = {0};
        const enum status status = carrying[order.kind](member, &order, &part);
        part.error.status = status;
        if (measure_interrupted ||
            send(messenger, &part, sizeof part, MSG_NOSIGNAL) != (ssize_t)sizeof part)
            return "its MPI process was killed or has ended";
    }
    return words;
}

void member_live(const struct options *options, const struct standing *standing,
                 const struct shared_pages *shared, int messenger) {
    struct member *member = calloc(1, sizeof *member);
    struct error error = {0};
    if (member == NULL)
        return;
    member->standing = standing;
    member->shared = shared;
    member->gather = options->gather;
    snprintf(member->local_device, sizeof member->local_device, "%u", standing->local_rank);
    const int line = lifeline_join(standing);
    const char *words = NULL;
    if (make_plan(options, &member->plan, &error) == STATUS_OK)
        words = serve(member, messenger, line);
    else
        words = error.message;
    if (words != NULL)
        lifeline_say(line, words);
    for (size_t i = 0; i < PLAN_ROWS; i++)
        runner_end(&member->runners[i]);
    give_back(member);
    free(member);
}
