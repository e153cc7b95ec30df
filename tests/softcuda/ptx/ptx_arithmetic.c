// What the arithmetic instructions of PTX compute, 32 lanes at once.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <math.h>
#include <string.h>

// One operation: `expression` of the lanes a, b, c and e goes to the 64 bits of the result.
#define OPERATION(name, expression)                                                                \
    static void name(lane *restrict out, const lane *const in[4]) {                                \
        for (int i = 0; i < PTX_LANES; i++) {                                                      \
            const lane a = in[0][i], b = in[1][i], c = in[2][i], e = in[3][i];                     \
            (void)b, (void)c, (void)e;                                                             \
            out[i].u = (expression);                                                               \
        }                                                                                          \
    }
// Results of other types, as bits.
#define WORD(value)   ((uint32_t)(value))
#define FLOAT(value)  ((uint64_t)(lane){.f = (value)}.w)
#define DOUBLE(value) ((lane){.d = (value)}.u)

OPERATION(move, a.u)
OPERATION(shared_to_generic, a.u + SHARED_WINDOW)
OPERATION(generic_to_shared, a.u - SHARED_WINDOW)

OPERATION(add32, WORD(a.w + b.w))
OPERATION(add64, a.u + b.u)
OPERATION(sub32, WORD(a.w - b.w))
OPERATION(sub64, a.u - b.u)
OPERATION(mul_lo32, WORD(a.w *b.w))
OPERATION(mul_lo64, a.u *b.u)
OPERATION(mul_hi_u32, (uint64_t)a.w *b.w >> 32)
OPERATION(mul_hi_s32, WORD((int64_t)a.i *b.i >> 32))
__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 signed_wide;
OPERATION(mul_hi_u64, (uint64_t)((wide)a.u *b.u >> 64))
OPERATION(mul_hi_s64, (uint64_t)((signed_wide)a.s *b.s >> 64))
OPERATION(mul_wide_u32, (uint64_t)a.w *b.w)
OPERATION(mul_wide_s32, (uint64_t)((int64_t)a.i *b.i))
OPERATION(mul_wide_u16, (uint64_t)(uint16_t)a.w *(uint16_t)b.w)
OPERATION(mad_lo32, WORD(a.w *b.w + c.w))
OPERATION(mad_lo64, a.u *b.u + c.u)
OPERATION(mad_hi_u32, WORD(((uint64_t)a.w * b.w >> 32) + c.w))
OPERATION(mad_hi_u64, (uint64_t)((wide)a.u *b.u >> 64) + c.u)
OPERATION(mad_wide_u32, (uint64_t)a.w *b.w + c.u)
OPERATION(mad_wide_s32, (uint64_t)((int64_t)a.i *b.i) + c.u)
OPERATION(neg32, WORD(-a.w))
OPERATION(neg64, -a.u)
OPERATION(abs32, WORD(a.i < 0 ? -a.w : a.w))
OPERATION(abs64, a.s < 0 ? -a.u : a.u)
OPERATION(min_u32, a.w < b.w ? a.w : b.w)
OPERATION(max_u32, a.w > b.w ? a.w : b.w)
OPERATION(min_s32, a.i < b.i ? a.w : b.w)
OPERATION(max_s32, a.i > b.i ? a.w : b.w)
OPERATION(min_u64, a.u < b.u ? a.u : b.u)
OPERATION(max_u64, a.u > b.u ? a.u : b.u)
OPERATION(min_s64, a.s < b.s ? a.u : b.u)
OPERATION(max_s64, a.s > b.s ? a.u : b.u)
// Division by zero gives all ones and its remainder the dividend, as the hardware does.
OPERATION(div_u32, b.w ? a.w / b.w : UINT32_MAX)
OPERATION(rem_u32, b.w ? a.w % b.w : a.w)
OPERATION(div_u64, b.u ? a.u / b.u : UINT64_MAX)
OPERATION(rem_u64, b.u ? a.u % b.u : a.u)
OPERATION(div_s32, WORD(b.i ? (int64_t)a.i / b.i : -1))
OPERATION(rem_s32, WORD(b.i ? (int64_t)a.i % b.i : a.i))

OPERATION(and64, a.u &b.u)
OPERATION(or64, a.u | b.u)
OPERATION(xor64, a.u ^ b.u)
OPERATION(not32, WORD(~a.w))
OPERATION(not64, ~a.u)
// Shifts by the width or more give zeros (or signs).
OPERATION(shl32, b.w < 32 ? WORD(a.w << b.w) : 0)
OPERATION(shl64, b.w < 64 ? a.u << b.w : 0)
OPERATION(shr_u32, b.w < 32 ? a.w >> b.w : 0)
OPERATION(shr_u64, b.w < 64 ? a.u >> b.w : 0)
OPERATION(shr_s32, WORD(a.i >> (b.w < 32 ? b.w : 31)))
OPERATION(shr_s64, (uint64_t)(a.s >> (b.w < 64 ? b.w : 63)))
#define PAIR (((uint64_t)b.w << 32) | a.w)
OPERATION(shf_l_wrap, WORD(PAIR << (c.w % 32) >> 32))
OPERATION(shf_r_wrap, WORD(PAIR >> (c.w % 32)))
OPERATION(shf_l_clamp, WORD(PAIR << (c.w < 32 ? c.w : 32) >> 32))
OPERATION(shf_r_clamp, WORD(PAIR >> (c.w < 32 ? c.w : 32)))

// Each bit of the table is the result for one combination of the bits of a, b and c.
static uint32_t lookup(uint32_t a, uint32_t b, uint32_t c, uint32_t table) {
    uint32_t result = 0;
    for (unsigned which = 0; which < 8; which++)
        if (table >> which & 1)
            result |= (which & 4 ? a : ~a) & (which & 2 ? b : ~b) & (which & 1 ? c : ~c);
    return result;
}
OPERATION(lop3, lookup(a.w, b.w, c.w, e.w))

// Each of four hexadecimal digits picks a byte of the eight in {b, a}; its top bit asks for the
// byte's sign instead.
static uint32_t permute(uint64_t bytes, uint32_t digits) {
    uint32_t result = 0;
    for (unsigned i = 0; i < 4; i++) {
        const uint32_t digit = digits >> (4 * i) & 15;
        uint32_t byte = (uint32_t)(bytes >> (8 * (digit & 7))) & 255;
        if (digit & 8)
            byte = byte & 128 ? 255 : 0;
        result |= byte << (8 * i);
    }
    return result;
}
OPERATION(prmt, permute(PAIR, c.w))

static uint64_t ones(uint32_t count) {
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}
static uint64_t extract(uint64_t a, uint32_t position, uint32_t count) {
    return position < 64 ? a >> position & ones(count) : 0;
}
static uint64_t insert(uint64_t field, uint64_t into, uint32_t position, uint32_t count) {
    const uint64_t mask = position < 64 ? ones(count) << position : 0;
    return (into & ~mask) | (position < 64 ? field << position & mask : 0);
}
OPERATION(bfe_u32, WORD(extract(a.w, b.w & 255, c.w & 255)))
OPERATION(bfe_u64, extract(a.u, b.w & 255, c.w & 255))
OPERATION(bfi32, WORD(insert(a.w, b.w, c.w & 255, e.w & 255)))
OPERATION(bfi64, insert(a.u, b.u, c.w & 255, e.w & 255))
OPERATION(popc32, WORD(__builtin_popcount(a.w)))
OPERATION(popc64, WORD(__builtin_popcountll(a.u)))
OPERATION(clz32, WORD(a.w ? __builtin_clz(a.w) : 32))
OPERATION(clz64, WORD(a.u ? __builtin_clzll(a.u) : 64))
static uint32_t reversed(uint32_t a) {
    uint32_t result = 0;
    for (unsigned i = 0; i < 32; i++)
        result |= (a >> i & 1) << (31 - i);
    return result;
}
OPERATION(brev32, reversed(a.w))

OPERATION(add_f32, FLOAT(a.f + b.f))
OPERATION(sub_f32, FLOAT(a.f - b.f))
OPERATION(mul_f32, FLOAT(a.f *b.f))
OPERATION(div_f32, FLOAT(a.f / b.f))
OPERATION(fma_f32, FLOAT(fmaf(a.f, b.f, c.f)))
OPERATION(neg_f32, WORD(a.w ^ UINT32_C(1) << 31))
OPERATION(abs_f32, WORD(a.w &INT32_MAX))
OPERATION(min_f32, FLOAT(fminf(a.f, b.f)))
OPERATION(max_f32, FLOAT(fmaxf(a.f, b.f)))
OPERATION(sqrt_f32, FLOAT(sqrtf(a.f)))
OPERATION(add_f64, DOUBLE(a.d + b.d))
OPERATION(sub_f64, DOUBLE(a.d - b.d))
OPERATION(mul_f64, DOUBLE(a.d *b.d))
OPERATION(div_f64, DOUBLE(a.d / b.d))
OPERATION(fma_f64, DOUBLE(fma(a.d, b.d, c.d)))
OPERATION(neg_f64, a.u ^ UINT64_C(1) << 63)
OPERATION(abs_f64, a.u &INT64_MAX)
OPERATION(min_f64, DOUBLE(fmin(a.d, b.d)))
OPERATION(max_f64, DOUBLE(fmax(a.d, b.d)))
OPERATION(sqrt_f64, DOUBLE(sqrt(a.d)))

static const struct operation operations[] = {
    {"mov.b16 mov.u16 mov.s16 mov.b32 mov.u32 mov.s32 mov.f32 mov.b64 mov.u64 mov.s64 mov.f64 "
     "cvta.to.global.u64 cvta.global.u64 cvta.to.const.u64 cvta.to.param.u64 cvta.param.u64",
     move, 1},
    {"cvta.shared.u64", shared_to_generic, 1},
    {"cvta.to.shared.u64", generic_to_shared, 1},
    {"add.u32 add.s32 add.u16 add.s16", add32, 2},
    {"add.u64 add.s64", add64, 2},
    {"sub.u32 sub.s32 sub.u16 sub.s16", sub32, 2},
    {"sub.u64 sub.s64", sub64, 2},
    {"mul.lo.u32 mul.lo.s32 mul.lo.u16 mul.lo.s16", mul_lo32, 2},
    {"mul.lo.u64 mul.lo.s64", mul_lo64, 2},
    {"mul.hi.u32", mul_hi_u32, 2},
    {"mul.hi.s32", mul_hi_s32, 2},
    {"mul.hi.u64", mul_hi_u64, 2},
    {"mul.hi.s64", mul_hi_s64, 2},
    {"mul.wide.u32", mul_wide_u32, 2},
    {"mul.wide.s32", mul_wide_s32, 2},
    {"mul.wide.u16", mul_wide_u16, 2},
    {"mad.lo.u32 mad.lo.s32", mad_lo32, 3},
    {"mad.lo.u64 mad.lo.s64", mad_lo64, 3},
    {"mad.hi.u32", mad_hi_u32, 3},
    {"mad.hi.u64", mad_hi_u64, 3},
    {"mad.wide.u32", mad_wide_u32, 3},
    {"mad.wide.s32", mad_wide_s32, 3},
    {"neg.s32", neg32, 1},
    {"neg.s64", neg64, 1},
    {"abs.s32", abs32, 1},
    {"abs.s64", abs64, 1},
    {"min.u32", min_u32, 2},
    {"max.u32", max_u32, 2},
    {"min.s32", min_s32, 2},
    {"max.s32", max_s32, 2},
    {"min.u64", min_u64, 2},
    {"max.u64", max_u64, 2},
    {"min.s64", min_s64, 2},
    {"max.s64", max_s64, 2},
    {"div.u32", div_u32, 2},
    {"rem.u32", rem_u32, 2},
    {"div.u64", div_u64, 2},
    {"rem.u64", rem_u64, 2},
    {"div.s32", div_s32, 2},
    {"rem.s32", rem_s32, 2},
    {"and.b16 and.b32 and.b64", and64, 2},
    {"or.b16 or.b32 or.b64", or64, 2},
    {"xor.b16 xor.b32 xor.b64", xor64, 2},
    {"not.b32", not32, 1},
    {"not.b64", not64, 1},
    {"shl.b32", shl32, 2},
    {"shl.b64", shl64, 2},
    {"shr.u32 shr.b32", shr_u32, 2},
    {"shr.u64 shr.b64", shr_u64, 2},
    {"shr.s32", shr_s32, 2},
    {"shr.s64", shr_s64, 2},
    {"shf.l.wrap.b32", shf_l_wrap, 3},
    {"shf.r.wrap.b32", shf_r_wrap, 3},
    {"shf.l.clamp.b32", shf_l_clamp, 3},
    {"shf.r.clamp.b32", shf_r_clamp, 3},
    {"lop3.b32", lop3, 4},
    {"prmt.b32", prmt, 3},
    {"bfe.u32", bfe_u32, 3},
    {"bfe.u64", bfe_u64, 3},
    {"bfi.b32", bfi32, 4},
    {"bfi.b64", bfi64, 4},
    {"popc.b32", popc32, 1},
    {"popc.b64", popc64, 1},
    {"clz.b32", clz32, 1},
    {"clz.b64", clz64, 1},
    {"brev.b32", brev32, 1},
    {"add.f32 add.rn.f32", add_f32, 2},
    {"sub.f32 sub.rn.f32", sub_f32, 2},
    {"mul.f32 mul.rn.f32", mul_f32, 2},
    {"div.rn.f32", div_f32, 2},
    {"fma.rn.f32", fma_f32, 3},
    {"neg.f32", neg_f32, 1},
    {"abs.f32", abs_f32, 1},
    {"min.f32", min_f32, 2},
    {"max.f32", max_f32, 2},
    {"sqrt.rn.f32", sqrt_f32, 1},
    {"add.f64 add.rn.f64", add_f64, 2},
    {"sub.f64 sub.rn.f64", sub_f64, 2},
    {"mul.f64 mul.rn.f64", mul_f64, 2},
    {"div.rn.f64", div_f64, 2},
    {"fma.rn.f64", fma_f64, 3},
    {"neg.f64", neg_f64, 1},
    {"abs.f64", abs_f64, 1},
    {"min.f64", min_f64, 2},
    {"max.f64", max_f64, 2},
    {"sqrt.rn.f64", sqrt_f64, 1},
};

// Whether `name` is one of the words.
static bool names(const char *words, const char *name) {
    const size_t length = strlen(name);
    for (const char *at = words; (at = strstr(at, name)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

const struct operation *ptx_arithmetic(const char *name) {
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (names(operations[i].names, name))
            return &operations[i];
    return NULL;
}
