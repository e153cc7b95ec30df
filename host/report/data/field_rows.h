// Short ways to write a table's rows. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_FIELD_ROWS_H
#define GPUBENCH_REPORT_DATA_FIELD_ROWS_H

#include "report/data/fields.h"

#define ELEMENTS_MOST (UINT64_C(1) << 60)

#define AT(type, member) .offset = offsetof(struct type, member)
#define FIELD(what, name, type, member)                                                            \
    .key = (name), .kind = FIELD_##what, AT(type, member),                                         \
    .size = sizeof(((struct type *)NULL)->member)
// Items of which `counter` says how many there are.
#define ITEMS(what, name, type, member, counter)                                                   \
    .key = (name), .kind = FIELD_##what, AT(type, member),                                         \
    .size = sizeof *((struct type *)NULL)->member, .count = offsetof(struct type, counter)
// An object whose fields stand in the same struct as it does itself.
#define WITHIN(name, of) .key = (name), .kind = FIELD_OBJECT, .table = &(of)
#define TABLE(name, after)                                                                         \
    {                                                                                              \
        .fields = name##_fields, .count = sizeof name##_fields / sizeof name##_fields[0],          \
        .finish = (after)                                                                          \
    }

#endif
