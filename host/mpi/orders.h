// What the processes of gpubench-mpi say to each other.
//
// Each rank has a messenger, the process that MPI knows, which does nothing but talk to the other
// messengers; and a member, forked before MPI started, which owns the rank's runners, so that no
// driver ever starts in a child of a process with MPI in it. Rank 0 has the harness besides: the
// process that plans, measures and reports as in gpubench, and outlives an MPI that is aborted.
//
//   harness -> messenger 0 -> all messengers -> their members -> their runners, and back
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_ORDERS_H
#define GPUBENCH_MPI_ORDERS_H

#include "measure/protocol.h"
#include "measure/results.h"
#include "status.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

enum { HOST_SIZE = 64, DOING_SIZE = 48, ADDRESSES = 8 };

enum order_kind {
    ORDER_BEGIN,  // memory for the lists; the ranks below `ranks` are the group from here on
    ORDER_START,  // a row's runner
    ORDER_CALL,   // a request to it
    ORDER_END,    // the row's runner ends
    ORDER_FINISH, // the group is dissolved
    ORDER_QUIT,   // nothing more to come
    ORDER_CLOCKS  // among messengers: compare the clocks again
};

struct order {
    enum order_kind kind;
    unsigned row;
    unsigned ranks;                 // begin
    uint64_t size, lists, capacity; // begin: of the whole run
    char doing[DOING_SIZE];         // call: for sentences
    struct request request;         // call: of the whole run; start_ns by the common clock
};

// What one rank answers, and what the answers of several add up to.
struct answer {
    struct error error; // the sentence names rank and host
    unsigned rank;      // whose error it is
    unsigned parts;     // ranks that made a part of a sample
    uint64_t ns;        // of what was asked: the longest
    uint64_t digest, switches, device_ns, peak_memory_bytes;
    uint64_t ran_ns, waited_ns; // of all ranks
    bool has_device_ns, has_state;
    struct device_state state;
    struct opened opened;
    // A sample, by the common clock.
    int64_t began_first, began_last, ended_last;
    double own_sum_ns, own_most_ns, own_first_ns, gather_ns;
    unsigned slowest, late;
    char slowest_host[HOST_SIZE];
    // The beginning of a group.
    double clock_error_ns;
    struct estimate barrier_ns;
};

// Adds what another rank answered.
void answer_add(struct answer *sum, const struct answer *other);

// Puts rank and host in front of the error's sentence.
void answer_sign(struct answer *answer, unsigned rank, const char *host);

// Where the members find the harness, in the order in which to try.
struct meeting {
    uint16_t port; // 0: no place to meet
    uint64_t token;
    unsigned address_count;
    uint32_t addresses[ADDRESSES]; // IPv4, in the network's byte order
};

// Where a rank stands; what a messenger tells its member and its harness first.
struct standing {
    unsigned rank, ranks;
    unsigned local_rank, local_ranks; // among the ranks of this machine
    unsigned nodes;
    unsigned sharer, sharers; // among those that may use the same processors
    cpu_set_t allowed;        // those processors
    bool with_harness;        // on the machine of rank 0
    char host[HOST_SIZE];
    char library[128];
    struct meeting meeting;
};

#endif
