// Pipes, sockets, named pipes and message queues. What has a name in the system loses it as soon as
// both ends are open: so nothing is left behind, however a run ends.
// SPDX-License-Identifier: MIT
#include "backends/cpu/transport_kinds.h"

#include "platform/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// What a channel holds at most before its sender waits. More than that brings nothing here, and it
// is what a process without privileges may have (/proc/sys/fs/pipe-max-size).
enum { CHANNEL_BYTES = 1 << 20, QUEUE_MESSAGES = 8 };

static enum status no_channel(const char *what, struct error *error) {
    return fail_errno(error, STATUS_SYSTEM, "no %s could be opened to a child", what);
}

static ssize_t receive_bytes(int from, void *bytes, size_t size) {
    return read(from, bytes, size);
}

static ssize_t send_bytes(int to, const void *bytes, size_t size) {
    return write(to, bytes, size);
}

// The larger the fewer turns; the system may refuse, and then it stays as it was.
static void enlarge_pipe(const struct channel *channel) {
    (void)fcntl(channel->to, F_SETPIPE_SZ, CHANNEL_BYTES);
}

static enum status open_pipe(struct channel *channel, struct error *error) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return no_channel("pipe", error);
    channel->from = ends[0];
    channel->to = ends[1];
    fcntl(channel->from, F_SETFL, O_NONBLOCK);
    enlarge_pipe(channel);
    return STATUS_OK;
}

static enum status open_socket(struct channel *channel, struct error *error) {
    int ends[2];
    const int size = CHANNEL_BYTES;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return no_channel("socket", error);
    channel->from = ends[0];
    channel->to = ends[1];
    fcntl(channel->from, F_SETFL, O_NONBLOCK);
    (void)setsockopt(channel->to, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return STATUS_OK;
}

// Reader first: a writer would wait for one.
static enum status open_ends(const char *path, struct channel *channel, struct error *error) {
    if (mkfifo(path, S_IRUSR | S_IWUSR) != 0)
        return no_channel("named pipe", error);
    channel->from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    channel->to = open(path, O_WRONLY | O_CLOEXEC);
    const enum status status =
        channel->from < 0 || channel->to < 0 ? no_channel("named pipe", error) : STATUS_OK;
    unlink(path);
    return status;
}

static enum status open_fifo(struct channel *channel, struct error *error) {
    char folder[PATH_MAX], path[PATH_MAX + 8];
    snprintf(folder, sizeof folder, "%s/gpubench-XXXXXX", temporary_folder());
    if (!mkdtemp(folder)) {
        return fail_errno(error, STATUS_SYSTEM,
                          "no folder for named pipes could be made as %s; set TMPDIR to one that "
                          "can be written",
                          folder);
    }
    snprintf(path, sizeof path, "%s/fifo", folder);
    const enum status status = open_ends(path, channel, error);
    rmdir(folder);
    if (status == STATUS_OK)
        enlarge_pipe(channel);
    return status;
}

static enum status open_mqueue(struct channel *channel, struct error *error) {
    struct mq_attr attributes = {.mq_maxmsg = QUEUE_MESSAGES, .mq_msgsize = MESSAGE_BYTES};
    char name[48];
    snprintf(name, sizeof name, "/gpubench-%d", (int)getpid());
    channel->to =
        mq_open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR, &attributes);
    if (channel->to < 0) {
        return fail_errno(error, STATUS_SYSTEM,
                          "no message queue could be opened to a child (see `ulimit -q` and "
                          "/proc/sys/fs/mqueue); use fewer --workers, or another --transport");
    }
    channel->from = mq_open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const enum status status = channel->from < 0 ? no_channel("message queue", error) : STATUS_OK;
    mq_unlink(name);
    return status;
}

static ssize_t send_message(int to, const void *bytes, size_t size) {
    const size_t part = size < MESSAGE_BYTES ? size : MESSAGE_BYTES;
    return mq_send(to, bytes, part, 0) == 0 ? (ssize_t)part : -1;
}

static ssize_t receive_message(int from, void *bytes, size_t size) {
    return mq_receive(from, bytes, size, NULL);
}

// clang-format off
static const struct transport_kind
    of_pipe = {open_pipe, send_bytes, receive_bytes, 0},
    of_socket = {open_socket, send_bytes, receive_bytes, 0},
    of_fifo = {open_fifo, send_bytes, receive_bytes, 0},
    of_mqueue = {open_mqueue, send_message, receive_message, MESSAGE_BYTES};
// clang-format on

const struct transport_kind *const transport_kinds[TRANSPORTS] = {
    [TRANSPORT_SHM] = NULL,      [TRANSPORT_PIPE] = &of_pipe,     [TRANSPORT_SOCKET] = &of_socket,
    [TRANSPORT_FIFO] = &of_fifo, [TRANSPORT_MQUEUE] = &of_mqueue,
};
