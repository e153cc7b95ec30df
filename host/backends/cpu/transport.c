// Carrying lists from children to this process.
// SPDX-License-Identifier: MIT
#include "backends/cpu/transport.h"

#include "backends/cpu/transport_kinds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    LINE_BYTES = 64,
    ROOM_BYTES = 256 << 10, // what a child makes before it sends it: small enough for its own cache
};

// --- Opening and closing -----------------------------------------------------------------------

static void close_end(int *end) {
    if (*end >= 0) {
        close(*end);
        *end = -1;
    }
}

static enum status open_channels(struct transport *transport, struct error *error) {
    for (unsigned i = 0; i < transport->workers; i++)
        transport->channels[i] = (struct channel){.from = -1, .to = -1};
    for (unsigned i = 0; i < transport->workers; i++)
        TRY(transport->kind->open(&transport->channels[i], error));
    return STATUS_OK;
}

enum status transport_open(enum transport_name name, unsigned workers, struct transport *transport,
                           struct error *error) {
    *transport = (struct transport){.kind = transport_kinds[name], .workers = workers};
    void *room = mmap(NULL, ROOM_BYTES + LINE_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    transport->room = room == MAP_FAILED ? NULL : room;
    transport->channels = calloc(workers, sizeof *transport->channels);
    transport->watched = calloc(workers, sizeof *transport->watched);
    if (!transport->room || !transport->channels || !transport->watched) {
        free(transport->channels); // none is open
        transport->channels = NULL;
        transport_close(transport);
        return fail(error, STATUS_MEMORY, "no memory is left for channels to %u workers", workers);
    }
    const enum status status = open_channels(transport, error);
    if (status != STATUS_OK)
        transport_close(transport);
    return status;
}

void transport_keep_own_ends(struct transport *transport) {
    for (unsigned i = 0; i < transport->workers; i++)
        close_end(&transport->channels[i].to);
}

void transport_close(struct transport *transport) {
    for (unsigned i = 0; transport->channels && i < transport->workers; i++) {
        close_end(&transport->channels[i].from);
        close_end(&transport->channels[i].to);
    }
    if (transport->room)
        munmap(transport->room, ROOM_BYTES + LINE_BYTES);
    free(transport->channels);
    free(transport->watched);
    *transport = (struct transport){0};
}

// --- The child's side --------------------------------------------------------------------------

static void send_all(const struct transport *transport, int to, const unsigned char *bytes,
                     size_t size) {
    while (size > 0) {
        const ssize_t sent = transport->kind->send(to, bytes, size);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) // nobody is there to hear of it
            _exit(EXIT_FAILURE);
        bytes += sent;
        size -= (size_t)sent;
    }
}

// Each bit begins at the line of memory where its first element would lie, so that fills run
// aligned.
void transport_send(const struct transport *transport, const struct work *work, unsigned worker,
                    struct slice slice) {
    const uint64_t most = ROOM_BYTES / work->element_bytes;
    while (slice.count > 0) {
        const size_t offset = (size_t)(slice.first * work->element_bytes % LINE_BYTES);
        const uint64_t whole = most - slice.first % (LINE_BYTES / work->element_bytes);
        const struct slice bit = {slice.first, slice.count < whole ? slice.count : whole};
        unsigned char *values = transport->room + offset;
        work_make(work, worker, bit, values);
        send_all(transport, transport->channels[worker].to, values,
                 (size_t)bit.count * work->element_bytes);
        slice.first += bit.count;
        slice.count -= bit.count;
    }
}

// --- The parent's side -------------------------------------------------------------------------

void transport_begin(struct transport *transport, const struct work *work) {
    for (unsigned i = 0; i < transport->workers; i++) {
        const bool shares = i < work->workers;
        const struct slice slice = shares ? work_slice(work, i) : (struct slice){0};
        struct channel *channel = &transport->channels[i];
        channel->at =
            shares ? work->values + (slice.first - work->first) * work->element_bytes : NULL;
        channel->left = (size_t)slice.count * work->element_bytes;
        transport->watched[i] =
            (struct pollfd){.fd = channel->left > 0 ? channel->from : -1, .events = POLLIN};
    }
}

// Into its place at once where there is room for all that may come.
static ssize_t receive(const struct transport *transport, struct channel *channel) {
    unsigned char last[MESSAGE_BYTES];
    if (channel->left >= transport->kind->message)
        return transport->kind->receive(channel->from, channel->at, channel->left);
    const ssize_t got = transport->kind->receive(channel->from, last, sizeof last);
    if (got > 0 && (size_t)got <= channel->left)
        memcpy(channel->at, last, (size_t)got);
    return got;
}

// Takes what is there now; true if anything was. A channel that has ended is watched no more.
static bool take_from(const struct transport *transport, unsigned worker) {
    struct channel *channel = &transport->channels[worker];
    bool came = false;
    while (channel->left > 0) {
        const ssize_t got = receive(transport, channel);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return came;
        if (got <= 0 || (size_t)got > channel->left)
            break;
        channel->at += got;
        channel->left -= (size_t)got;
        came = true;
    }
    transport->watched[worker].fd = -1;
    return came;
}

bool transport_take(struct transport *transport, int patience_ms) {
    bool came = false;
    if (poll(transport->watched, transport->workers, patience_ms) > 0) {
        for (unsigned i = 0; i < transport->workers; i++)
            if (transport->watched[i].fd >= 0 && transport->watched[i].revents)
                came = take_from(transport, i) || came;
    }
    return came;
}

bool transport_is_done(const struct transport *transport) {
    for (unsigned i = 0; i < transport->workers; i++)
        if (transport->channels[i].left > 0)
            return false;
    return true;
}
