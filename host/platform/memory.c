// Host memory for lists.
// SPDX-License-Identifier: MIT
#include "platform/memory.h"

#include "platform/cgroup.h"

#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const size_t huge_page = 2u << 20;

static size_t page_bytes(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

// --- What is free ------------------------------------------------------------------------------

static uint64_t kernel_available(const char *root) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc/meminfo", root);
    FILE *file = fopen(path, "r");
    if (!file)
        return UINT64_MAX;
    char line[256];
    uint64_t kibibytes = UINT64_MAX / 1024; // unknown: no limit from here
    while (fgets(line, sizeof line, file) &&
           sscanf(line, "MemAvailable: %" SCNu64, &kibibytes) != 1) {
    }
    fclose(file);
    return kibibytes * 1024;
}

// What RLIMIT_AS leaves of the address space.
static uint64_t address_space_left(void) {
    struct rlimit limit;
    uint64_t pages = 0;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file) {
        if (fscanf(file, "%" SCNu64, &pages) != 1)
            pages = 0;
        fclose(file);
    }
    const uint64_t used = pages * page_bytes();
    return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

uint64_t memory_available_under(const char *root) {
    return smaller(kernel_available(root), cgroup_memory_left(root));
}

uint64_t memory_available(void) {
    return smaller(memory_available_under(""), address_space_left());
}

// --- Shared pages ------------------------------------------------------------------------------

enum status shared_pages_create(size_t bytes, struct shared_pages *pages, struct error *error) {
    const size_t page = page_bytes();
    const size_t rounded = (bytes + page - 1) / page * page;
    const size_t mapped = rounded + huge_page; // room to align; the rest is given back below
    void *memory = MAP_FAILED;
    *pages = (struct shared_pages){0};
    if (mapped > bytes)
        memory = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return fail(error, STATUS_MEMORY,
                    "the system has no %.3g GB of shared memory for the lists; ask for smaller or "
                    "fewer lists",
                    (double)bytes / 1e9);
    }
    const size_t before = (huge_page - (uintptr_t)memory % huge_page) % huge_page;
    char *base = (char *)memory + before;
    if (before > 0)
        munmap(memory, before);
    munmap(base + rounded, mapped - before - rounded);
    (void)madvise(base, rounded, MADV_HUGEPAGE); // a hint: small pages are right as well
    *pages = (struct shared_pages){.base = base, .bytes = rounded};
    return STATUS_OK;
}

// One thread's part of the pages.
struct touch {
    pthread_t thread;
    char *from, *to;
    size_t page;
    int cpu;
};

static void *touch_pages(void *argument) {
    const struct touch *touch = argument;
    (void)topology_pin(touch->cpu);
    for (char *page = touch->from; page < touch->to; page += touch->page)
        *(volatile char *)page = 0;
    return NULL;
}

enum status shared_pages_touch(struct shared_pages *pages, const struct cpu_plan *cpus,
                               struct error *error) {
    struct touch *touches = calloc(cpus->workers, sizeof *touches);
    if (!touches)
        return fail(error, STATUS_MEMORY, "no memory is left to start %u threads", cpus->workers);
    const size_t page = page_bytes();
    const size_t page_count = pages->bytes / page;
    char *next = pages->base;
    enum status status = STATUS_OK;
    unsigned started = 0;
    for (; started < cpus->workers; started++) {
        struct touch *touch = &touches[started];
        const size_t share = page_count / cpus->workers + (started < page_count % cpus->workers);
        *touch = (struct touch){
            .from = next, .to = next + share * page, .page = page, .cpu = cpus->cpu[started]};
        next = touch->to;
        const int refusal = pthread_create(&touch->thread, NULL, touch_pages, touch);
        if (refusal != 0) {
            status = fail(error, STATUS_SYSTEM,
                          "thread %u of %u could not be started (%s); ask for fewer workers",
                          started + 1, cpus->workers, strerror(refusal));
            break;
        }
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(touches[i].thread, NULL);
    free(touches);
    return status;
}

void shared_pages_destroy(struct shared_pages *pages) {
    if (pages->base)
        munmap(pages->base, pages->bytes);
    *pages = (struct shared_pages){0};
}

// --- Writing with no arithmetic ----------------------------------------------------------------

void memory_write_plain(void *to, int byte, size_t bytes) {
    memset(to, byte, bytes);
}

#ifdef __SSE2__

void memory_write_streaming(void *to, int byte, size_t bytes) {
    const size_t line = 64;
    char *next = to;
    const size_t before = (line - (uintptr_t)next % line) % line;
    const size_t head = before < bytes ? before : bytes;
    memset(next, byte, head);
    next += head;
    bytes -= head;
    const __m128i value = _mm_set1_epi8((char)byte);
    for (; bytes >= line; bytes -= line, next += line) { // whole lines: each leaves in one burst
        __m128i *to_line = (__m128i *)next;
        _mm_stream_si128(to_line, value);
        _mm_stream_si128(to_line + 1, value);
        _mm_stream_si128(to_line + 2, value);
        _mm_stream_si128(to_line + 3, value);
    }
    memset(next, byte, bytes);
    _mm_sfence();
}

#else

// No other architecture promises a store past the caches: memset is what its library found fastest.
void memory_write_streaming(void *to, int byte, size_t bytes) {
    memset(to, byte, bytes);
}

#endif
