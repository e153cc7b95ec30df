// Each arithmetic instruction that the software device knows, against C, on edges and on random
// bits; and what is no instruction is refused by name.
// SPDX-License-Identifier: MIT
#include "ptx_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
// cmocka wants those above first
#include <cmocka.h>

// Operands of a lane in all their readings.
struct operands {
    uint64_t a, b, c, e;
};

static uint32_t w(uint64_t bits) {
    return (uint32_t)bits;
}
static int32_t i(uint64_t bits) {
    return (int32_t)(uint32_t)bits;
}
static int64_t s(uint64_t bits) {
    return (int64_t)bits;
}
static float f(uint64_t bits) {
    const uint32_t word = (uint32_t)bits;
    float value;
    memcpy(&value, &word, sizeof value);
    return value;
}
static double d(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
static uint64_t of_f(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
static uint64_t of_d(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
static uint64_t high(uint64_t a, uint64_t b) { // of the product, by hand
    const uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
    const uint64_t one = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
    const uint64_t two = (a & UINT32_MAX) * (b >> 32) + (one & UINT32_MAX);
    return (a >> 32) * (b >> 32) + (one >> 32) + (two >> 32);
}

#define LIST(ROW)                                                                                  \
    ROW("add.s32 %r4, %r0, %r1", w(o.a) + w(o.b))                                                  \
    ROW("sub.u32 %r4, %r0, %r1", w(o.a) - w(o.b))                                                  \
    ROW("add.s32 %r4, %r0, -5", w(o.a) - 5)                                                        \
    ROW("add.u64 %q4, %q0, %q1", o.a + o.b)                                                        \
    ROW("sub.s64 %q4, %q0, %q1", o.a - o.b)                                                        \
    ROW("mul.lo.s32 %r4, %r0, %r1", w(o.a) * w(o.b))                                               \
    ROW("mul.lo.u64 %q4, %q0, %q1", o.a *o.b)                                                      \
    ROW("mul.hi.u32 %r4, %r0, %r1", (uint64_t)w(o.a) * w(o.b) >> 32)                               \
    ROW("mul.hi.s32 %r4, %r0, %r1", ((uint64_t)((int64_t)i(o.a) * i(o.b))) >> 32)                  \
    ROW("mul.hi.u64 %q4, %q0, %q1", high(o.a, o.b))                                                \
    ROW("mul.hi.s64 %q4, %q0, %q1",                                                                \
        high(o.a, o.b) - (s(o.a) < 0 ? o.b : 0) - (s(o.b) < 0 ? o.a : 0))                          \
    ROW("mul.wide.u32 %q4, %r0, %r1", (uint64_t)w(o.a) * w(o.b))                                   \
    ROW("mul.wide.s32 %q4, %r0, %r1", (uint64_t)((int64_t)i(o.a) * i(o.b)))                        \
    ROW("mad.lo.s32 %r4, %r0, %r1, %r2", w(o.a) * w(o.b) + w(o.c))                                 \
    ROW("mad.lo.u64 %q4, %q0, %q1, %q2", o.a *o.b + o.c)                                           \
    ROW("mad.hi.u32 %r4, %r0, %r1, %r2", w((uint64_t)w(o.a) * w(o.b) >> 32) + w(o.c))              \
    ROW("mad.hi.u64 %q4, %q0, %q1, %q2", high(o.a, o.b) + o.c)                                     \
    ROW("mad.wide.u32 %q4, %r0, %r1, %q2", (uint64_t)w(o.a) * w(o.b) + o.c)                        \
    ROW("mad.wide.s32 %q4, %r0, %r1, %q2", (uint64_t)((int64_t)i(o.a) * i(o.b)) + o.c)             \
    ROW("neg.s32 %r4, %r0", 0u - w(o.a))                                                           \
    ROW("neg.s64 %q4, %q0", 0u - o.a)                                                              \
    ROW("abs.s32 %r4, %r0", i(o.a) < 0 ? 0u - w(o.a) : w(o.a))                                     \
    ROW("abs.s64 %q4, %q0", s(o.a) < 0 ? 0u - o.a : o.a)                                           \
    ROW("min.u32 %r4, %r0, %r1", w(o.a) < w(o.b) ? w(o.a) : w(o.b))                                \
    ROW("max.u32 %r4, %r0, %r1", w(o.a) > w(o.b) ? w(o.a) : w(o.b))                                \
    ROW("min.s32 %r4, %r0, %r1", i(o.a) < i(o.b) ? w(o.a) : w(o.b))                                \
    ROW("max.s32 %r4, %r0, %r1", i(o.a) > i(o.b) ? w(o.a) : w(o.b))                                \
    ROW("min.u64 %q4, %q0, %q1", o.a < o.b ? o.a : o.b)                                            \
    ROW("max.u64 %q4, %q0, %q1", o.a > o.b ? o.a : o.b)                                            \
    ROW("min.s64 %q4, %q0, %q1", s(o.a) < s(o.b) ? o.a : o.b)                                      \
    ROW("max.s64 %q4, %q0, %q1", s(o.a) > s(o.b) ? o.a : o.b)                                      \
    ROW("div.u32 %r4, %r0, %r1", w(o.b) ? w(o.a) / w(o.b) : UINT32_MAX)                            \
    ROW("rem.u64 %q4, %q0, %q1", o.b ? o.a % o.b : o.a)                                            \
    ROW("and.b32 %r4, %r0, %r1", w(o.a) & w(o.b))                                                  \
    ROW("and.b64 %q4, %q0, 4294967295", o.a &UINT32_MAX)                                           \
    ROW("or.b64 %q4, %q0, %q1", o.a | o.b)                                                         \
    ROW("xor.b32 %r4, %r0, 0xFFFFFFFF", ~w(o.a))                                                   \
    ROW("xor.b64 %q4, %q0, %q1", o.a ^ o.b)                                                        \
    ROW("not.b32 %r4, %r0", ~w(o.a))                                                               \
    ROW("not.b64 %q4, %q0", ~o.a)                                                                  \
    ROW("shl.b32 %r4, %r0, %r1", w(o.b) < 32 ? w(o.a) << w(o.b) : 0)                               \
    ROW("shl.b64 %q4, %q0, 21", o.a << 21)                                                         \
    ROW("shl.b64 %q4, %q0, %r1", w(o.b) < 64 ? o.a << w(o.b) : 0)                                  \
    ROW("shr.u32 %r4, %r0, %r1", w(o.b) < 32 ? w(o.a) >> w(o.b) : 0)                               \
    ROW("shr.u64 %q4, %q0, 17", o.a >> 17)                                                         \
    ROW("shr.s32 %r4, %r0, %r1", (uint64_t)((int64_t)i(o.a) >> (w(o.b) < 32 ? w(o.b) : 31)))       \
    ROW("shr.s64 %q4, %q0, 63", s(o.a) < 0 ? UINT64_MAX : 0)                                       \
    ROW("shf.l.wrap.b32 %r4, %r0, %r1, %r2",                                                       \
        ((uint64_t)w(o.b) << 32 | w(o.a)) << (w(o.c) & 31) >> 32)                                  \
    ROW("shf.r.wrap.b32 %r4, %r0, %r1, %r2",                                                       \
        w(((uint64_t)w(o.b) << 32 | w(o.a)) >> (w(o.c) & 31)))                                     \
    ROW("shf.r.clamp.b32 %r4, %r0, %r1, %r2",                                                      \
        w(o.c) >= 32 ? w(o.b) : w(((uint64_t)w(o.b) << 32 | w(o.a)) >> w(o.c)))                    \
    ROW("lop3.b32 %r4, %r0, %r1, %r2, 0x96", w(o.a) ^ w(o.b) ^ w(o.c))                             \
    ROW("lop3.b32 %r4, %r0, %r1, %r2, 0xEA", (w(o.a) & w(o.b)) | w(o.c))                           \
    ROW("lop3.b32 %r4, %r0, %r1, %r2, 0x30", w(o.a) & ~w(o.b))                                     \
    ROW("prmt.b32 %r4, %r0, %r1, 0x5410", (w(o.a) & 0xffff) | w(o.b) << 16)                        \
    ROW("prmt.b32 %r4, %r0, %r1, 0x0123",                                                          \
        w(o.a) >> 24 | (w(o.a) >> 8 & 0xff00) | (w(o.a) << 8 & 0xff0000) | w(o.a) << 24)           \
    ROW("prmt.b32 %r4, %r0, %r1, 0xB", (w(o.a) >> 31 ? 0xffu : 0) | (w(o.a) & 255) * 0x01010100u)  \
    ROW("bfe.u32 %r4, %r0, 21, 11", w(o.a) >> 21)                                                  \
    ROW("bfe.u64 %q4, %q0, 5, 40", o.a >> 5 & ((UINT64_C(1) << 40) - 1))                           \
    ROW("bfi.b32 %r4, %r0, %r1, 8, 12", (w(o.b) & 0xfff000ff) | (w(o.a) & 0xfff) << 8)             \
    ROW("bfi.b64 %q4, %q0, %q1, 32, 32", o.a << 32 | w(o.b))                                       \
    ROW("popc.b32 %r4, %r0", (uint32_t)__builtin_popcount(w(o.a)))                                 \
    ROW("clz.b64 %r4, %q0", o.a ? (uint32_t)__builtin_clzll(o.a) : 64)                             \
    ROW("mov.b64 %q4, {%r0, %r1}", w(o.a) | (uint64_t)w(o.b) << 32)                                \
    ROW("mov.b64 {%r5, %r4}, %q0", o.a >> 32)                                                      \
    ROW("mov.u64 %q4, 0x123456789ABCDEF0", UINT64_C(0x123456789ABCDEF0))                           \
    ROW("cvt.u32.u64 %r4, %q0", w(o.a))                                                            \
    ROW("cvt.u64.u32 %q4, %r0", w(o.a))                                                            \
    ROW("cvt.s64.s32 %q4, %r0", (uint64_t)i(o.a))                                                  \
    ROW("cvt.u32.u16 %r4, %h0", w(o.a) & 0xffff)                                                   \
    ROW("cvt.rn.f32.u32 %f4, %r0", of_f((float)w(o.a)))                                            \
    ROW("cvt.rn.f32.s32 %f4, %r0", of_f((float)i(o.a)))                                            \
    ROW("cvt.rn.f32.u64 %f4, %q0", of_f((float)o.a))                                               \
    ROW("cvt.rn.f64.u32 %d4, %r0", of_d((double)w(o.a)))                                           \
    ROW("cvt.rn.f64.s32 %d4, %r0", of_d((double)i(o.a)))                                           \
    ROW("cvt.rn.f64.u64 %d4, %q0", of_d((double)o.a))                                              \
    ROW("cvt.rn.f64.s64 %d4, %q0", of_d((double)s(o.a)))                                           \
    ROW("cvt.f64.f32 %d4, %f0", of_d((double)f(o.a)))                                              \
    ROW("cvt.rn.f32.f64 %f4, %d0", of_f((float)d(o.a)))                                            \
    ROW("add.f32 %f4, %f0, %f1", of_f(f(o.a) + f(o.b)))                                            \
    ROW("sub.rn.f32 %f4, %f0, %f1", of_f(f(o.a) - f(o.b)))                                         \
    ROW("mul.f32 %f4, %f0, 0f2F800000", of_f(f(o.a) * 0x1p-32f))                                   \
    ROW("fma.rn.f32 %f4, %f0, %f1, %f2", of_f(fmaf(f(o.a), f(o.b), f(o.c))))                       \
    ROW("neg.f32 %f4, %f0", o.a ^ 0x80000000u)                                                     \
    ROW("add.rn.f64 %d4, %d0, %d1", of_d(d(o.a) + d(o.b)))                                         \
    ROW("mul.f64 %d4, %d0, 0d3CA0000000000000", of_d(d(o.a) * 0x1p-53))                            \
    ROW("fma.rn.f64 %d4, %d0, %d1, %d2", of_d(fma(d(o.a), d(o.b), d(o.c))))                        \
    ROW("div.rn.f64 %d4, %d0, %d1", of_d(d(o.a) / d(o.b)))

static const char *const instructions[] = {
#define ROW(text, value) text,
    LIST(ROW)
#undef ROW
};
enum { INSTRUCTIONS = sizeof instructions / sizeof instructions[0] };

static uint64_t expected(int row, struct operands o) {
    int next = 0;
#define ROW(text, value)                                                                           \
    if (next++ == row)                                                                             \
        return (uint64_t)(value);
    LIST(ROW)
#undef ROW
    return 0;
}

// The register class that the result is in: 'r', 'q', 'f' or 'd'.
static char result_class(const char *instruction) {
    for (const char *at = strchr(instruction, '%'); at != NULL; at = strchr(at + 1, '%'))
        if (at[2] == '4')
            return at[1];
    return 'r';
}

static uint64_t operand(unsigned thread, unsigned which) {
    static const uint64_t edges[] = {0,         1,          2,          5,
                                     31,        32,         63,         64,
                                     INT32_MAX, 1ULL << 31, UINT32_MAX, 1ULL << 32,
                                     INT64_MAX, 1ULL << 63, UINT64_MAX, UINT64_MAX / 2048};
    enum { EDGES = sizeof edges / sizeof edges[0] };
    if (thread < EDGES * EDGES && which < 2)
        return edges[which ? thread / EDGES : thread % EDGES];
    uint64_t z = (thread * 4 + which + 1) * UINT64_C(0x9E3779B97F4A7C15); // splitmix64
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static bool same(char class, uint64_t got, uint64_t want) {
    if (class == 'd' || class == 'q')
        return got == want || (class == 'd' && isnan(d(got)) && isnan(d(want)));
    return w(got) == w(want) || (class == 'f' && isnan(f(got)) && isnan(f(want)));
}

// Each thread has 48 bytes: four operands, the result, nothing.
enum { THREADS = 512, BYTES = 48 };

#define LOAD_OPERANDS                                                                              \
    "mad.wide.u32 %q9, %r8, 48, %q8;\nld.global.v2.u64 {%q0, %q1}, [%q9];\n"                       \
    "ld.global.u64 %q2, [%q9+16];\nld.global.nc.b64 %q3, [%q9+24];\n"                              \
    "cvt.u32.u64 %r0, %q0;\ncvt.u32.u64 %r1, %q1;\ncvt.u32.u64 %r2, %q2;\ncvt.u16.u32 %h0, %r0;\n" \
    "mov.b32 %f0, %r0;\nmov.b32 %f1, %r1;\nmov.b32 %f2, %r2;\n"                                    \
    "mov.b64 %d0, %q0;\nmov.b64 %d1, %q1;\nmov.b64 %d2, %q2;\n"

static void write_kernel(char text[4096], const char *instruction, char class) {
    const int bits = class == 'q' || class == 'd' ? 64 : 32;
    snprintf(text, 4096, "%s%s;\nst.global.cs.b%d [%%q9+32], %%%c4;\nret;\n}\n",
             KERNEL_HEAD LOAD_OPERANDS, instruction, bits, class);
}

static void each_instruction_matches_c(void **state) {
    (void)state;
    static struct ptx_memory memory;
    for (int row = 0; row < INSTRUCTIONS; row++) {
        char text[4096], message[PTX_MESSAGE];
        const char class = result_class(instructions[row]);
        write_kernel(text, instructions[row], class);
        memset(&memory, 0, sizeof memory);
        for (unsigned thread = 0; thread < THREADS; thread++) {
            for (unsigned which = 0; which < 4; which++) {
                const uint64_t value = operand(thread, which);
                memcpy(memory.bytes + thread * BYTES + which * 8, &value, sizeof value);
            }
        }
        if (run_text(text, &memory, 1, THREADS, 0, message) != PTX_OK)
            fail_msg("%s: %s", instructions[row], message);
        for (unsigned thread = 0; thread < THREADS; thread++) {
            const struct operands o = {operand(thread, 0), operand(thread, 1), operand(thread, 2),
                                       operand(thread, 3)};
            uint64_t got;
            memcpy(&got, memory.bytes + thread * BYTES + 32, sizeof got);
            if (!same(class, got, expected(row, o))) {
                fail_msg("%s of %llx, %llx, %llx: %llx instead of %llx", instructions[row],
                         (unsigned long long)o.a, (unsigned long long)o.b, (unsigned long long)o.c,
                         (unsigned long long)got, (unsigned long long)expected(row, o));
            }
        }
    }
}

static void each_comparison_matches_c(void **state) {
    (void)state;
    static struct ptx_memory memory;
    static const struct {
        const char *text;
        char how, type;
    } rows[] = {
        {"setp.lt.u32 %p1, %r0, %r1", '<', 'u'},
        {"setp.ge.s32 %p1, %r0, %r1", 'g', 'i'},
        {"setp.eq.b32 %p1, %r0, %r1", '=', 'u'},
        {"setp.lt.u64 %p1, %q0, %q1", '<', 'q'},
        {"setp.ge.s64 %p1, %q0, %q1", 'g', 's'},
        {"setp.lt.f32 %p1, %f0, %f1", '<', 'f'},
        {"setp.ge.f64 %p1, %d0, %d1", 'g', 'd'},
        {"setp.eq.u64 %p1, %q0, %q1", '=', 'q'},
        {"cvt.u16.u32 %h0, %r0;\ncvt.u16.u32 %h1, %r1;\nsetp.ge.s16 %p1, %h0, %h1", 'g', 'h'},
        {"cvt.u16.u32 %h0, %r0;\ncvt.u16.u32 %h1, %r1;\nsetp.lt.u16 %p1, %h0, %h1", '<', 'k'},
        {"cvt.u16.u32 %h0, %r0;\ncvt.u16.u32 %h1, %r1;\nsetp.eq.b16 %p1, %h0, %h1", '=', 'k'}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        char instruction[128], text[4096], message[PTX_MESSAGE];
        snprintf(instruction, sizeof instruction, "%s;\nselp.b32 %%r4, 7, 9, %%p1", rows[row].text);
        write_kernel(text, instruction, 'r');
        for (unsigned thread = 0; thread < THREADS; thread++) {
            for (unsigned which = 0; which < 4; which++) {
                const uint64_t value = operand(thread, which);
                memcpy(memory.bytes + thread * BYTES + which * 8, &value, sizeof value);
            }
        }
        assert_int_equal(run_text(text, &memory, 1, THREADS, 0, message), PTX_OK);
        for (unsigned thread = 0; thread < THREADS; thread++) {
            const uint64_t a = operand(thread, 0), b = operand(thread, 1);
#define COMPARED(read)                                                                             \
    (rows[row].how == '<'   ? read(a) < read(b)                                                    \
     : rows[row].how == 'g' ? read(a) >= read(b)                                                   \
                            : read(a) == read(b))
            const bool yes = rows[row].type == 'u'   ? COMPARED(w)
                             : rows[row].type == 'i' ? COMPARED(i)
                             : rows[row].type == 'q' ? COMPARED()
                             : rows[row].type == 's' ? COMPARED(s)
                             : rows[row].type == 'h' ? COMPARED((int16_t))
                             : rows[row].type == 'k' ? COMPARED((uint16_t))
                             : rows[row].type == 'f' ? COMPARED(f)
                                                     : COMPARED(d);
            uint32_t got;
            memcpy(&got, memory.bytes + thread * BYTES + 32, sizeof got);
            if (got != (yes ? 7u : 9u)) {
                fail_msg("%s of %llx, %llx", rows[row].text, (unsigned long long)a,
                         (unsigned long long)b);
            }
        }
    }
}

static void unknown_text_is_refused_by_name(void **state) {
    (void)state;
    static struct ptx_memory memory;
    static const struct {
        const char *text, *names;
    } rows[] = {
        {KERNEL_HEAD "sin.approx.f32 %f0, %f1;\nret;\n}\n", "sin.approx.f32"},
        {KERNEL_HEAD "add.u32 %r0, %r1, %x7;\nret;\n}\n", "%x7"},
        {KERNEL_HEAD "add.u32 %r0, %r16, 1;\nret;\n}\n", "%r16"},
        {KERNEL_HEAD "add.u32 %r0, %r1;\nret;\n}\n", "operands"},
        {KERNEL_HEAD "bra NOWHERE;\nret;\n}\n", "NOWHERE"},
        {KERNEL_HEAD "st.local.u32 [%q8], %r1;\nret;\n}\n", "local"},
        {KERNEL_HEAD "st.global.v4.u32 [%q8], {%r1, %r2};\nret;\n}\n", "v4"},
        {KERNEL_HEAD "ret;\n", "end"},
        {".global .u32 x;\n", ".global"},
        {"nothing of the kind", "nothing"},
        {"", ".version"},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        char message[PTX_MESSAGE] = "";
        assert_int_equal(run_text(rows[row].text, &memory, 1, 1, 0, message), PTX_NOT_UNDERSTOOD);
        if (strstr(message, rows[row].names) == NULL)
            fail_msg("'%s' doesn't name %s", message, rows[row].names);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_instruction_matches_c),
        cmocka_unit_test(each_comparison_matches_c),
        cmocka_unit_test(unknown_text_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
