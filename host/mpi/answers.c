// Adding up the answers of ranks. The order in which they come makes no difference, but for the
// sums of times.
// SPDX-License-Identifier: MIT
#include "mpi/orders.h"

#include "backends/device_state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// What ends a row outranks what only makes it wrong; so no rank goes on without the others.
static int severity(enum status status) {
    switch (status) {
    case STATUS_OK:
        return 0;
    case STATUS_WRONG:
        return 1;
    case STATUS_UNAVAILABLE:
    case STATUS_MEMORY:
        return 2;
    default:
        return 3;
    }
}

static void add_error(struct answer *sum, const struct answer *other) {
    const int mine = severity(sum->error.status), others = severity(other->error.status);
    if (others < mine || others == 0 || (others == mine && sum->rank <= other->rank))
        return;
    sum->error = other->error;
    sum->rank = other->rank;
}

static void add_state(struct answer *sum, const struct answer *other) {
    if (sum->has_state && other->has_state)
        device_state_worst(&sum->state, &other->state);
    else if (other->has_state)
        sum->state = other->state;
    sum->has_state = sum->has_state || other->has_state;
}

static void add_opened(struct opened *sum, const struct opened *other) {
    static const char others[] = "; others elsewhere";
    if (sum->variant[0] == '\0' && sum->workers == 0) {
        *sum = *other;
        return;
    }
    sum->workers += other->workers;
    sum->on_cpu = sum->on_cpu && other->on_cpu;
    const size_t length = strlen(sum->variant);
    if (strncmp(sum->variant, other->variant, strcspn(sum->variant, ";")) != 0 &&
        strstr(sum->variant, others) == NULL)
        snprintf(sum->variant + length, sizeof sum->variant - length, "%s", others);
}

static void add_sample(struct answer *sum, const struct answer *other) {
    if (other->parts == 0)
        return;
    const bool later = sum->parts == 0 || other->ended_last > sum->ended_last;
    if (sum->parts == 0 || other->began_first < sum->began_first)
        sum->began_first = other->began_first;
    if (sum->parts == 0 || other->began_last > sum->began_last)
        sum->began_last = other->began_last;
    if (later) {
        sum->ended_last = other->ended_last;
        sum->slowest = other->slowest;
        memcpy(sum->slowest_host, other->slowest_host, sizeof sum->slowest_host);
    }
    sum->own_sum_ns += other->own_sum_ns;
    sum->own_most_ns = fmax(sum->own_most_ns, other->own_most_ns);
    sum->own_first_ns += other->own_first_ns; // 0 but on rank 0
    sum->late += other->late;
    sum->parts += other->parts;
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

void answer_add(struct answer *sum, const struct answer *other) {
    add_error(sum, other);
    add_state(sum, other);
    add_opened(&sum->opened, &other->opened);
    add_sample(sum, other);
    sum->ns = larger(sum->ns, other->ns);
    sum->digest += other->digest;
    sum->switches += other->switches;
    sum->device_ns = larger(sum->device_ns, other->device_ns);
    sum->has_device_ns = sum->has_device_ns || other->has_device_ns;
    sum->peak_memory_bytes = larger(sum->peak_memory_bytes, other->peak_memory_bytes);
    sum->ran_ns += other->ran_ns;
    sum->waited_ns += other->waited_ns;
    sum->clock_error_ns = fmax(sum->clock_error_ns, other->clock_error_ns);
    if (!sum->barrier_ns.present)
        sum->barrier_ns = other->barrier_ns;
}

void answer_sign(struct answer *answer, unsigned rank, const char *host) {
    const struct error unsigned_error = answer->error;
    answer->rank = rank;
    if (unsigned_error.status != STATUS_OK)
        (void)fail(&answer->error, unsigned_error.status, "rank %u on %.63s: %.430s", rank, host,
                   unsigned_error.message);
}
