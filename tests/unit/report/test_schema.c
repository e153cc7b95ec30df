// The keys of the schema are exactly those of the tables that JSON is written and read by, and what
// the tables require and name is what the schema does.
// SPDX-License-Identifier: MIT
#include "list/spec.h"
#include "platform/facts.h"
#include "report/data/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// The differences found, for the message; how many there are.
struct differences {
    size_t count;
    char text[4096];
};

static void differ(struct differences *found, const char *where, const char *key,
                   const char *what) {
    const size_t length = strlen(found->text);
    snprintf(found->text + length, sizeof found->text - length, "%s.%s %s\n", where, key, what);
    found->count++;
}

static const json_t *resolve(const json_t *schema, const json_t *node) {
    const json_t *choice = json_array_get(json_object_get(node, "oneOf"), 1); // behind null
    if (choice)
        node = choice;
    const char *reference = json_string_value(json_object_get(node, "$ref"));
    if (!reference)
        return node;
    const json_t *definition =
        json_object_get(json_object_get(schema, "$defs"), strrchr(reference, '/') + 1);
    return resolve(schema, definition);
}

static bool contains(const json_t *array, const char *text) {
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *item = json_string_value(json_array_get(array, i));
        if (item && strcmp(item, text) == 0)
            return true;
    }
    return false;
}

static void compare_facts(const json_t *node, const struct field *field,
                          struct differences *found) {
    struct facts facts = {0};
    json_t *properties = json_object_get(node, "properties"), *value;
    const char *key;
    if (strcmp(field->key, "machine") == 0)
        facts_machine(TESTS_FOLDER "/recorded/guest", &facts);
    else
        facts_build(&facts);
    for (size_t i = 0; i < facts.count; i++)
        if (!json_object_get(properties, facts.items[i].name))
            differ(found, field->key, facts.items[i].name, "is a fact without a description");
    json_object_foreach(properties, key, value) {
        bool known = false;
        for (size_t i = 0; i < facts.count; i++)
            known = known || strcmp(facts.items[i].name, key) == 0;
        if (!known)
            differ(found, field->key, key, "is described and no fact");
    }
    facts_free(&facts);
}

static bool has_name(name_at *names, const char *name) {
    for (size_t i = 0; names(i); i++)
        if (strcmp(names(i), name) == 0)
            return true;
    return false;
}

static void compare_names(const json_t *node, const char *where, const struct field *field,
                          struct differences *found) {
    const json_t *names = json_object_get(node, "enum");
    for (size_t i = 0; field->names && i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name && !has_name(field->names, name))
            differ(found, where, field->key, "has a name that the program lacks");
    }
}

static void compare_key(const json_t *node, const char *where, const char *key, bool optional,
                        struct differences *found) {
    if (!json_object_get(json_object_get(node, "properties"), key))
        differ(found, where, key, "is not described");
    else if (contains(json_object_get(node, "required"), key) == optional)
        differ(found, where, key, "is required by one only");
}

static bool has_key(const struct field *field, const char *key) {
    return field->kind == FIELD_LIST_SPEC ? list_fact_of(key) != NULL
                                          : strcmp(field->key, key) == 0;
}

static void compare(const json_t *schema, const json_t *node, const char *where,
                    const struct table *table, struct differences *found) {
    json_t *properties = json_object_get(node, "properties"), *value;
    const char *key;
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        for (size_t f = 0; field->kind == FIELD_LIST_SPEC && f < list_fact_count; f++)
            compare_key(node, where, list_facts[f].setting.key,
                        !(list_facts[f].roles & FACT_ALWAYS), found);
        if (field->kind == FIELD_LIST_SPEC)
            continue;
        compare_key(node, where, field->key, field->optional, found);
        const json_t *property = resolve(schema, json_object_get(properties, field->key));
        compare_names(property, where, field, found);
        if (field->kind == FIELD_FACTS && strcmp(field->key, "environment") != 0)
            compare_facts(property, field, found);
        if (field->kind == FIELD_ARRAY || field->kind == FIELD_LIST)
            property = resolve(schema, json_object_get(property, "items"));
        if (field->table)
            compare(schema, property, field->key, field->table, found);
    }
    json_object_foreach(properties, key, value) {
        bool known = false;
        for (size_t i = 0; i < table->count; i++)
            known = known || has_key(&table->fields[i], key);
        if (!known)
            differ(found, where, key, "is described and never written");
    }
}

static json_t *load_schema(void) {
    json_error_t error;
    json_t *schema = json_load_file(TESTS_FOLDER "/../schema/gpubench-1.schema.json", 0, &error);
    if (!schema)
        fail_msg("%s", error.text);
    return schema;
}

static struct differences differences_of(const json_t *schema) {
    const json_t *definitions = json_object_get(schema, "$defs");
    struct differences found = {0};
    compare(schema, json_object_get(definitions, "report"), "report", &report_table, &found);
    return found;
}

static void keys_of_reports(void **state) {
    (void)state;
    json_t *schema = load_schema();
    const struct differences found = differences_of(schema);
    if (found.count > 0)
        fail_msg("%s", found.text);
    json_decref(schema);
}

// Of the two keys for what follows, each kind of study has one.
static void keys_of_studies(void **state) {
    (void)state;
    json_t *schema = load_schema(), *definitions = json_object_get(schema, "$defs");
    static const char *const kinds[] = {"sweep", "scale"}, *const other[] = {"scaling_laws",
                                                                             "break_evens"};
    for (size_t i = 0; i < 2; i++) {
        struct field fields[16];
        struct table table = {.fields = fields};
        struct differences found = {0};
        for (size_t f = 0; f < study_table.count; f++) {
            fields[table.count] = study_table.fields[f];
            fields[table.count].optional = false;
            table.count += strcmp(study_table.fields[f].key, other[i]) != 0;
        }
        compare(schema, json_object_get(definitions, kinds[i]), kinds[i], &table, &found);
        if (found.count > 0)
            fail_msg("%s", found.text);
    }
    json_decref(schema);
}

// A key missing on either side, at any depth, is seen.
static void differences_are_seen(void **state) {
    (void)state;
    static const char *const places[] = {"report", "row", "series", "rank_spread", "ranks", "flag"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        json_t *schema = load_schema();
        json_t *properties = json_object_get(
            json_object_get(json_object_get(schema, "$defs"), places[i]), "properties");
        json_object_set_new(properties, "speed", json_object());
        assert_true(differences_of(schema).count > 0);
        json_object_del(properties, "speed");
        assert_true(differences_of(schema).count == 0);
        json_object_del(properties, json_object_iter_key(json_object_iter(properties)));
        assert_true(differences_of(schema).count > 0);
        json_decref(schema);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_reports),
        cmocka_unit_test(keys_of_studies),
        cmocka_unit_test(differences_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
