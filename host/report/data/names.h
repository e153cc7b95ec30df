// The names that values of reports and options have, to choose from: name(i), NULL past the last.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_NAMES_H
#define GPUBENCH_REPORT_DATA_NAMES_H

#include <stddef.h>

const char *stream_at(size_t index);     // "curand", …
const char *type_at(size_t index);       // by enum element_type
const char *isa_at(size_t index);        // by enum isa
const char *stores_at(size_t index);     // by enum stores
const char *memory_at(size_t index);     // by enum memory_mode
const char *status_at(size_t index);     // by enum row_status
const char *stop_at(size_t index);       // by enum stop_reason
const char *test_at(size_t index);       // of the list's statistics
const char *kind_at(size_t index);       // by enum study_kind
const char *scaling_at(size_t index);    // by enum scaling
const char *place_at(size_t index);      // "resident", "delivered"
const char *break_even_at(size_t index); // by enum break_even_kind

#endif
