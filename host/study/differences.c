// Facts against facts. What changes with every run (load, the clock of a moment) is left out.
// SPDX-License-Identifier: MIT
#include "study/differences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const fleeting[] = {"load_average", "cpu_frequency_hz"};

static bool is_fleeting(const char *name) {
    for (size_t i = 0; i < sizeof fleeting / sizeof *fleeting; i++)
        if (strcmp(name, fleeting[i]) == 0)
            return true;
    return false;
}

static bool same_text(const char *one, const char *other) {
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static void fill(struct difference *difference, const char *kind, const char *name,
                 const char *before, const char *after) {
    *difference = (struct difference){.kind = kind, .name = name};
    snprintf(difference->before, sizeof difference->before, "%s", before ? before : "unknown");
    snprintf(difference->after, sizeof difference->after, "%s", after ? after : "unknown");
}

static void add(struct comparison *comparison, const char *kind, const char *name,
                const char *before, const char *after) {
    if (!same_text(before, after))
        fill(&comparison->differences[comparison->difference_count++], kind, name, before, after);
}

static bool has_fact(const struct facts *facts, const char *name) {
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return true;
    return false;
}

// Those of `before`, then those that only `after` has.
static void add_facts(struct comparison *comparison, const char *kind, const struct facts *before,
                      const struct facts *after) {
    for (size_t i = 0; i < before->count; i++)
        if (!is_fleeting(before->items[i].name))
            add(comparison, kind, before->items[i].name, before->items[i].value,
                facts_value(after, before->items[i].name));
    for (size_t i = 0; i < after->count; i++)
        if (!is_fleeting(after->items[i].name) && !has_fact(before, after->items[i].name))
            add(comparison, kind, after->items[i].name, NULL, after->items[i].value);
}

static void add_run(struct comparison *comparison, const struct run_facts *before,
                    const struct run_facts *after) {
    for (size_t i = 0; i < list_fact_count; i++) {
        const struct list_fact *fact = &list_facts[i];
        char one[SETTING_NUMBER_TEXT], other[SETTING_NUMBER_TEXT];
        add(comparison, "run", fact->setting.key, run_fact_text(before, fact, one),
            run_fact_text(after, fact, other));
    }
}

static void add_variants(struct comparison *comparison, const struct results *before,
                         const struct point *after) {
    for (size_t i = 0; i < before->row_count; i++) {
        const struct row *row = &before->rows[i], *other = point_row(after, row->name);
        if (other == NULL)
            continue;
        add(comparison, row->name, "variant", row->opened.variant, other->opened.variant);
        add(comparison, row->name, "library", row->opened.library, other->opened.library);
        add(comparison, row->name, "device", row->opened.device, other->opened.device);
    }
}

enum status find_differences(const struct study *before, const struct study *after,
                             struct comparison *comparison, struct error *error) {
    const struct point *one = study_first_measured(before), *other = study_first_measured(after);
    if (one == NULL || other == NULL)
        return STATUS_OK;
    const struct results *a = &one->results, *b = &other->results;
    const size_t most = a->machine.count + b->machine.count + a->build.count + b->build.count +
                        a->environment.count + b->environment.count + 3 * a->row_count +
                        list_fact_count;
    comparison->differences = calloc(most, sizeof *comparison->differences);
    if (comparison->differences == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the differences of two machines");
    add_facts(comparison, "machine", &a->machine, &b->machine);
    add_facts(comparison, "build", &a->build, &b->build);
    add_facts(comparison, "environment", &a->environment, &b->environment);
    add_run(comparison, &a->run, &b->run);
    add_variants(comparison, a, other);
    return STATUS_OK;
}

bool first_difference(const struct results *before, const struct results *after,
                      struct difference *difference) {
    static const char *const machine[] = {"cpu_model", "cpus_allowed", "memory_bytes", "hypervisor",
                                          "kernel_release"};
    static const char *const build[] = {"version",  "revision", "sources",
                                        "compiler", "flags",    "build_type"};
    for (size_t i = 0; i < sizeof machine / sizeof *machine; i++) {
        const char *one = facts_value(&before->machine, machine[i]);
        const char *other = facts_value(&after->machine, machine[i]);
        fill(difference, "machine", machine[i], one, other);
        if (!same_text(one, other))
            return true;
    }
    for (size_t i = 0; i < sizeof build / sizeof *build; i++) {
        const char *one = facts_value(&before->build, build[i]);
        const char *other = facts_value(&after->build, build[i]);
        fill(difference, "build", build[i], one, other);
        if (!same_text(one, other))
            return true;
    }
    return false;
}
