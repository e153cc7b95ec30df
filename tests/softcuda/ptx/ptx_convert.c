// Conversions (cvt) and comparisons (setp) of PTX, 32 lanes at once.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <string.h>

#define CONVERSION(name, expression)                                                               \
    static void name(lane *restrict out, const lane *const in[4]) {                                \
        for (int i = 0; i < PTX_LANES; i++) {                                                      \
            const lane a = in[0][i];                                                               \
            out[i].u = (expression);                                                               \
        }                                                                                          \
    }
#define FLOAT(value)  ((uint64_t)(lane){.f = (float)(value)}.w)
#define DOUBLE(value) ((lane){.d = (double)(value)}.u)

CONVERSION(to_u64, a.u)
CONVERSION(to_u32, (uint64_t)a.w)
CONVERSION(to_u16, (uint64_t)(uint16_t)a.w)
CONVERSION(to_u8, (uint64_t)(uint8_t)a.w)
CONVERSION(to_s64_from_s32, (uint64_t)(int64_t)a.i)
CONVERSION(to_s32_from_s16, (uint64_t)(uint32_t)(int16_t)a.w)
CONVERSION(to_s32_from_s8, (uint64_t)(uint32_t)(int8_t)a.w)
CONVERSION(f64_from_u64, DOUBLE(a.u))
CONVERSION(f64_from_s64, DOUBLE(a.s))
CONVERSION(f64_from_u32, DOUBLE(a.w))
CONVERSION(f64_from_s32, DOUBLE(a.i))
CONVERSION(f64_from_f32, DOUBLE(a.f))
CONVERSION(f32_from_u64, FLOAT(a.u))
CONVERSION(f32_from_s64, FLOAT(a.s))
CONVERSION(f32_from_u32, FLOAT(a.w))
CONVERSION(f32_from_s32, FLOAT(a.i))
CONVERSION(f32_from_u16, FLOAT((uint16_t)a.w))
CONVERSION(f32_from_f64, FLOAT(a.d))

static const struct {
    const char *name;
    struct operation operation;
} conversions[] = {
#define ROW(name, run)                                                                             \
    {                                                                                              \
        name, {                                                                                    \
            name, run, 1                                                                           \
        }                                                                                          \
    }
    ROW("cvt.u64.u64", to_u64),
    ROW("cvt.s64.s64", to_u64),
    ROW("cvt.u64.u32", to_u32),
    ROW("cvt.s64.u32", to_u32),
    ROW("cvt.u32.u64", to_u32),
    ROW("cvt.u32.s64", to_u32),
    ROW("cvt.s32.s64", to_u32),
    ROW("cvt.s32.u64", to_u32),
    ROW("cvt.u32.u32", to_u32),
    ROW("cvt.s32.s32", to_u32),
    ROW("cvt.u32.u16", to_u16),
    ROW("cvt.s32.u16", to_u16),
    ROW("cvt.u64.u16", to_u16),
    ROW("cvt.u16.u32", to_u16),
    ROW("cvt.u16.u64", to_u16),
    ROW("cvt.u32.u8", to_u8),
    ROW("cvt.u64.u8", to_u8),
    ROW("cvt.u16.u8", to_u8),
    ROW("cvt.u8.u32", to_u8),
    ROW("cvt.u8.u64", to_u8),
    ROW("cvt.s64.s32", to_s64_from_s32),
    ROW("cvt.u64.s32", to_s64_from_s32),
    ROW("cvt.s32.s16", to_s32_from_s16),
    ROW("cvt.s32.s8", to_s32_from_s8),
    ROW("cvt.rn.f64.u64", f64_from_u64),
    ROW("cvt.rn.f64.s64", f64_from_s64),
    ROW("cvt.rn.f64.u32", f64_from_u32),
    ROW("cvt.rn.f64.s32", f64_from_s32),
    ROW("cvt.f64.f32", f64_from_f32),
    ROW("cvt.rn.f32.u64", f32_from_u64),
    ROW("cvt.rn.f32.s64", f32_from_s64),
    ROW("cvt.rn.f32.u32", f32_from_u32),
    ROW("cvt.rn.f32.s32", f32_from_s32),
    ROW("cvt.rn.f32.u16", f32_from_u16),
    ROW("cvt.rn.f32.f64", f32_from_f64),
};

const struct operation *ptx_conversion(const char *name) {
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++)
        if (strcmp(conversions[i].name, name) == 0)
            return &conversions[i].operation;
    return NULL;
}

// --- Comparisons -------------------------------------------------------------------------------

#define COMPARISON(name, member, operator)                                                         \
    static void name(lane *restrict out, const lane *const in[4]) {                                \
        for (int i = 0; i < PTX_LANES; i++)                                                        \
            out[i].u = in[0][i].member operator in[1][i].member;                                   \
    }
#define COMPARISONS(type, member)                                                                  \
    COMPARISON(eq_##type, member, ==)                                                              \
    COMPARISON(ne_##type, member, !=)                                                              \
    COMPARISON(lt_##type, member, <)                                                               \
    COMPARISON(le_##type, member, <=)                                                              \
    COMPARISON(gt_##type, member, >)                                                               \
    COMPARISON(ge_##type, member, >=)
COMPARISONS(u16, half)
COMPARISONS(s16, h)
COMPARISONS(u32, w)
COMPARISONS(s32, i)
COMPARISONS(u64, u)
COMPARISONS(s64, s)
COMPARISONS(f32, f)
COMPARISONS(f64, d)

#define NAMED(type, as)                                                                            \
    {"setp.eq." #type, eq_##as, 2}, {"setp.ne." #type, ne_##as, 2},                                \
        {"setp.lt." #type, lt_##as, 2}, {"setp.le." #type, le_##as, 2},                            \
        {"setp.gt." #type, gt_##as, 2}, {"setp.ge." #type, ge_##as, 2},
static const struct operation comparisons[] = {
    NAMED(u16, u16) NAMED(s16, s16) NAMED(u32, u32) NAMED(s32, s32) NAMED(u64, u64) NAMED(s64, s64)
        NAMED(f32, f32) NAMED(f64, f64) NAMED(b16, u16) NAMED(b32, u32)
            NAMED(b64, u64) // bits: equal or not
    {"setp.lo.u32", lt_u32, 2},
    {"setp.ls.u32", le_u32, 2},
    {"setp.hi.u32", gt_u32, 2},
    {"setp.hs.u32", ge_u32, 2},
    {"setp.lo.u64", lt_u64, 2},
    {"setp.ls.u64", le_u64, 2},
    {"setp.hi.u64", gt_u64, 2},
    {"setp.hs.u64", ge_u64, 2},
};

const struct operation *ptx_comparison(const char *name) {
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++)
        if (strcmp(comparisons[i].names, name) == 0)
            return &comparisons[i];
    return NULL;
}
