// Matching devices with what is asked for.
// SPDX-License-Identifier: MIT
#include "backends/offload/devices.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool contains(const char *text, const char *part, size_t length) {
    for (; *text; text++)
        if (strncasecmp(text, part, length) == 0)
            return true;
    return false;
}

// Of devices there are few: a longer number is part of a name.
static bool is_number(const char *text, size_t length) {
    size_t digits = 0;
    while (digits < length && isdigit((unsigned char)text[digits]))
        digits++;
    return length > 0 && length < 4 && digits == length;
}

static bool is(const char *text, const char *term, size_t length) {
    return strlen(text) == length && strncasecmp(text, term, length) == 0;
}

static bool matches(const struct device *device, const char *also, const char *term,
                    size_t length) {
    if (is_number(term, length))
        return is(device->selector, term, length);
    return length == 0 || is("all", term, length) || is(device->type, term, length) ||
           contains(device->name, term, length) || contains(also, term, length);
}

static enum status no_match(const struct offload_devices *devices, const char *selector,
                            struct error *error) {
    char known[256] = "";
    for (size_t i = 0; i < devices->count; i++) {
        const struct device *shown = devices->items[i].shown;
        const size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s (%.40s, %s)", used ? ", " : "",
                 shown->selector, shown->name, shown->type);
    }
    return fail(error, STATUS_UNAVAILABLE, "%s has no device '%.40s' here; choose by %s among: %s",
                devices->interface, selector, devices->choose_by, known);
}

static void add(struct offload_choice *choice, size_t device, unsigned parts) {
    for (size_t i = 0; i < choice->count; i++)
        if (choice->items[i].device == device)
            return;
    choice->items[choice->count].device = device;
    choice->items[choice->count++].parts = parts;
}

// Adds what the term "NAME" or "NAME/PARTS" means.
static enum status choose_term(const struct offload_devices *devices, const char *term,
                               size_t length, struct offload_choice *choice, struct error *error) {
    const char *slash = devices->can_be_cut ? memchr(term, '/', length) : NULL;
    const size_t name_length = slash ? (size_t)(slash - term) : length;
    const unsigned long parts = slash ? strtoul(slash + 1, NULL, 10) : 1;
    if (parts < 1 || parts > PROBE_DEVICES) {
        return fail(error, STATUS_USAGE,
                    "'%.*s': a device is cut into 1 to %d sub-devices, as in 0/2", (int)length,
                    term, PROBE_DEVICES);
    }
    bool found = false;
    for (size_t i = 0; i < devices->count; i++) {
        if (matches(devices->items[i].shown, devices->items[i].also, term, name_length)) {
            add(choice, i, (unsigned)parts);
            found = true;
        }
    }
    return found ? STATUS_OK : no_match(devices, term, error);
}

enum status offload_choose(const struct offload_devices *devices, const char *selector,
                           struct offload_choice *choice, struct error *error) {
    choice->together = strchr(selector, '+') || strcasecmp(selector, "all") == 0 ||
                       (devices->can_be_cut && strchr(selector, '/'));
    choice->count = 0;
    for (const char *term = selector; term;) {
        const size_t length = strcspn(term, "+");
        TRY(choose_term(devices, term, length, choice, error));
        term = term[length] ? term + length + 1 : NULL;
    }
    return STATUS_OK;
}

// Several devices that are used as one: adds `more` to `whole`.
static void join(struct device *whole, const struct device *more) {
    const size_t used = strlen(whole->name);
    snprintf(whole->name + used, sizeof whole->name - used, " + %s", more->name);
    whole->memory_bytes += more->memory_bytes;
    whole->compute_units += more->compute_units;
    whole->f64 = whole->f64 && more->f64;
    if (strcmp(whole->type, more->type) != 0)
        snprintf(whole->type, sizeof whole->type, "mixed");
}

void offload_show(const struct offload_devices *devices, const struct offload_choice *choice,
                  const char *selector, const char *detail, struct probe *found) {
    found->ready = true;
    snprintf(found->detail, sizeof found->detail, "%s", detail);
    for (size_t i = 0; i < choice->count; i++) {
        const struct device *shown = devices->items[choice->items[i].device].shown;
        if (choice->together && i > 0)
            join(&found->devices[0], shown);
        else
            found->devices[found->device_count++] = *shown;
    }
    if (choice->together)
        snprintf(found->devices[0].selector, sizeof found->devices[0].selector, "%s", selector);
}
