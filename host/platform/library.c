// Opening a vendor library and filling its table of functions.
// SPDX-License-Identifier: MIT
#include "platform/library.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

// The loader's last complaint; it has one whenever this is asked.
static const char *complaint(void) {
    const char *text = dlerror();
    return text ? text : "no reason given";
}

// The first soname that loads from the folder ("" is the loader's own search).
static void *open_from(const char *folder, const char *const *sonames) {
    for (; *sonames; sonames++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s%s%s", folder, folder[0] ? "/" : "", *sonames);
        // NODELETE: vendors' libraries don't unload well (each load and unload of cuRAND loses
        // 72 kB, others leave threads behind), so what was loaded once stays until the end.
        void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (handle)
            return handle;
    }
    return NULL;
}

static void *open_any(const struct library_request *request, char *reason, size_t size) {
    void *handle = open_from("", request->sonames);
    if (handle)
        return handle;
    snprintf(reason, size, "%s", complaint()); // of the loader's own search: the one to mend
    for (const char *const *folder = request->folders; !handle && folder && *folder; folder++)
        handle = open_from(*folder, request->sonames);
    return handle;
}

static enum status fill_table(const struct library_request *request, void *table, void *handle,
                              struct error *error) {
    for (size_t i = 0; i < request->symbol_count; i++) {
        const struct library_symbol *symbol = &request->symbols[i];
        void *address = dlsym(handle, symbol->name);
        if (!address && symbol->older)
            address = dlsym(handle, symbol->older);
        if (!address && !symbol->optional) {
            return fail(error, STATUS_UNAVAILABLE,
                        "%s lacks %s, so it is too old or too new for this program; %s",
                        request->what, symbol->name, request->mend);
        }
        memcpy((char *)table + symbol->offset, &address, sizeof address);
    }
    return STATUS_OK;
}

enum status library_open(const struct library_request *request, void *table, void **handle,
                         struct error *error) {
    char reason[256] = "no file name to try";
    *handle = open_any(request, reason, sizeof reason);
    if (!*handle) {
        return fail(error, STATUS_UNAVAILABLE, "%s was not found (%s); %s", request->what, reason,
                    request->mend);
    }
    const enum status status = fill_table(request, table, *handle, error);
    if (status != STATUS_OK) {
        library_close(*handle);
        *handle = NULL;
    }
    return status;
}

void library_close(void *handle) {
    if (handle)
        dlclose(handle);
}
