// What list, who makes it and how, where it goes: the facts that make two runs the same run.
//
// One table (list_facts) has a row for each. From it come the options, their defaults and help,
// what stands in a report's file under "run", what is read from there, what --resume refuses and
// what compare names. A new fact is a member here and its row in spec.c.
//
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_LIST_SPEC_H
#define GPUBENCH_LIST_SPEC_H

#include "list/setting.h"
#include "streams/stream.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// reuse: the lists' memory is made once, in open. fresh: it is made anew inside every fill.
enum memory_mode { MEMORY_REUSE, MEMORY_FRESH, MEMORY_MODES };

// Where an offload backend delivers lists to: memory that the device can write by itself, or
// ordinary memory, by way of buffers that it can write.
enum delivery { DELIVERY_PINNED, DELIVERY_PAGEABLE, DELIVERIES };

// How children hand over their lists: they write them where the parent reads them, or the kernel
// copies them through a pipe, a socket, a named pipe or a message queue.
enum transport_name {
    TRANSPORT_SHM,
    TRANSPORT_PIPE,
    TRANSPORT_SOCKET,
    TRANSPORT_FIFO,
    TRANSPORT_MQUEUE,
    TRANSPORTS
};

// Plain data: an assignment copies it whole.
struct list_spec {
    const struct stream *stream;
    enum element_type type;
    uint64_t size;  // of each list
    uint64_t lists; // of one run
    uint64_t seed;
    uint64_t workers; // 0, in options only: as many as processors
    enum memory_mode memory;
    enum delivery delivery;        // of backends with a memory of their own
    enum transport_name transport; // of a backend that has children
    char python[PATH_MAX]; // the interpreter's name or path, of backends that need one; "": python3
    char kernel[64];       // of backends with several: the one asked for; "": they try them in open
                           // and keep the fastest
    enum isa isa;          // ISA_AUTO or the level that is asked for
    enum stores stores;    // STORES_AUTO: a backend tries both in open and keeps the faster
};

// Which commands have a fact as an option that is the same for all of them.
enum fact_users {
    FACT_MEASURED = 1, // those that time lists
    FACT_VERIFIED = 2,
    FACT_EMITTED = 4,
};

enum fact_roles {
    FACT_WORK = 1,   // only rows of which it is equal are compared
    FACT_ALWAYS = 2, // in every report's file; another one may be missing in those of earlier
                     // versions, and is then unknown
};

struct list_fact {
    struct setting setting; // its key is the option's name too
    unsigned roles;         // of enum fact_roles
    // As an option: see struct option_row. users 0: it differs between commands, which have rows
    // of their own.
    unsigned users;
    const char *argument, *fallback, *help;
};

extern const struct list_fact list_facts[];
extern const size_t list_fact_count;

// NULL if there is none of that key.
const struct list_fact *list_fact_of(const char *key);

// NULL past the last.
const char *memory_name(size_t memory);       // "reuse", "fresh"
const char *delivery_name(size_t delivery);   // "pinned", "pageable"
const char *transport_name(size_t transport); // "shm", "pipe", …

#endif
