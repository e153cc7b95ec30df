// Opening vendor libraries at run time, so that one binary starts on any machine.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_LIBRARY_H
#define GPUBENCH_PLATFORM_LIBRARY_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

// A symbol and where its address goes. A vendor's header file of ours (platform/vendor_*.h) makes
// both the table of typed pointers and this list from one X-macro, type-checked against the
// vendor's own headers: struct curand_api { __typeof__(&curandGetVersion) curandGetVersion; … }.
struct library_symbol {
    const char *name;
    size_t offset;     // of the pointer within the table
    const char *older; // its name in older versions, with the same arguments; NULL: none
    bool optional;     // where the library lacks it, the pointer is NULL
};

struct library_request {
    const char *what;           // "NVIDIA's cuRAND", for sentences
    const char *const *sonames; // tried in order; NULL-terminated
    const char *const *folders; // tried after the loader's own search; NULL-terminated, may be NULL
    const char *mend; // what to do if none opens: "install …, or set LD_LIBRARY_PATH …"
    const struct library_symbol *symbols;
    size_t symbol_count;
};

// Opens the first soname that loads and fills the table (of function pointers). STATUS_UNAVAILABLE
// with the loader's reason and the mend, or with the first missing symbol; then *handle is NULL.
MUST_CHECK enum status library_open(const struct library_request *request, void *table,
                                    void **handle, struct error *error);

// Takes NULL. The library itself stays in memory for the next library_open.
void library_close(void *handle);

#endif
