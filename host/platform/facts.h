// Facts about the machine, the build and the environment that decide how a result is read.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_PLATFORM_FACTS_H
#define GPUBENCH_PLATFORM_FACTS_H

#include <stdbool.h>
#include <stddef.h>

// One fact. value NULL: could not be read, and reason says why. `raw` values are JSON numbers,
// true or false, and are written unquoted.
struct fact {
    char *name;   // owned; JSON key, units in it: "memory_bytes"
    char *value;  // owned
    char *reason; // owned; NULL where value is not
    bool raw;
};

struct facts {
    struct fact *items; // owned, freed by facts_free
    size_t count;
};

// Each fills *facts, a zeroed struct. A fact that can't be read is there with its reason.
// root is "" for this machine; tests name a folder with a recorded proc/ and sys/.
void facts_machine(const char *root, struct facts *facts);
void facts_build(struct facts *facts);
void facts_environment(struct facts *facts); // only variables that are set

// Appends copies of name and value, or of name and reason where value is NULL. A fact for which no
// memory is left is left out.
void facts_add(struct facts *facts, const char *name, bool raw, const char *value,
               const char *reason);

void facts_free(struct facts *facts);

// The program's version, "0.1.0"; the git revision it was built from ("unknown" neither of a
// checkout nor of an archive that git made, "-dirty" behind it where the tree had changes); a
// digest of its sources, 12 hexadecimal digits; and its revision's day, "2026-11-25".
const char *build_version(void);
const char *build_revision(void);
const char *build_sources(void);
const char *build_date(void);

#endif
