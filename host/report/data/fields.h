// What a document of gpubench holds, said once: a table has a row for each key of an object, with
// its kind and where in which struct it stands. The JSON writer (fields_write.c), the reader
// (fields_read.c) and the check of the schema's keys walk the same tables (tables.c).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_FIELDS_H
#define GPUBENCH_REPORT_DATA_FIELDS_H

#include "names.h"
#include "status.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_kind {
    FIELD_VERSION,   // of the schema, in no struct
    FIELD_TEXT,      // char[size]; bytes that are no UTF-8 (in a driver's message) become '?'
    FIELD_OWNED,     // char *, from malloc
    FIELD_WORD,      // const char *, one of the names
    FIELD_NAME,      // an enum, by its names
    FIELD_FLAG,      // bool
    FIELD_BIT,       // whether an unsigned has the bits `most`
    FIELD_NUMBER,    // double, finite and not negative; 17 digits, which read back as the same
    FIELD_MEASURED,  // the same; negative, which is not measured, is null
    FIELD_COUNT,     // unsigned, size_t or uint64_t of 0 to `most`
    FIELD_DECIMAL,   // uint64_t as a string: it fits no JSON reader's integers safely
    FIELD_DIGEST,    // uint64_t as a string of 16 hexadecimal digits
    FIELD_VALUE,     // struct estimate's value; null where it is absent
    FIELD_INTERVAL,  // its interval as [low, high]; null where it has none
    FIELD_OBJECT,    // by its own table, whose offsets count from `offset`
    FIELD_ARRAY,     // `most` items in the struct
    FIELD_LIST,      // a pointer to items, owned, at most `most`
    FIELD_FACTS,     // struct facts by their names
    FIELD_REASONS,   // why some of them are null
    FIELD_LIST_SPEC, // keys by the table list_facts, in struct run_facts
};

// One object on the way to the one that is being written.
struct context {
    const struct table *table;
    const void *thing; // of the table's struct
    const struct context *above;
};

// The innermost thing of this table; NULL if there is none.
const void *context_find(const struct context *context, const struct table *table);

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset, size; // of the value; of one item in an ARRAY or a LIST
    bool maybe;          // 0, "", NULL or, of an object's struct, a first `false` is null
    bool optional;       // may be missing: left out where not shown, and older files lack it
    bool counted;        // the items are as many as `count` says already, or none if optional
    bool fixed;          // there are always `most` items
    size_t count;        // offset of the size_t number of items, of others
    uint64_t most;
    name_at *names;
    const struct table *table; // of an OBJECT, and of objects in an ARRAY or a LIST
    const struct field *items; // other items of those
    // Where not NULL: whether the value is there; else null.
    bool (*shown)(const struct context *context);
    // Where not NULL: the struct it stands in, rather than the table's. Such a value only repeats
    // or follows from others, so it is not read.
    const void *(*from)(const struct context *context);
};

struct reader {
    const char *file; // its name, for the sentence
    char where[128];  // the object that is being read: "results[3], resident"
    size_t item;      // of the list that is being read, from 1; else 0
    struct error *error;
    enum status status; // STATUS_OK until something is wrong
};

struct table {
    const struct field *fields;
    size_t count;
    // Called when all fields were read well: refuses what contradicts itself, and fills in what
    // follows. NULL: nothing does.
    void (*finish)(struct reader *reader, const json_t *object, void *thing);
};

// NULL without memory.
json_t *table_write(const struct table *table, const struct context *above, const void *thing);

// Reads strictly: the first field that is missing, of another type or out of range fails the whole
// reading, with a sentence that says where. Unknown keys are left alone: a later release may have
// added them. *thing is zeroed before; what it owns after a failure is freed as after a success.
void table_read(struct reader *reader, const struct table *table, const json_t *object,
                void *thing);

// The same with ", key" or ", key[index]" in the sentence; index SIZE_MAX: it has none.
void table_read_at(struct reader *reader, const char *key, size_t index, const struct table *table,
                   const json_t *object, void *thing);

// Says what is wrong with the file; the first sentence stays.
void reader_refuse(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The index of the one of the names; 0 after refusing.
size_t read_choice(struct reader *reader, const json_t *object, const char *key, name_at *names);

#endif
