// Connections beside MPI, over TCP.
// SPDX-License-Identifier: MIT
#include "mpi/lifeline.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_MS = 2000, WORDS_SIZE = 256 };

// What a member says first.
struct introduction {
    uint64_t token;
    unsigned rank;
    char host[HOST_SIZE];
};

// ---- the harness' side

static void add_address(struct meeting *meeting, uint32_t address) {
    if (meeting->address_count < ADDRESSES)
        meeting->addresses[meeting->address_count++] = address;
}

static void find_addresses(struct meeting *meeting) {
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_INET ||
            (one->ifa_flags & IFF_LOOPBACK) != 0 || (one->ifa_flags & IFF_UP) == 0)
            continue;
        struct sockaddr_in address;
        memcpy(&address, one->ifa_addr, sizeof address);
        add_address(meeting, address.sin_addr.s_addr);
    }
    freeifaddrs(all);
}

void lifelines_open(unsigned ranks, struct lifelines *lines, struct meeting *meeting) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    *meeting = (struct meeting){0};
    *lines = (struct lifelines){
        .listener = -1, .room = ranks, .lines = calloc(ranks, sizeof *lines->lines)};
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 || lines->lines == NULL ||
        getrandom(&lines->token, sizeof lines->token, 0) != sizeof lines->token ||
        bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, (int)ranks) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        close(listener);
        return;
    }
    lines->listener = listener;
    meeting->token = lines->token;
    meeting->port = address.sin_port;
    find_addresses(meeting);
}

// Strangers, who don't know the token, are sent away.
static void introduce(struct lifelines *lines, int socket) {
    struct introduction introduction;
    const struct timeval patience = {.tv_sec = 1};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (recv(socket, &introduction, sizeof introduction, MSG_WAITALL) !=
            (ssize_t)sizeof introduction ||
        introduction.token != lines->token || lines->count == lines->room) {
        close(socket);
        return;
    }
    struct lifeline *line = &lines->lines[lines->count++];
    *line = (struct lifeline){.socket = socket, .rank = introduction.rank};
    memcpy(line->host, introduction.host, sizeof line->host);
    line->host[HOST_SIZE - 1] = '\0';
}

static void take_in(struct lifelines *lines) {
    int socket;
    while (lines->listener >= 0 &&
           (socket = accept4(lines->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
        introduce(lines, socket);
}

static bool line_heard(const struct lifeline *line, struct error *words) {
    char text[WORDS_SIZE];
    const ssize_t got = recv(line->socket, text, sizeof text - 1, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    text[got > 0 ? got : 0] = '\0';
    (void)fail(words, STATUS_LOST, "rank %u on %s: %s", line->rank, line->host,
               got > 0 ? text : "its processes ended without a word; was the machine lost?");
    return true;
}

bool lifelines_heard(struct lifelines *lines, struct error *words) {
    take_in(lines);
    for (unsigned i = 0; i < lines->count; i++)
        if (line_heard(&lines->lines[i], words))
            return true;
    return false;
}

unsigned lifelines_watch(const struct lifelines *lines, struct pollfd *watched) {
    unsigned count = 0;
    watched[count++] = (struct pollfd){.fd = lines->listener, .events = POLLIN};
    for (unsigned i = 0; i < lines->count; i++)
        watched[count++] = (struct pollfd){.fd = lines->lines[i].socket, .events = POLLIN};
    return count;
}

void lifelines_close(struct lifelines *lines) {
    for (unsigned i = 0; i < lines->count; i++)
        close(lines->lines[i].socket);
    if (lines->listener >= 0)
        close(lines->listener);
    free(lines->lines);
    *lines = (struct lifelines){.listener = -1};
}

// ---- a member's side

static int connect_to(uint32_t address, uint16_t port) {
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = address};
    const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct pollfd writable = {.fd = socket_, .events = POLLOUT};
    int refusal = 0;
    socklen_t size = sizeof refusal;
    if (socket_ < 0)
        return -1;
    if ((connect(socket_, (const struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS) &&
        poll(&writable, 1, CONNECT_MS) == 1 &&
        getsockopt(socket_, SOL_SOCKET, SO_ERROR, &refusal, &size) == 0 && refusal == 0 &&
        fcntl(socket_, F_SETFL, 0) == 0)
        return socket_;
    close(socket_);
    return -1;
}

int lifeline_join(const struct standing *standing) {
    const struct meeting *meeting = &standing->meeting;
    struct introduction introduction = {.token = meeting->token, .rank = standing->rank};
    int joined = -1;
    memcpy(introduction.host, standing->host, sizeof introduction.host);
    if (meeting->port != 0 && standing->with_harness)
        joined = connect_to(htonl(INADDR_LOOPBACK), meeting->port);
    for (unsigned i = 0; i < meeting->address_count && meeting->port != 0 && joined < 0; i++)
        joined = connect_to(meeting->addresses[i], meeting->port);
    if (joined >= 0 && send(joined, &introduction, sizeof introduction, MSG_NOSIGNAL) !=
                           (ssize_t)sizeof introduction) {
        close(joined);
        return -1;
    }
    return joined;
}

void lifeline_say(int socket, const char *words) {
    if (socket >= 0)
        (void)!send(socket, words, strlen(words), MSG_NOSIGNAL);
}
