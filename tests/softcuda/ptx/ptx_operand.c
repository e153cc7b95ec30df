// Operands of instructions: each becomes the row that holds it.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int constant_row(struct kernel *kernel, uint64_t value) {
    for (int i = 0; i < kernel->constant_count; i++)
        if (kernel->constants[i].value == value)
            return kernel->constants[i].row;
    struct constant *one =
        ptx_append((void **)&kernel->constants, &kernel->constant_count, sizeof *one);
    if (one == NULL)
        return -1;
    one->value = value;
    one->row = kernel->rows++;
    return one->row;
}

// The later a declaration, the closer its scope.
static int register_row(const struct kernel *kernel, const char *name) {
    const size_t stem = strcspn(name + 1, "0123456789") + 1;
    for (int i = kernel->family_count - 1; i >= 0; i--) {
        const struct family *one = &kernel->families[i];
        if (one->count == 0 && strcmp(one->name, name) == 0)
            return one->first;
        if (one->count > 0 && strlen(one->name) == stem && strncmp(one->name, name, stem) == 0) {
            const int number = atoi(name + stem);
            return number < one->count ? one->first + number : -1;
        }
    }
    return -1;
}

static const char *const special_names[SPECIAL_COUNT] = {
    [TID_X] = "%tid.x",
    [TID_Y] = "%tid.y",
    [TID_Z] = "%tid.z",
    [NTID_X] = "%ntid.x",
    [NTID_Y] = "%ntid.y",
    [NTID_Z] = "%ntid.z",
    [CTAID_X] = "%ctaid.x",
    [CTAID_Y] = "%ctaid.y",
    [CTAID_Z] = "%ctaid.z",
    [NCTAID_X] = "%nctaid.x",
    [NCTAID_Y] = "%nctaid.y",
    [NCTAID_Z] = "%nctaid.z",
    [LANEID] = "%laneid",
    [WARPID] = "%warpid",
    [NWARPID] = "%nwarpid",
    [LANEMASK_EQ] = "%lanemask_eq",
    [LANEMASK_LT] = "%lanemask_lt",
    [LANEMASK_LE] = "%lanemask_le",
    [LANEMASK_GT] = "%lanemask_gt",
    [LANEMASK_GE] = "%lanemask_ge",
    [DYNAMIC_SHARED] = "%dynamic_smem_offset",
};

static int special_row(struct kernel *kernel, const char *name) {
    for (int i = 0; i < SPECIAL_COUNT; i++) {
        if (strcmp(special_names[i], name) == 0) {
            if (kernel->special_rows[i] < 0)
                kernel->special_rows[i] = kernel->rows++;
            return kernel->special_rows[i];
        }
    }
    return -1;
}

static int number_row(struct kernel *kernel, const char *text) {
    char *end = NULL;
    uint64_t value = 0;
    if (text[0] == '0' && strchr("fFdD", text[1]) != NULL && text[1]) // bits of a value
        value = strtoull(text + 2, &end, 16);
    else if (text[0] == '-')
        value = -strtoull(text + 1, &end, 0);
    else if (strncmp(text, "0b", 2) == 0)
        value = strtoull(text + 2, &end, 2);
    else
        value = strtoull(text, &end, 0);
    end += *end == 'U';
    return *end == '\0' ? constant_row(kernel, value) : -1;
}

int ptx_operand_row(struct text *text, struct kernel *kernel, const char *name) {
    int row = -1;
    if (isdigit((unsigned char)name[0]) || name[0] == '-') {
        row = number_row(kernel, name);
    } else if (strcmp(name, "WARP_SZ") == 0) {
        row = constant_row(kernel, PTX_LANES);
    } else if (strcmp(name, "_") == 0) {
        row = kernel->rows++; // written, never read
    } else {
        row = register_row(kernel, name);
        row = row >= 0 ? row : special_row(kernel, name);
        for (int i = 0; row < 0 && i < kernel->variable_count; i++) {
            const struct variable *one = &kernel->variables[i];
            if (strcmp(one->name, name) == 0) {
                row = one->offset == SIZE_MAX ? special_row(kernel, special_names[DYNAMIC_SHARED])
                                              : constant_row(kernel, one->offset);
            }
        }
    }
    if (row < 0)
        ptx_complain(text, "the operand '%s' isn't known", name);
    return row;
}

char *ptx_next_operand(char **list) {
    char *begin = *list + strspn(*list, " ,");
    if (*begin == '\0')
        return NULL;
    char *end = *begin == '{' ? strchr(begin, '}') : *begin == '[' ? strchr(begin, ']') : begin;
    end = end ? end + strcspn(end, ",") : begin + strlen(begin);
    *list = *end ? end + 1 : end;
    *end = '\0';
    for (char *last = end; last > begin && isspace((unsigned char)last[-1]);)
        *--last = '\0';
    return begin;
}

bool ptx_operand_rows(struct text *text, struct kernel *kernel, char *operand,
                      int rows[OPERANDS_MAX], int *count) {
    *count = 0;
    if (operand == NULL)
        return ptx_complain(text, "an operand is missing");
    char *rest = NULL;
    for (char *name = strtok_r(operand, "{}, ", &rest); name != NULL;
         name = strtok_r(NULL, "{}, ", &rest)) {
        if (*count == OPERANDS_MAX)
            return ptx_complain(text, "a vector has over %d values", OPERANDS_MAX);
        rows[*count] = ptx_operand_row(text, kernel, name);
        if (rows[(*count)++] < 0)
            return false;
    }
    return true;
}
