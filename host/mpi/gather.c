// Gathering a list in the memory of rank 0. Each slice goes straight to its place there; that of
// rank 0 was made in its place. A message is a GiB at most, since MPI counts its bytes in an int.
// SPDX-License-Identifier: MIT
#include "mpi/messenger.h"

#include "measure/rank_group.h"

#include <stdlib.h>

enum { MESSAGE_BYTES = 1 << 30, TAG_SLICE = 2 };

// The messages of one slice that starts at `bytes`: sent or received, one after another in flight.
static void transfer(struct messenger *messenger, unsigned peer, char *bytes, size_t count) {
    while (count > 0) {
        const int length = count < MESSAGE_BYTES ? (int)count : MESSAGE_BYTES;
        MPI_Request request;
        if (messenger->standing.rank == 0)
            MPI_Irecv(bytes, length, MPI_BYTE, (int)peer, TAG_SLICE, messenger->group, &request);
        else
            MPI_Isend(bytes, length, MPI_BYTE, 0, TAG_SLICE, messenger->group, &request);
        wait_for(messenger, &request, AT_ONCE);
        bytes += length;
        count -= (size_t)length;
    }
}

void gather_slices(struct messenger *messenger, const struct request *sampled, size_t bytes) {
    const unsigned ranks = messenger->group_ranks;
    char *list = messenger->shared->base;
    for (unsigned rank = 1; rank < ranks; rank++) {
        const uint64_t begin = slice_begin(sampled->count, rank, ranks);
        const uint64_t end = slice_begin(sampled->count, rank + 1, ranks);
        if (messenger->standing.rank == 0)
            transfer(messenger, rank, list + begin * bytes, (end - begin) * bytes);
        else if (messenger->standing.rank == rank)
            transfer(messenger, 0, list, (end - begin) * bytes);
    }
}
