// Memory: what is free on recorded machines and under RLIMIT_AS, shared pages, and the writes of
// the ceiling. And the clock, replaced by one that a test moves. SPDX-License-Identifier: MIT
#include "platform/memory.h"

#include "leftovers.h"
#include "platform/clock.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define RECORDED(name) TESTS_FOLDER "/recorded/" name

static void the_tightest_limit_counts(void **state) {
    (void)state;
    // 4 GB - (1.5 GB - 0.5 GB of pages of files)
    assert_int_equal(memory_available_under(RECORDED("cgroup_v1")), 3000000000);
    // of the middle level: 2 GB - (1.2 GB - 0.4 GB)
    assert_int_equal(memory_available_under(RECORDED("cgroup_v2")), 1200000000);
    assert_int_equal(memory_available_under(RECORDED("cgroup_unlimited")),
                     (uint64_t)16000000 * 1024);
    assert_int_equal(memory_available_under(RECORDED("cgroup_broken")), 0); // its group is full
    assert_true(memory_available_under(RECORDED("none at all")) > (uint64_t)1 << 60); // unknown
}

static void this_machine_has_some_memory(void **state) {
    (void)state;
    assert_in_range(memory_available(), 1 << 20, (uint64_t)1 << 50);
}

// In a child: the limit can't be raised again. The sanitizers map terabytes, so that there nothing
// is left, which is right as well.
static void a_limit_of_address_space_counts(void **state) {
    (void)state;
    skip_emulated(); // limits are those of the emulator
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit limit = {.rlim_cur = 1u << 30, .rlim_max = 1u << 30};
        _exit(setrlimit(RLIMIT_AS, &limit) == 0 && memory_available() < 1u << 30 ? 0 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

static void shared_pages_are_aligned_and_touched(void **state) {
    (void)state;
    static struct cpu_plan plan;
    struct error error;
    struct shared_pages pages;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    assert_int_equal(topology_plan(3, &plan, &error), STATUS_OK);
    assert_int_equal(shared_pages_create(10 * page + 1, &pages, &error), STATUS_OK);
    assert_int_equal(pages.bytes, 11 * page);
    assert_int_equal((uintptr_t)pages.base % (2 << 20), 0);
    assert_int_equal(shared_pages_touch(&pages, &plan, &error), STATUS_OK);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        memset(pages.base, 'x', pages.bytes);
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(((char *)pages.base)[pages.bytes - 1], 'x');
    shared_pages_destroy(&pages);
    assert_null(pages.base);
    shared_pages_destroy(&pages);
}

static void shared_pages_are_given_back_whole(void **state) {
    (void)state;
    enum { BYTES = 3 << 20 };
    struct error error;
    struct shared_pages pages;
    const struct leftovers before = leftovers_now();
    for (int i = 0; i < REPEATS; i++) {
        assert_int_equal(shared_pages_create(BYTES, &pages, &error), STATUS_OK);
        shared_pages_destroy(&pages);
    }
    assert_nothing_left(before, 4096); // not a page each of what was mapped to align it
}

static void more_memory_than_there_is_is_refused(void **state) {
    (void)state;
    struct error error;
    struct shared_pages pages;
    static const size_t sizes[] = {(size_t)1 << 60, SIZE_MAX - 4096, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(shared_pages_create(sizes[i], &pages, &error), STATUS_MEMORY);
        assert_null(pages.base);
        assert_true(strlen(error.message) > 20);
    }
}

// Every start within a line and every length around a few lines: all bytes asked for, and no other.
static void assert_writes(void (*write)(void *, int, size_t)) {
    enum { ROOM = 512 };
    _Alignas(64) unsigned char bytes[ROOM];
    for (size_t start = 64; start < 128; start++) {
        for (size_t count = 0; count < 300; count++) {
            memset(bytes, 0x11, ROOM);
            write(bytes + start, 0xA5, count);
            for (size_t i = 0; i < ROOM; i++) {
                const bool inside = i >= start && i < start + count;
                if (bytes[i] != (inside ? 0xA5 : 0x11))
                    fail_msg("byte %zu of a write of %zu from %zu on", i, count, start);
            }
        }
    }
}

static void writes_are_whole_and_no_more(void **state) {
    (void)state;
    assert_writes(memory_write_plain);
    assert_writes(memory_write_streaming);
}

static uint64_t made_up_ns(void) {
    static uint64_t now;
    return now += 7;
}

static void the_clock_can_be_replaced(void **state) {
    (void)state;
    const uint64_t before = clock_now_ns();
    assert_true(before > 0);
    assert_in_range(clock_cost_ns(), 1, 1000000);
    assert_int_equal(clock_cost_ns(), clock_cost_ns()); // measured once
    clock_replace(made_up_ns, 3);
    assert_int_equal(clock_now_ns(), 7);
    assert_int_equal(clock_now_ns(), 14);
    assert_int_equal(clock_cost_ns(), 3);
    clock_replace(NULL, 0);
    assert_true(clock_now_ns() >= before); // it never goes back
    assert_in_range(clock_cost_ns(), 1, 1000000);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tightest_limit_counts),
        cmocka_unit_test(this_machine_has_some_memory),
        cmocka_unit_test(a_limit_of_address_space_counts),
        cmocka_unit_test(shared_pages_are_aligned_and_touched),
        cmocka_unit_test(shared_pages_are_given_back_whole),
        cmocka_unit_test(more_memory_than_there_is_is_refused),
        cmocka_unit_test(writes_are_whole_and_no_more),
        cmocka_unit_test(the_clock_can_be_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
