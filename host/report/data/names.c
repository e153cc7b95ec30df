// Names by index.
// SPDX-License-Identifier: MIT
#include "report/data/names.h"

#include "measure/results.h"

const char *stream_at(size_t index) {
    return streams[index] ? streams[index]->name : NULL;
}

const char *type_at(size_t index) {
    return index < ELEMENT_TYPES ? element_name((enum element_type)index) : NULL;
}

const char *isa_at(size_t index) {
    return index < ISA_COUNT ? isa_name((enum isa)index) : NULL;
}

const char *stores_at(size_t index) {
    return index <= STORES_STREAMING ? stores_name((enum stores)index) : NULL;
}

const char *memory_at(size_t index) {
    return index <= MEMORY_FRESH ? memory_mode_name((enum memory_mode)index) : NULL;
}
