// How children hand over their lists where they don't share memory: each has a channel of its own
// into this process, which takes from all channels at once and puts what comes where it belongs.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_TRANSPORT_H
#define GPUBENCH_BACKENDS_TRANSPORT_H

#include "backend.h"
#include "backends/cpu/work.h"

#include <poll.h>

struct transport_kind;

struct channel {
    int from, to;      // the parent's end and the child's; -1 once closed
    unsigned char *at; // where the next bytes belong
    size_t left;       // bytes still to come
};

struct transport {
    const struct transport_kind *kind;
    unsigned char *room; // where children make values to be sent: each child has pages of its own
    unsigned workers;
    struct channel *channels;
    struct pollfd *watched; // one for each channel
};

// Opens a channel for each worker, before the workers are forked. Not for shm.
MUST_CHECK enum status transport_open(enum transport_name name, unsigned workers,
                                      struct transport *transport, struct error *error);

// Once all are forked: closes the children's ends here, so that a child's death can be seen.
void transport_keep_own_ends(struct transport *transport);

// A child's side: does its slice of the work bit by bit and sends each bit.
void transport_send(const struct transport *transport, const struct work *work, unsigned worker,
                    struct slice slice);

// The parent's side: begin, then take what has come until all is there. transport_take waits for
// something up to patience_ms, and says whether anything came.
void transport_begin(struct transport *transport, const struct work *work);
bool transport_take(struct transport *transport, int patience_ms);
bool transport_is_done(const struct transport *transport);

// Takes a zeroed struct; can't fail.
void transport_close(struct transport *transport);

#endif
