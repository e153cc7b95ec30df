// What sets the transports apart: how a channel is made, and the calls that carry bytes.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_TRANSPORT_KINDS_H
#define GPUBENCH_BACKENDS_TRANSPORT_KINDS_H

#include "backends/cpu/transport.h"

#include <sys/types.h>

struct transport_kind {
    // Opens both ends; the parent's doesn't block. Leaves no name behind in the system.
    enum status (*open)(struct channel *channel, struct error *error);
    ssize_t (*send)(int to, const void *bytes, size_t size);
    ssize_t (*receive)(int from, void *bytes, size_t size);
    size_t message; // bytes that a receive must have room for; 0: any number will do
};

enum { MESSAGE_BYTES = 8192 }; // of a queue, the usual limit (/proc/sys/fs/mqueue/msgsize_max)

// By enum transport_name; shm's is NULL.
extern const struct transport_kind *const transport_kinds[TRANSPORTS];

#endif
