// The names that values of reports and options have, to choose from: name(i), NULL past the last.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_NAMES_H
#define GPUBENCH_STUDY_NAMES_H

#include <stddef.h>

const char *stream_at(size_t index); // "curand", …
const char *type_at(size_t index);   // by enum element_type
const char *isa_at(size_t index);    // by enum isa
const char *stores_at(size_t index); // by enum stores
const char *memory_at(size_t index); // by enum memory_mode

#endif
