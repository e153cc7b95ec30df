// Control flow and memory of the software device's kernels: lanes that part and meet, what they
// tell each other, barriers, every block once, and addresses that are refused.
// SPDX-License-Identifier: MIT
#include "ptx_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define WORD_STORE                                                                                 \
    "mov.u32 %r9, %ctaid.x;\nmov.u32 %r10, %ntid.x;\nmad.lo.s32 %r9, %r9, %r10, %r8;\n"            \
    "mad.wide.u32 %q9, %r9, 4, %q8;\nst.global.u32 [%q9], %r4;\nret;\n}\n"

static struct ptx_memory memory;

static void run_good(const char *text, unsigned grid, unsigned block, uint64_t seed) {
    char message[PTX_MESSAGE] = "";
    memset(&memory, 0xff, sizeof memory);
    memory.stored = 0;
    if (run_text(text, &memory, grid, block, seed, message) != PTX_OK)
        fail_msg("%s", message);
}

static uint32_t word(unsigned number) {
    uint32_t value;
    memcpy(&value, memory.bytes + 4 * (size_t)number, sizeof value);
    return value;
}

// Steps of the Collatz sequence: every lane loops as often as its number asks for, through
// branches of both kinds.
static void lanes_part_and_meet(void **state) {
    (void)state;
    run_good(KERNEL_HEAD "add.u32 %r0, %r8, 1;\nmov.u32 %r4, 0;\n"
                         "LOOP:\nsetp.eq.u32 %p1, %r0, 1;\n@%p1 bra DONE;\n"
                         "and.b32 %r1, %r0, 1;\nsetp.ne.u32 %p2, %r1, 0;\n@%p2 bra ODD;\n"
                         "shr.u32 %r0, %r0, 1;\nbra.uni NEXT;\n"
                         "ODD:\nmad.lo.u32 %r0, %r0, 3, 1;\n"
                         "NEXT:\nadd.u32 %r4, %r4, 1;\nbra LOOP;\nDONE:\n" WORD_STORE,
             1, 100, 0);
    for (uint32_t thread = 0; thread < 100; thread++) {
        uint32_t steps = 0;
        for (uint32_t n = thread + 1; n != 1; steps++)
            n = n % 2 ? 3 * n + 1 : n / 2;
        assert_int_equal(word(thread), steps);
    }
    assert_int_equal(memory.stored, 100 * sizeof(uint32_t));
}

static void guards_keep_other_lanes(void **state) {
    (void)state;
    run_good(KERNEL_HEAD "mov.u32 %r4, 5;\nsetp.lt.u32 %p1, %r8, 7;\nsetp.gt.u32 %p2, %r8, 2;\n"
                         "and.pred %p3, %p1, %p2;\n@%p3 mov.u32 %r4, 6;\n"
                         "@!%p1 add.u32 %r4, %r4, %r8;\n"
                         "setp.eq.and.u32 %p4, %r8, 20, %p2;\n@%p4 ret;\n" WORD_STORE,
             1, 40, 0);
    for (uint32_t thread = 0; thread < 40; thread++) {
        const uint32_t want = thread < 7 ? (thread > 2 ? 6 : 5) : 5 + thread;
        assert_int_equal(word(thread), thread == 20 ? UINT32_MAX : want);
    }
}

static void lanes_exchange_values(void **state) {
    (void)state;
    run_good(KERNEL_HEAD "mul.lo.u32 %r0, %r8, 3;\n"
                         "shfl.sync.bfly.b32 %r4, %r0, 5, 31, -1;\n" WORD_STORE,
             1, 64, 0);
    for (uint32_t thread = 0; thread < 64; thread++)
        assert_int_equal(word(thread), 3 * (thread ^ 5));
    run_good(KERNEL_HEAD "shfl.sync.up.b32 %r4|%p1, %r8, 1, 0, -1;\n"
                         "@!%p1 mov.u32 %r4, 77;\n" WORD_STORE,
             1, 32, 0);
    for (uint32_t thread = 0; thread < 32; thread++)
        assert_int_equal(word(thread), thread ? thread - 1 : 77);
    // Segments of eight lanes: 0x1807 is a segment mask of 24 and a clamp of 7.
    run_good(KERNEL_HEAD "shfl.sync.down.b32 %r4, %r8, 3, 0x1807, -1;\n" WORD_STORE, 1, 32, 0);
    for (uint32_t thread = 0; thread < 32; thread++)
        assert_int_equal(word(thread), thread % 8 < 5 ? thread + 3 : thread);
    run_good(KERNEL_HEAD "shfl.sync.idx.b32 %r4, %r8, 9, 31, -1;\n" WORD_STORE, 1, 32, 0);
    assert_int_equal(word(31), 9);
    run_good(KERNEL_HEAD "and.b32 %r1, %r8, 1;\nsetp.eq.u32 %p1, %r1, 1;\n"
                         "vote.sync.ballot.b32 %r4, %p1, -1;\n" WORD_STORE,
             1, 32, 0);
    assert_int_equal(word(3), 0xaaaaaaaa);
}

// Half of the lanes reach the exchange by a longer way: the others wait for them.
static void exchange_waits_for_its_lanes(void **state) {
    (void)state;
    run_good(KERNEL_HEAD "setp.lt.u32 %p1, %r8, 16;\nmov.u32 %r0, %r8;\n@%p1 bra MEET;\n"
                         "bra FAR;\nMEET:\nshfl.sync.bfly.b32 %r4, %r0, 16, 31, -1;\nbra END;\n"
                         "FAR:\nadd.u32 %r0, %r0, 100;\nbra MEET;\nEND:\n" WORD_STORE,
             1, 32, 0);
    assert_int_equal(word(0), 116);
    assert_int_equal(word(16), 0);
}

// Each warp reads what another one wrote to shared memory before the barrier.
static void barrier_holds_all_warps(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 4; seed++) {
        run_good(KERNEL_HEAD ".shared .align 4 .b8 room[1024];\nmov.u32 %r0, room;\n"
                             "shl.b32 %r1, %r8, 2;\nadd.s32 %r2, %r0, %r1;\n"
                             "st.shared.u32 [%r2], %r8;\nbar.sync 0;\n"
                             "sub.u32 %r3, 1020, %r1;\nadd.s32 %r2, %r0, %r3;\n"
                             "ld.shared.u32 %r4, [%r2];\n" WORD_STORE,
                 2, 256, seed);
        for (uint32_t thread = 0; thread < 512; thread++)
            assert_int_equal(word(thread), 255 - thread % 256);
    }
}

static void every_block_runs_once(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        run_good(KERNEL_HEAD "mov.u32 %r4, %ctaid.x;\n" WORD_STORE, 60, 33, seed);
        assert_int_equal(memory.stored, 60 * 33 * sizeof(uint32_t));
        for (uint32_t thread = 0; thread < 60 * 33; thread++)
            assert_int_equal(word(thread), thread / 33);
    }
}

static void wide_stores(void **state) {
    (void)state;
    run_good(KERNEL_HEAD "mad.wide.u32 %q9, %r8, 32, %q8;\nmov.u64 %q0, 1;\nmov.u64 %q1, 2;\n"
                         "mov.u64 %q2, 3;\nmov.u64 %q3, 4;\n"
                         "st.global.cs.v4.b64 [%q9], {%q0, %q1, %q2, %q3};\nret;\n}\n",
             1, 4, 0);
    assert_int_equal(word(24), 1);
    assert_int_equal(word(30), 4);
    run_good(KERNEL_HEAD "mad.wide.u32 %q9, %r8, 32, %q8;\n"
                         "st.global.L1::no_allocate.v8.b32 [%q9], "
                         "{%r8, %r8, %r8, %r8, %r8, %r8, %r8, %r8};\nret;\n}\n",
             1, 4, 0);
    assert_int_equal(word(31), 3);
}

static void refused(const char *text, enum ptx_status status, const char *says) {
    char message[PTX_MESSAGE] = "";
    assert_int_equal(run_text(text, &memory, 1, 64, 0, message), status);
    if (strstr(message, says) == NULL)
        fail_msg("'%s' doesn't say '%s'", message, says);
}

static void wrong_addresses_are_refused(void **state) {
    (void)state;
    refused(KERNEL_HEAD "mad.wide.u32 %q9, %r8, 65536, %q8;\nst.global.u32 [%q9], %r8;\nret;\n}\n",
            PTX_ILLEGAL_ADDRESS, "thread 1:");
    refused(KERNEL_HEAD "st.global.u32 [%q8+65536], %r8;\nret;\n}\n", PTX_ILLEGAL_ADDRESS, "4 by");
    refused(KERNEL_HEAD "ld.global.u32 %r1, [0];\nret;\n}\n", PTX_ILLEGAL_ADDRESS, "0x0");
    refused(KERNEL_HEAD "st.global.u32 [%q8+2], %r8;\nret;\n}\n", PTX_MISALIGNED_ADDRESS, "mis");
    refused(KERNEL_HEAD "st.global.v2.u64 [%q8+8], {%q8, %q8};\nret;\n}\n", PTX_MISALIGNED_ADDRESS,
            "16 bytes");
    refused(KERNEL_HEAD "mov.u32 %r1, 4096;\nst.shared.u32 [%r1], %r8;\nret;\n}\n",
            PTX_ILLEGAL_ADDRESS, "0x1000");
}

static void kernels_that_never_end_are_ended(void **state) {
    (void)state;
    refused(KERNEL_HEAD "LOOP:\nbra LOOP;\n}\n", PTX_TIMEOUT, "steps");
    refused(KERNEL_HEAD "setp.eq.u32 %p1, %r8, 0;\n@%p1 bra ONE;\nbar.warp.sync -1;\nret;\n"
                        "ONE:\nbar.warp.sync -1;\nret;\n}\n",
            PTX_DEADLOCK, "never come");
}

static void facts_of_kernels(void **state) {
    (void)state;
    static const char text[] =
        ".version 9.0\n.target sm_100\n.address_size 64\n.extern .shared .align 16 .b8 more[];\n"
        ".visible .entry one(.param .u32 a, .param .u64 b, .param .align 8 .b8 c[24])\n"
        ".maxntid 128, 2, 1\n.minnctapersm 4\n"
        "{ .reg .b32 %r<3>; .shared .b8 x[100]; mov.u32 %r1, more; ret; }\n";
    char message[PTX_MESSAGE];
    struct ptx_module *module = ptx_load(text, strlen(text), message);
    assert_non_null(module);
    assert_int_equal(ptx_version(module), 90);
    assert_int_equal(ptx_target(module), 100);
    assert_int_equal(ptx_find(module, "two"), -1);
    const struct ptx_kernel_facts facts = ptx_facts(module, ptx_find(module, "one"));
    assert_int_equal(facts.parameter_count, 3);
    assert_int_equal(facts.parameters[1].offset, 8);
    assert_int_equal(facts.parameters[2].offset, 16);
    assert_int_equal(facts.parameter_bytes, 40);
    assert_int_equal(facts.max_threads, 256);
    assert_int_equal(facts.shared_bytes, 100);
    ptx_unload(module);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_part_and_meet),
        cmocka_unit_test(guards_keep_other_lanes),
        cmocka_unit_test(lanes_exchange_values),
        cmocka_unit_test(exchange_waits_for_its_lanes),
        cmocka_unit_test(barrier_holds_all_warps),
        cmocka_unit_test(every_block_runs_once),
        cmocka_unit_test(wide_stores),
        cmocka_unit_test(wrong_addresses_are_refused),
        cmocka_unit_test(kernels_that_never_end_are_ended),
        cmocka_unit_test(facts_of_kernels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
