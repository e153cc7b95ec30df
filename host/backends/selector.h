// What follows the colon of a backend's name: which of its devices are meant. "A+B" and "all" mean
// several as one; a term is a number, a type, or a part of a name or of what else identifies it.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_SELECTOR_H
#define GPUBENCH_BACKENDS_SELECTOR_H

#include "backend.h"

// Whether the term of this length means the device; also: its platform, its UUID.
bool selector_matches(const struct device *device, const char *also, const char *term,
                      size_t length);

// Whether the devices are to be used as one.
bool selector_joins(const char *selector);

// Describes several devices that are used as one: adds `more` to `whole`.
void selector_join(struct device *whole, const struct device *more);

// Appends "2 (NAME, TYPE)" to a list of what can be chosen.
void selector_append(char *list, size_t size, const struct device *device);

#endif
