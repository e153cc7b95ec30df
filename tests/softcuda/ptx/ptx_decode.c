// An instruction's text turned into its internal form.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// All further operands of the list, one row each.
static bool inputs(struct text *text, struct kernel *kernel, char *list, int expected,
                   struct instruction *one) {
    for (char *operand = ptx_next_operand(&list); operand != NULL;
         operand = ptx_next_operand(&list)) {
        if (one->from_count == OPERANDS_MAX)
            return ptx_complain(text, "too many operands");
        one->from[one->from_count] = ptx_operand_row(text, kernel, operand);
        if (one->from[one->from_count++] < 0)
            return false;
    }
    return one->from_count == expected ||
           ptx_complain(text, "%d operands where %d belong", one->from_count, expected);
}

static bool output(struct text *text, struct kernel *kernel, char **list, struct instruction *one) {
    return ptx_operand_rows(text, kernel, ptx_next_operand(list), one->to, &one->to_count);
}

// --- Kinds of instructions ---------------------------------------------------------------------

static bool has_word(const char *name, const char *word) { // ".global" in "st.global.cs.v2.f64"
    const size_t length = strlen(word);
    for (const char *at = name; (at = strstr(at, word)) != NULL; at += length)
        if (at[length] == '.' || at[length] == '\0' || at[length] == ':')
            return true;
    return false;
}

static bool known_modifiers(struct text *text, const char *name) {
    static const char *const known[] = {
        "ld",
        "st",
        "global",
        "shared",
        "param",
        "const",
        "nc",
        "ca",
        "cg",
        "cs",
        "lu",
        "cv",
        "wb",
        "wt",
        "volatile",
        "weak",
        "relaxed",
        "gpu",
        "sys",
        "cta",
        "v2",
        "v4",
        "v8",
        "b8",
        "u8",
        "s8",
        "b16",
        "u16",
        "s16",
        "b32",
        "u32",
        "s32",
        "f32",
        "b64",
        "u64",
        "s64",
        "f64",
        "L1::no_allocate",
        "L1::evict_first",
        "L1::evict_last",
        "L1::evict_normal",
        "L1::evict_unchanged",
        "L2::evict_first",
        "L2::evict_last",
        "L2::evict_normal",
        "L2::64B",
        "L2::128B",
        "L2::256B",
        "shared::cta",
    };
    char copy[128];
    snprintf(copy, sizeof copy, "%s", name);
    for (char *rest = NULL, *word = strtok_r(copy, ".", &rest); word != NULL;
         word = strtok_r(NULL, ".", &rest)) {
        size_t i = 0;
        while (i < sizeof known / sizeof known[0] && strcmp(known[i], word) != 0)
            i++;
        if (i == sizeof known / sizeof known[0])
            return ptx_complain(text, "'%s' of %s isn't known", word, name);
    }
    return true;
}

static bool decode_access(struct text *text, struct kernel *kernel, const char *name, char *list,
                          struct instruction *one) {
    const bool load = one->kind == LOAD;
    if (!known_modifiers(text, name))
        return false;
    one->space = has_word(name, ".param")    ? SPACE_PARAMETER
                 : has_word(name, ".global") ? SPACE_GLOBAL
                 : has_word(name, ".shared") ? SPACE_SHARED
                                             : SPACE_GENERIC;
    const char *type = strrchr(name, '.');
    one->bytes = atoi(type + 2) / 8;
    one->extend_sign = type[1] == 's';
    if (load && !output(text, kernel, &list, one))
        return false;
    char *address = ptx_next_operand(&list);
    if (address == NULL || address[0] != '[')
        return ptx_complain(text, "%s without an [address]", name);
    address[strcspn(address, "]")] = '\0';
    char *plus = strpbrk(address + 1, "+-");
    one->offset = plus ? strtoll(plus + (*plus == '+'), NULL, 0) : 0;
    if (plus != NULL)
        *plus = '\0';
    one->address = ptx_operand_row(text, kernel, address + 1);
    if (!load &&
        !ptx_operand_rows(text, kernel, ptx_next_operand(&list), one->from, &one->from_count))
        return false;
    const int values = has_word(name, ".v8")   ? 8
                       : has_word(name, ".v4") ? 4
                       : has_word(name, ".v2") ? 2
                                               : 1;
    if (values != (load ? one->to_count : one->from_count) || values * one->bytes > 32)
        return ptx_complain(text, "%s doesn't fit its operands", name);
    return one->address >= 0;
}

static bool decode_move(struct text *text, struct kernel *kernel, const char *name, char *list,
                        struct instruction *one) {
    if (!output(text, kernel, &list, one) ||
        !ptx_operand_rows(text, kernel, ptx_next_operand(&list), one->from, &one->from_count))
        return false;
    if (one->to_count + one->from_count == 3 && strcmp(name, "mov.b64") == 0) {
        one->kind = one->to_count == 2 ? UNPACK : PACK;
        return true;
    }
    const struct operation *operation = ptx_arithmetic(name);
    if (operation == NULL || one->to_count != 1 || one->from_count != 1)
        return ptx_complain(text, "the instruction %s isn't known", name);
    one->run = operation->run;
    return true;
}

// "setp.lt.u64 p, a, b", "setp.lt.and.u64 p, a, b, q"
static bool decode_compare(struct text *text, struct kernel *kernel, const char *name, char *list,
                           struct instruction *one) {
    static const char *const combines[] = {
        [COMBINE_AND] = ".and.", [COMBINE_OR] = ".or.", [COMBINE_XOR] = ".xor."};
    char plain[64];
    snprintf(plain, sizeof plain, "%s", name);
    for (int i = COMBINE_AND; i <= COMBINE_XOR; i++) {
        char *middle = strstr(plain, combines[i]);
        if (middle != NULL) {
            one->detail = i;
            const char *tail = middle + strlen(combines[i]) - 1;
            memmove(middle, tail, strlen(tail) + 1);
        }
    }
    const struct operation *operation = ptx_comparison(plain);
    if (operation == NULL)
        return ptx_complain(text, "the instruction %s isn't known", name);
    one->run = operation->run;
    return output(text, kernel, &list, one) &&
           inputs(text, kernel, list, one->detail == COMBINE_NONE ? 2 : 3, one);
}

static bool decode_shuffle(struct text *text, struct kernel *kernel, const char *name, char *list,
                           struct instruction *one) {
    static const char *const names[] = {[SHUFFLE_UP] = "shfl.sync.up.b32",
                                        [SHUFFLE_DOWN] = "shfl.sync.down.b32",
                                        [SHUFFLE_BUTTERFLY] = "shfl.sync.bfly.b32",
                                        [SHUFFLE_INDEX] = "shfl.sync.idx.b32"};
    one->detail = -1;
    for (int i = 0; i < 4; i++)
        one->detail = strcmp(name, names[i]) == 0 ? i : one->detail;
    char *first = ptx_next_operand(&list);
    if (one->detail < 0 || first == NULL)
        return ptx_complain(text, "the instruction %s isn't known", name);
    char *predicate = strchr(first, '|');
    if (predicate != NULL) {
        *predicate = '\0';
        one->second = ptx_operand_row(text, kernel, predicate + 1);
    }
    return ptx_operand_rows(text, kernel, first, one->to, &one->to_count) &&
           inputs(text, kernel, list, 4, one);
}

static bool decode_vote(struct text *text, struct kernel *kernel, const char *name, char *list,
                        struct instruction *one) {
    static const char *const names[] = {[VOTE_ALL] = "vote.sync.all.pred",
                                        [VOTE_ANY] = "vote.sync.any.pred",
                                        [VOTE_UNIFORM] = "vote.sync.uni.pred",
                                        [VOTE_BALLOT] = "vote.sync.ballot.b32"};
    one->detail = -1;
    for (int i = 0; i < 4; i++)
        one->detail = strcmp(name, names[i]) == 0 ? i : one->detail;
    if (one->detail < 0)
        return ptx_complain(text, "the instruction %s isn't known", name);
    return output(text, kernel, &list, one) && inputs(text, kernel, list, 2, one);
}

// Whole names of the rest: kind and how many operands are written and read.
static const struct {
    const char *name;
    enum kind kind;
    int outputs, inputs;
} others[] = {
    {"and.pred", PREDICATE_AND, 1, 2},
    {"or.pred", PREDICATE_OR, 1, 2},
    {"xor.pred", PREDICATE_XOR, 1, 2},
    {"not.pred", PREDICATE_NOT, 1, 1},
    {"mov.pred", PREDICATE_MOVE, 1, 1},
    {"selp.b16", SELECT, 1, 3},
    {"selp.u16", SELECT, 1, 3},
    {"selp.s16", SELECT, 1, 3},
    {"selp.b32", SELECT, 1, 3},
    {"selp.u32", SELECT, 1, 3},
    {"selp.s32", SELECT, 1, 3},
    {"selp.f32", SELECT, 1, 3},
    {"selp.b64", SELECT, 1, 3},
    {"selp.u64", SELECT, 1, 3},
    {"selp.s64", SELECT, 1, 3},
    {"selp.f64", SELECT, 1, 3},
    {"activemask.b32", ACTIVE_MASK, 1, 0},
    {"bar.warp.sync", WARP_BARRIER, 0, 1},
    {"bar.sync", BARRIER, 0, 1},
    {"barrier.sync", BARRIER, 0, 1},
    {"barrier.sync.aligned", BARRIER, 0, 1},
    {"bra", BRANCH, 0, -1},
    {"bra.uni", BRANCH, 0, -1},
    {"ret", EXIT, 0, 0},
    {"exit", EXIT, 0, 0},
    {"membar.gl", NOTHING, 0, 0},
    {"membar.cta", NOTHING, 0, 0},
    {"fence.acq_rel.gpu", NOTHING, 0, 0},
};

static bool decode_other(struct text *text, struct kernel *kernel, const char *name, char *list,
                         struct instruction *one) {
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].name, name) == 0) {
            one->kind = others[i].kind;
            return (others[i].outputs == 0 || output(text, kernel, &list, one)) &&
                   (others[i].inputs < 0 || inputs(text, kernel, list, others[i].inputs, one));
        }
    }
    const struct operation *operation = ptx_arithmetic(name);
    operation = operation ? operation : ptx_conversion(name);
    if (operation == NULL)
        return ptx_complain(text, "the instruction %s isn't known", name);
    one->run = operation->run;
    return output(text, kernel, &list, one) && inputs(text, kernel, list, operation->inputs, one);
}

typedef bool decoder(struct text *, struct kernel *, const char *, char *, struct instruction *);

static const struct {
    const char *begins;
    enum kind kind;
    decoder *decode;
} decoders[] = {
    {"ld.", LOAD, decode_access},       {"st.", STORE, decode_access},
    {"setp.", COMPARE, decode_compare}, {"shfl.", SHUFFLE, decode_shuffle},
    {"vote.", VOTE, decode_vote},       {"mov.pred", PREDICATE_MOVE, decode_other},
    {"mov.", ARITHMETIC, decode_move},  {"", ARITHMETIC, decode_other},
};

bool ptx_decode(struct text *text, struct kernel *kernel, char *statement) {
    struct instruction one = {.guard = -1, .second = -1, .target = -1, .line = text->line};
    char *at = statement;
    if (*at == '@') {
        one.guard_negated = at[1] == '!';
        char *name = at + 1 + one.guard_negated;
        at = strchr(name, ' ');
        if (at == NULL)
            return ptx_complain(text, "a guard without an instruction");
        *at++ = '\0';
        one.guard = ptx_operand_row(text, kernel, name);
        if (one.guard < 0)
            return false;
    }
    char *list = at + strcspn(at, " ");
    if (*list != '\0')
        *list++ = '\0';
    size_t i = 0;
    while (strncmp(at, decoders[i].begins, strlen(decoders[i].begins)) != 0)
        i++;
    one.kind = decoders[i].kind;
    if (!decoders[i].decode(text, kernel, at, list, &one))
        return false;
    one.in_place = one.kind == ARITHMETIC;
    for (int in = 0; in < one.from_count; in++)
        one.in_place = one.in_place && one.from[in] != one.to[0];
    struct instruction *place =
        ptx_append((void **)&kernel->instructions, &kernel->instruction_count, sizeof *place);
    if (place == NULL)
        return ptx_complain(text, "no memory");
    *place = one;
    return true;
}
