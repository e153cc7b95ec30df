// A connection of each member to the harness beside MPI: what ends on one side is known on the
// other at once, and a member whose rank dies says so, even where the launcher then ends all that
// MPI knows.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_MPI_LIFELINE_H
#define GPUBENCH_MPI_LIFELINE_H

#include "mpi/orders.h"

// The harness' side.
struct lifelines {
    uint64_t token;
    int listener;         // -1: no place to meet
    unsigned count, room; // of lines
    struct lifeline {
        int socket;
        unsigned rank;
        char host[HOST_SIZE];
    } * lines; // owned; room for one of each rank
};

// Opens a place to meet for so many ranks. Without one, *meeting says so, and all goes on: only who
// died is then not known.
void lifelines_open(unsigned ranks, struct lifelines *lines, struct meeting *meeting);

// Takes in what came; true: a rank has died, and *words says which and why.
bool lifelines_heard(struct lifelines *lines, struct error *words);

// Adds what to wait for to a poll's array with room for ranks + 1; returns how many.
struct pollfd;
unsigned lifelines_watch(const struct lifelines *lines, struct pollfd *watched);

void lifelines_close(struct lifelines *lines);

// A member's side: the socket; -1 where the harness can't be reached.
int lifeline_join(const struct standing *standing);

// The last words on it.
void lifeline_say(int socket, const char *words);

#endif
