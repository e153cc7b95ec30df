// --backend and --baseline: from names to the rows of a run.
// SPDX-License-Identifier: MIT
#include "cli/backend_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *backend_at(size_t index) {
    return backends[index] ? backends[index]->name : NULL;
}

// Appends the row of one "NAME" or "NAME:selector"; a name given again gets "#2", "#3", …
static enum status add_row(const char *name, bool asked, struct options *options,
                           struct error *error) {
    const char *device = "";
    const struct backend *backend = backend_find(name, &device);
    if (!backend) {
        size_t index;
        return choose("backend", name, backend_at, &index, error);
    }
    if (options->row_count == PLAN_ROWS)
        return fail(error, STATUS_USAGE, "too many backends; %d fit in one run", PLAN_ROWS);
    struct plan_row *row = &options->rows[options->row_count];
    unsigned times = 1;
    for (const struct plan_row *other = options->rows; other < row; other++)
        times += other->backend == backend && strcmp(other->device, device) == 0;
    char again[16] = "";
    if (times > 1)
        snprintf(again, sizeof again, "#%u", times);
    const int length = snprintf(row->name, sizeof row->name, "%s%s", name, again);
    if (length < 0 || (size_t)length >= sizeof row->name)
        return fail(error, STATUS_USAGE, "'%.20s…' is too long for a device", name);
    row->backend = backend;
    row->device = device;
    row->asked = asked;
    options->row_count++;
    return STATUS_OK;
}

static enum status add_all_rows(struct options *options, struct error *error) {
    for (size_t i = 0; backends[i]; i++)
        if (!(backends[i]->traits & TRAIT_ON_REQUEST))
            TRY(add_row(backends[i]->name, false, options, error));
    return STATUS_OK;
}

// "cpu": what computes on the host's processors and is no harness; "gpu": what does on a device.
// Like "all", without those that are not here being a failure.
static enum status add_kind(bool gpu, struct options *options, struct error *error) {
    for (size_t i = 0; backends[i]; i++) {
        const enum traits traits = backends[i]->traits;
        const char *name = backends[i]->name;
        if (traits & (TRAIT_ON_REQUEST | TRAIT_HARNESS) || gpu != ((traits & TRAIT_OFFLOAD) != 0))
            continue;
        TRY(add_row(gpu && backends[i]->gpus ? backends[i]->gpus : name, false, options, error));
    }
    return STATUS_OK;
}

// The rows of one name: a backend, a device of it, or each backend of a family.
static enum status add_named_rows(const char *name, struct options *options, struct error *error) {
    if (strcmp(name, "gpu") == 0 || strcmp(name, "cpu") == 0)
        return add_kind(name[0] == 'g', options, error);
    bool family = false;
    for (size_t i = 0; backends[i]; i++) {
        if (!backends[i]->family || strcmp(backends[i]->family, name) != 0)
            continue;
        family = true;
        TRY(add_row(backends[i]->name, true, options, error));
    }
    return family ? STATUS_OK : add_row(name, true, options, error);
}

enum status parse_backends(const char *text, struct options *options, struct error *error) {
    free(options->backend_names);
    options->backend_names = strdup(text);
    options->row_count = 0;
    if (!options->backend_names)
        return fail(error, STATUS_MEMORY, "no memory for the names");
    if (strcmp(text, "all") == 0)
        return add_all_rows(options, error);
    char *rest = options->backend_names;
    for (char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
        if (*name == '\0')
            return fail(error, STATUS_USAGE, "an empty name; write NAME or NAME,NAME or all");
        if (strcmp(name, "all") == 0)
            return fail(error, STATUS_USAGE, "'all' stands alone, not among names");
        TRY(add_named_rows(name, options, error));
    }
    return STATUS_OK;
}

enum status parse_backend(const char *text, struct options *options, struct error *error) {
    if (strchr(text, ',') || strcmp(text, "all") == 0)
        return fail(error, STATUS_USAGE, "name one backend: the list comes from it alone");
    const enum status status = parse_backends(text, options, error);
    if (status == STATUS_OK && options->rows[0].backend->traits & TRAIT_HARNESS)
        return fail(error, STATUS_USAGE, "this backend makes no numbers; choose another");
    if (status == STATUS_OK && options->rows[0].backend->traits & TRAIT_WHOLE_RUN)
        return fail(error, STATUS_USAGE,
                    "this backend makes no parts of a list; choose another, such as serial");
    return status;
}
