// Names by index.
// SPDX-License-Identifier: MIT
#include "report/data/names.h"

#include "study/break_even.h"

// name##_at: the names that the function has for the values of the type up to the last.
#define NAMES(name, function, type, last)                                                          \
    const char *name##_at(size_t index) {                                                          \
        return index <= (size_t)(last) ? function((type)index) : NULL;                             \
    }

NAMES(status, row_status_name, enum row_status, ROW_INTERRUPTED)
NAMES(stop, stop_reason_name, enum stop_reason, STOP_FAILED)
NAMES(test, quality_name, size_t, QUALITY_TESTS - 1)
NAMES(kind, study_kind_name, enum study_kind, STUDY_KINDS - 1)
NAMES(scaling, scaling_name, enum scaling, SCALINGS - 1)
NAMES(place, place_name, size_t, STUDY_PLACES - 1)
NAMES(break_even, break_even_name, enum break_even_kind, BREAK_EVEN_UNDECIDED)
