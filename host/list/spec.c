// The table of a list's facts.
// SPDX-License-Identifier: MIT
#include "list/spec.h"

#include "platform/program.h"
#include "platform/topology.h"

#include <string.h>

// ---- the names

static const char *stream_name(size_t stream) {
    return streams[stream] ? streams[stream]->name : NULL;
}

NAMES(memory_name, [MEMORY_REUSE] = "reuse", [MEMORY_FRESH] = "fresh")
NAMES(delivery_name, [DELIVERY_PINNED] = "pinned", [DELIVERY_PAGEABLE] = "pageable")
NAMES(transport_name, [TRANSPORT_SHM] = "shm", [TRANSPORT_PIPE] = "pipe",
      [TRANSPORT_SOCKET] = "socket", [TRANSPORT_FIFO] = "fifo", [TRANSPORT_MQUEUE] = "mqueue")

// ---- the texts

static enum status check_program(const char *text, struct error *error) {
    return program_exists(text)
               ? STATUS_OK
               : fail(error, STATUS_USAGE, "no such program; write an interpreter's name or path");
}

// Which kernels there are is known to the device's backend alone.
static enum status check_kernel(const char *text, struct error *error) {
    const bool is_name = *text >= 'a' && *text <= 'z' &&
                         text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    return is_name ? STATUS_OK
                   : fail(error, STATUS_USAGE,
                          "no kernel's name; write one in small letters, as a report's \"kernel\" "
                          "shows it");
}

// ---- the table

#define FACT(name, ...)                                                                            \
    .setting = {.key = #name,                                                                      \
                .offset = offsetof(struct list_spec, name),                                        \
                .size = sizeof((struct list_spec *)0)->name,                                       \
                __VA_ARGS__}

enum { ALL = FACT_MEASURED | FACT_VERIFIED | FACT_EMITTED };
#define ELEMENTS_MOST 0x1p60 // where the streams end

// In the order of help and of files.
const struct list_fact list_facts[] = {
    {FACT(stream, .kind = SETTING_STREAM, .names = stream_name, .noun = "stream"),
     .roles = FACT_WORK | FACT_ALWAYS, .users = ALL, .argument = "NAME", .fallback = "curand",
     .help = "The sequence of values, which stream, type and seed alone decide: in (0, 1] of "
             "curand, in "
             "[0, 1) of python and numpy-legacy."},
    {FACT(type, .kind = SETTING_CHOICE, .names = element_name, .noun = "type"),
     .roles = FACT_WORK | FACT_ALWAYS, .users = ALL, .argument = "TYPE", .fallback = "f64",
     .help = "Type of the elements: double or single precision."},
    {FACT(size, .kind = SETTING_NUMBER, .least = 1, .most = ELEMENTS_MOST),
     .roles = FACT_WORK | FACT_ALWAYS},
    {FACT(lists, .kind = SETTING_NUMBER, .least = 1, .most = ELEMENTS_MOST),
     .roles = FACT_WORK | FACT_ALWAYS},
    {FACT(seed, .kind = SETTING_SEED), .roles = FACT_ALWAYS, .users = ALL, .argument = "N",
     .fallback = "1234", .help = "Any 64-bit number, decimal or 0x…"},
    {FACT(workers, .kind = SETTING_NUMBER, .least = 1, .most = WORKERS_MAX, .word = "auto"),
     .roles = FACT_ALWAYS},
    {FACT(memory, .kind = SETTING_CHOICE, .names = memory_name, .noun = "mode"),
     .roles = FACT_WORK | FACT_ALWAYS, .users = FACT_MEASURED | FACT_VERIFIED, .argument = "MODE",
     .fallback = "reuse",
     .help = "reuse makes the lists' memory once; fresh makes it anew inside every sample, as the "
             "original program does."},
    {FACT(delivery, .kind = SETTING_CHOICE, .names = delivery_name, .noun = "kind of memory"),
     .users = FACT_MEASURED | FACT_VERIFIED, .argument = "MEMORY", .fallback = "pinned",
     .help =
         "Host memory that the CUDA backends deliver lists to: pinned, which the card writes by "
         "itself, or pageable, which is ordinary memory, by way of pinned buffers."},
    {FACT(transport, .kind = SETTING_CHOICE, .names = transport_name, .noun = "transport"),
     .users = ALL, .argument = "KIND", .fallback = "shm",
     .help = "How the children of process hand over their lists: shm, in shared memory that this "
             "program reads too; pipe, socket, fifo, mqueue: the kernel copies them."},
    {FACT(python, .kind = SETTING_TEXT, .check = check_program, .word = "python3"),
     .users = FACT_MEASURED | FACT_VERIFIED, .argument = "PATH",
     .help = "The interpreter of the backends python-serial, python-thread and python-process, "
             "which run the original experiment: --backend python means all three, all none of "
             "them. Without it: python3."},
    {FACT(kernel, .kind = SETTING_TEXT, .check = check_kernel, .word = "auto"), .users = ALL,
     .argument = "NAME", .fallback = "auto",
     .help = "The kernel of backends that have several (opencl); auto tries them all when the "
             "device is opened and keeps the fastest that is exact. Other backends are not "
             "concerned."},
    {FACT(isa, .kind = SETTING_CHOICE, .names = isa_name, .noun = "vector level"),
     .roles = FACT_ALWAYS, .users = ALL, .argument = "LEVEL", .fallback = "auto",
     .help = "Vector level of the CPU backends; auto is the fastest that this processor runs."},
    {FACT(stores, .kind = SETTING_CHOICE, .names = stores_name, .noun = "kind of store"),
     .roles = FACT_ALWAYS, .users = ALL, .argument = "KIND", .fallback = "auto",
     .help = "How the CPU backends store: plain leaves values in the caches, streaming goes past "
             "them; auto tries both and keeps the faster."},
};

const size_t list_fact_count = sizeof list_facts / sizeof *list_facts;

const struct list_fact *list_fact_of(const char *key) {
    for (size_t i = 0; i < list_fact_count; i++)
        if (strcmp(list_facts[i].setting.key, key) == 0)
            return &list_facts[i];
    return NULL;
}
