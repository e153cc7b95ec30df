// Facts about how the program was built. The headers are made by cmake/generated.cmake.
// SPDX-License-Identifier: MIT
#include "platform/facts.h"

#include "build_facts.h"
#include "revision.h"

void facts_build(struct facts *facts) {
    facts_add(facts, "name", false, "gpubench", NULL);
    facts_add(facts, "version", false, BUILD_VERSION, NULL);
    facts_add(facts, "revision", false, BUILD_REVISION, NULL);
    facts_add(facts, "sources", false, BUILD_SOURCES, NULL);
    facts_add(facts, "compiler", false, BUILD_COMPILER, NULL);
    facts_add(facts, "flags", false, BUILD_FLAGS, NULL);
    facts_add(facts, "build_type", false, BUILD_TYPE, NULL);
    facts_add(facts, "target", false, BUILD_TARGET, NULL);
}

const char *build_version(void) {
    return BUILD_VERSION;
}

const char *build_revision(void) {
    return BUILD_REVISION;
}

const char *build_sources(void) {
    return BUILD_SOURCES;
}

const char *build_date(void) {
    return BUILD_DATE;
}
