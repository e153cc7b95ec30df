// Where a CPU backend's lists lie.
//
// Lists that are made anew: an ordinary program's are private pages, unmapped and mapped. Children
// can't see a mapping made after they were forked, so theirs is made once, and its pages are
// removed: the next write finds a new, zeroed page all the same.
// SPDX-License-Identifier: MIT
#include "backends/lists.h"

#include <string.h>
#include <sys/mman.h>

static const size_t line_bytes = 64;

static enum status map_pages(struct lists *lists, struct error *error) {
    const int kind = lists->sharing == LISTS_SHARED ? MAP_SHARED : MAP_PRIVATE;
    void *pages = mmap(NULL, lists->bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        return fail_errno(error, STATUS_MEMORY,
                          "the system has no %.3g GB for the lists; ask for smaller or fewer lists",
                          (double)lists->bytes / 1e9);
    }
    lists->base = pages;
    return STATUS_OK;
}

static void unmap_pages(struct lists *lists) {
    if (lists->base) {
        munmap(lists->base, lists->bytes);
        lists->base = NULL;
    }
}

// Gives the pages of fresh lists back.
static enum status give_back(struct lists *lists, struct error *error) {
    if (lists->sharing == LISTS_PRIVATE)
        unmap_pages(lists);
    else if (madvise(lists->base, lists->bytes, MADV_REMOVE) != 0)
        return fail_errno(error, STATUS_SYSTEM, "the pages of the lists could not be given back");
    return STATUS_OK;
}

static enum status find_memory(const struct job *job, struct lists *lists, struct error *error) {
    if (lists->fresh)
        return lists->sharing == LISTS_SHARED ? map_pages(lists, error) : STATUS_OK;
    if (job->pages) {
        lists->base = job->pages->base;
        return STATUS_OK;
    }
    const enum status status = shared_pages_create(lists->bytes, &lists->own, error);
    lists->base = lists->own.base;
    return status;
}

enum status lists_open(const struct job *job, enum lists_sharing sharing, struct lists *lists,
                       struct error *error) {
    const size_t size = element_bytes(job->spec.type);
    if (job->capacity > (SIZE_MAX - line_bytes) / size) {
        return fail(error, STATUS_MEMORY, "no machine can address %.3g GB; ask for smaller lists",
                    (double)job->capacity * (double)size / 1e9);
    }
    *lists = (struct lists){
        .bytes = (size_t)job->capacity * size + line_bytes,
        .type = job->spec.type,
        .fresh = job->spec.memory == MEMORY_FRESH,
        .sharing = sharing,
    };
    return find_memory(job, lists, error);
}

enum status lists_begin(struct lists *lists, uint64_t first, struct error *error) {
    lists->values = NULL;
    if (lists->fresh)
        TRY(give_back(lists, error));
    if (!lists->base)
        TRY(map_pages(lists, error));
    lists->values = lists->base + stream_alignment_offset(lists->type, first);
    return STATUS_OK;
}

enum status lists_view(const struct lists *lists, const void **values, struct error *error) {
    *values = lists->values;
    return lists->values ? STATUS_OK
                         : fail(error, STATUS_SYSTEM, "there is no list to view before a fill");
}

enum status lists_poison(struct lists *lists, struct error *error) {
    if (lists->fresh) {
        lists->values = NULL;
        return give_back(lists, error);
    }
    memset(lists->base, 0xFF, lists->bytes);
    return STATUS_OK;
}

void lists_close(struct lists *lists) {
    if (lists->fresh)
        unmap_pages(lists);
    shared_pages_destroy(&lists->own);
    *lists = (struct lists){0};
}
