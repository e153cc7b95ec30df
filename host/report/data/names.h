// The names that values of reports have beside those of list/spec.h, to choose from: name(i), NULL
// past the last. SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_DATA_NAMES_H
#define GPUBENCH_REPORT_DATA_NAMES_H

#include <stddef.h>

const char *status_at(size_t index);     // by enum row_status
const char *stop_at(size_t index);       // by enum stop_reason
const char *test_at(size_t index);       // of the list's statistics
const char *kind_at(size_t index);       // by enum study_kind
const char *scaling_at(size_t index);    // by enum scaling
const char *place_at(size_t index);      // "resident", "delivered"
const char *break_even_at(size_t index); // by enum break_even_kind

#endif
