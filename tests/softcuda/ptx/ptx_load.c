// PTX read into modules: kernels with their parameters, shared memory, registers and labels.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENT_MAX = 8192 };

static size_t type_bytes(const char *type) { // of ".u64" within a declaration
    const char *digits = type + strcspn(type, "0123456789");
    return strtoul(digits, NULL, 10) / 8;
}

static void copy_name(char *to, size_t size, const char *from) {
    size_t length = strcspn(from, " [,<)");
    if (length >= size)
        length = size - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

// ".param .align 8 .b8 name[24]", ".shared .align 4 .b8 name[1024]": name, size and alignment.
struct declared {
    char name[128];
    size_t bytes, align;
    bool unsized; // name[]
};

static struct declared read_declaration(const char *statement) {
    struct declared found = {.align = 0};
    size_t unit = 0;
    const char *at = statement;
    while (*at == '.') {
        if (strncmp(at, ".align ", 7) == 0) {
            found.align = strtoul(at + 7, NULL, 10);
            at += 7;
        } else if (strchr("bufs", at[1]) != NULL && isdigit((unsigned char)at[2])) {
            unit = type_bytes(at);
        }
        at += strcspn(at, " ");
        at += strspn(at, " ");
        while (isdigit((unsigned char)*at))
            at++;
        at += strspn(at, " ");
    }
    copy_name(found.name, sizeof found.name, at);
    found.bytes = unit;
    for (const char *bracket = strchr(at, '['); bracket != NULL;
         bracket = strchr(bracket + 1, '[')) {
        const size_t count = strtoul(bracket + 1, NULL, 10);
        found.unsized = found.unsized || count == 0;
        found.bytes *= count;
    }
    if (found.align == 0)
        found.align = unit ? unit : 1;
    return found;
}

static size_t aligned(size_t offset, size_t align) {
    return (offset + align - 1) / align * align;
}

static bool add_variable(struct text *text, struct kernel *kernel, const char *name,
                         size_t offset) {
    struct variable *one =
        ptx_append((void **)&kernel->variables, &kernel->variable_count, sizeof *one);
    if (one == NULL)
        return ptx_complain(text, "no memory");
    snprintf(one->name, sizeof one->name, "%s", name);
    one->offset = offset;
    return true;
}

// "( .param .u64 a, .param .u64 b )"
static bool read_parameters(struct text *text, struct kernel *kernel, char *list) {
    for (char *rest = NULL, *part = strtok_r(list, ",", &rest); part != NULL;
         part = strtok_r(NULL, ",", &rest)) {
        const char *begin = strstr(part, ".param");
        if (begin == NULL)
            continue;
        // Pointers may say what they point to: ".u64 .ptr .global .align 1 name".
        struct declared one = read_declaration(begin);
        char *pointer = strstr(part, ".ptr");
        if (pointer != NULL)
            one.align = one.bytes;
        int count = (int)kernel->parameter_count;
        struct ptx_parameter *place =
            ptx_append((void **)&kernel->parameters, &count, sizeof *place);
        if (place == NULL)
            return ptx_complain(text, "no memory");
        kernel->parameter_count = (size_t)count;
        place->offset = aligned(kernel->parameter_bytes, one.align);
        place->bytes = one.bytes;
        kernel->parameter_bytes = place->offset + one.bytes;
        if (!add_variable(text, kernel, one.name, place->offset))
            return false;
    }
    return true;
}

// ".reg .b32 %r<29>", ".reg .pred p, q"
static bool read_registers(struct text *text, struct kernel *kernel, char *statement) {
    char *list = strchr(statement + 5, ' ');
    for (char *rest = NULL, *part = list ? strtok_r(list, ",", &rest) : NULL; part != NULL;
         part = strtok_r(NULL, ",", &rest)) {
        struct family *one =
            ptx_append((void **)&kernel->families, &kernel->family_count, sizeof *one);
        if (one == NULL)
            return ptx_complain(text, "no memory");
        part += strspn(part, " ");
        copy_name(one->name, sizeof one->name, part);
        const char *bracket = strchr(part, '<');
        one->count = bracket ? atoi(bracket + 1) : 0;
        one->first = kernel->rows;
        const int rows = one->count ? one->count : 1;
        kernel->rows += rows;
        kernel->registers += rows;
    }
    return list != NULL || ptx_complain(text, "registers without a name: '%s'", statement);
}

static bool read_shared(struct text *text, struct kernel *kernel, const char *statement) {
    const struct declared one = read_declaration(statement);
    const size_t offset = aligned(kernel->shared_bytes, one.align);
    kernel->shared_bytes = offset + one.bytes;
    return add_variable(text, kernel, one.name, offset);
}

static bool add_label(struct text *text, struct kernel *kernel, const char *statement) {
    struct label *one = ptx_append((void **)&kernel->labels, &kernel->label_count, sizeof *one);
    if (one == NULL)
        return ptx_complain(text, "no memory");
    snprintf(one->name, sizeof one->name, "%.*s", (int)strlen(statement) - 1, statement);
    one->position = kernel->instruction_count;
    return true;
}

static bool read_body_statement(struct text *text, struct kernel *kernel, char *statement) {
    const size_t length = strlen(statement);
    if (statement[length - 1] == ':')
        return add_label(text, kernel, statement);
    if (strncmp(statement, ".reg ", 5) == 0)
        return read_registers(text, kernel, statement);
    if (strncmp(statement, ".shared ", 8) == 0)
        return read_shared(text, kernel, statement);
    if (strncmp(statement, ".pragma", 7) == 0 || strncmp(statement, ".loc ", 5) == 0)
        return true;
    if (statement[0] == '.')
        return ptx_complain(text, "the declaration '%.80s' isn't known", statement);
    return ptx_decode(text, kernel, statement);
}

// Branches name labels, which may follow them.
static bool resolve_branches(struct text *text, struct kernel *kernel, char (*targets)[80]) {
    for (int i = 0; i < kernel->instruction_count; i++) {
        struct instruction *one = &kernel->instructions[i];
        for (int j = 0; one->kind == BRANCH && j < kernel->label_count; j++)
            if (strcmp(kernel->labels[j].name, targets[i]) == 0)
                one->target = kernel->labels[j].position;
        if (one->kind == BRANCH && one->target < 0)
            return ptx_complain(text, "no label %s", targets[i]);
    }
    return true;
}

static bool read_body(struct text *text, struct kernel *kernel, char *statement) {
    char(*targets)[80] = NULL; // of each instruction
    int target_count = 0;
    int depth = 1;
    bool good = true;
    while (good && depth > 0 && ptx_statement(text, statement, STATEMENT_MAX)) {
        if (strcmp(statement, "{") == 0 || strcmp(statement, "}") == 0) {
            depth += statement[0] == '{' ? 1 : -1;
            continue;
        }
        if (statement[0] == '\0')
            continue;
        char label[80];
        const char *last = strrchr(statement, ' ');
        snprintf(label, sizeof label, "%s", last ? last + 1 : "");
        good = read_body_statement(text, kernel, statement);
        while (good && target_count < kernel->instruction_count) {
            char(*one)[80] = ptx_append((void **)&targets, &target_count, sizeof *targets);
            good = one != NULL;
            if (good)
                memcpy(*one, label, sizeof label);
        }
    }
    if (good && depth > 0)
        good = ptx_complain(text, "the body of %s has no end", kernel->name);
    good = good && resolve_branches(text, kernel, targets);
    free(targets);
    return good;
}

static unsigned product(const char *list) { // "128, 1, 1"
    unsigned result = 1;
    for (const char *at = list;; at++) {
        result *= (unsigned)strtoul(at, NULL, 10);
        at = strchr(at, ',');
        if (at == NULL)
            return result;
    }
}

static bool read_kernel(struct text *text, struct ptx_module *module, char *head) {
    struct kernel *kernel =
        ptx_append((void **)&module->kernels, &module->kernel_count, sizeof *kernel);
    if (kernel == NULL)
        return ptx_complain(text, "no memory");
    kernel->rows = 1; // the row of zeros
    memset(kernel->special_rows, -1, sizeof kernel->special_rows);
    const char *name = strstr(head, ".entry ") + strlen(".entry ");
    copy_name(kernel->name, sizeof kernel->name, name);
    kernel->name[strcspn(kernel->name, "(")] = '\0';
    const char *limit = strstr(head, ".maxntid");
    limit = limit ? limit : strstr(head, ".reqntid");
    kernel->max_threads = limit ? product(limit + strlen(".maxntid")) : 0;
    char *open = strchr(head, '('), *close = open ? strrchr(open, ')') : NULL;
    if (close != NULL)
        *close = '\0';
    if (module->dynamic_shared[0] &&
        !add_variable(text, kernel, module->dynamic_shared, SIZE_MAX)) // its place: see decode
        return false;
    return (open == NULL || read_parameters(text, kernel, open)) &&
           ptx_statement(text, head, STATEMENT_MAX) && read_body(text, kernel, head);
}

static bool read_module_statement(struct text *text, struct ptx_module *module, char *statement) {
    int major = 0, minor = 0;
    if (sscanf(statement, ".version %d.%d", &major, &minor) == 2) {
        module->version = 10 * major + minor;
        return true;
    }
    if (sscanf(statement, ".target sm_%d", &module->target) == 1)
        return true;
    if (strstr(statement, ".entry ") != NULL)
        return read_kernel(text, module, statement);
    if (strncmp(statement, ".extern .shared", 15) == 0) {
        snprintf(module->dynamic_shared, sizeof module->dynamic_shared, "%s",
                 read_declaration(statement).name);
        return true;
    }
    static const char *const ignored[] = {".address_size", ".file", ".pragma"};
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        if (strncmp(statement, ignored[i], strlen(ignored[i])) == 0)
            return true;
    return statement[0] == '\0' ||
           ptx_complain(text, "'%.100s' isn't known outside kernels", statement);
}

static void free_reading(struct kernel *kernel) {
    free(kernel->families);
    free(kernel->variables);
    free(kernel->labels);
    kernel->families = NULL;
    kernel->variables = NULL;
    kernel->labels = NULL;
}

struct ptx_module *ptx_load(const char *text_begin, size_t length, char message[PTX_MESSAGE]) {
    struct text text = {text_begin, text_begin + length, 1, message};
    message[0] = '\0';
    char *statement = malloc(STATEMENT_MAX);
    struct ptx_module *module = calloc(1, sizeof *module);
    bool good = (statement != NULL && module != NULL) || ptx_complain(&text, "no memory");
    while (good && ptx_statement(&text, statement, STATEMENT_MAX))
        good = read_module_statement(&text, module, statement);
    good = good && message[0] == '\0' &&
           (module->version > 0 || ptx_complain(&text, "no .version: this isn't PTX"));
    free(statement);
    for (int i = 0; module != NULL && i < module->kernel_count; i++)
        free_reading(&module->kernels[i]);
    if (!good) {
        ptx_unload(module);
        return NULL;
    }
    return module;
}

void ptx_unload(struct ptx_module *module) {
    for (int i = 0; module != NULL && i < module->kernel_count; i++) {
        free(module->kernels[i].parameters);
        free(module->kernels[i].instructions);
        free(module->kernels[i].constants);
        free_reading(&module->kernels[i]);
    }
    free(module ? module->kernels : NULL);
    free(module);
}

int ptx_version(const struct ptx_module *module) {
    return module->version;
}

int ptx_target(const struct ptx_module *module) {
    return module->target;
}

int ptx_find(const struct ptx_module *module, const char *name) {
    for (int i = 0; i < module->kernel_count; i++)
        if (strcmp(module->kernels[i].name, name) == 0)
            return i;
    return -1;
}

struct ptx_kernel_facts ptx_facts(const struct ptx_module *module, int number) {
    const struct kernel *kernel = &module->kernels[number];
    return (struct ptx_kernel_facts){kernel->name,
                                     kernel->parameters,
                                     kernel->parameter_count,
                                     kernel->parameter_bytes,
                                     kernel->shared_bytes,
                                     kernel->max_threads,
                                     (unsigned)kernel->registers};
}
