// Lists of facts, and those of the environment variables that are set.
// SPDX-License-Identifier: MIT
#include "platform/facts.h"
#include "platform/environment.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fact_free(struct fact *fact) {
    free(fact->name);
    free(fact->value);
    free(fact->reason);
}

static char *copy_or_null(const char *text) {
    return text ? strdup(text) : NULL;
}

void facts_add(struct facts *facts, const char *name, bool raw, const char *value,
               const char *reason) {
    struct fact fact = {.name = strdup(name),
                        .value = copy_or_null(value),
                        .reason = value ? NULL : strdup(reason ? reason : "not known"),
                        .raw = raw};
    struct fact *items = realloc(facts->items, (facts->count + 1) * sizeof *items);
    if (items)
        facts->items = items;
    if (!items || !fact.name || (!fact.value && !fact.reason)) {
        fact_free(&fact);
        return;
    }
    items[facts->count++] = fact;
}

void facts_free(struct facts *facts) {
    for (size_t i = 0; i < facts->count; i++)
        fact_free(&facts->items[i]);
    free(facts->items);
    *facts = (struct facts){0};
}

static bool is_of(const struct environment_variable *variable, const char *name, size_t length) {
    const size_t known = strlen(variable->name);
    const bool many = variable->name[known - 1] == '*';
    return many ? length >= known && strncmp(name, variable->name, known - 1) == 0
                : length == known && strncmp(name, variable->name, known) == 0;
}

static bool matters(const char *name, size_t length) {
    for (const struct environment_variable *known = environment_variables; known->name; known++)
        if (known->recorded && is_of(known, name, length))
            return true;
    return false;
}

// Letters, digits and '_' only: any other name is no variable that a runtime would read.
static bool is_plain(const char *name, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (name[i] != '_' && !isalnum((unsigned char)name[i]))
            return false;
    return true;
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const struct fact *)left)->name, ((const struct fact *)right)->name);
}

void facts_environment(struct facts *facts) {
    for (char **variable = environ; variable && *variable; variable++) {
        const size_t length = strcspn(*variable, "=");
        char name[128];
        if (length < sizeof name && (*variable)[length] == '=' && matters(*variable, length) &&
            is_plain(*variable, length)) {
            snprintf(name, sizeof name, "%.*s", (int)length, *variable);
            facts_add(facts, name, false, *variable + length + 1, NULL);
        }
    }
    if (facts->count > 1) // in an order that doesn't depend on who set them
        qsort(facts->items, facts->count, sizeof *facts->items, by_name);
}
