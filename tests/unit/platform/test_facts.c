// Facts: machines recorded in tests/recorded/, broken ones too, and the environment.
// SPDX-License-Identifier: MIT
#include "platform/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct fact *find(const struct facts *facts, const char *name) {
    const struct fact *found = NULL;
    for (size_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->items[i].name, name) == 0) {
            assert_null(found); // each name once
            found = &facts->items[i];
        }
    }
    return found;
}

struct expected {
    const char *name;
    const char *value; // NULL: unread
    bool raw;
    const char *reason; // a part of it, where unread
};

static void expect(const struct facts *facts, const struct expected *expected, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct fact *fact = find(facts, expected[i].name);
        if (!fact) {
            fail_msg("no fact %s", expected[i].name);
        } else if (expected[i].value) {
            assert_non_null(fact->value);
            assert_string_equal(fact->value, expected[i].value);
            assert_int_equal(fact->raw, expected[i].raw);
            assert_null(fact->reason);
        } else {
            assert_null(fact->value);
            assert_non_null(strstr(fact->reason, expected[i].reason));
        }
    }
}

#define EXPECT_MACHINE(folder, ...)                                                                \
    do {                                                                                           \
        const struct expected expected[] = {__VA_ARGS__};                                          \
        struct facts facts = {0};                                                                  \
        facts_machine(TESTS_FOLDER "/recorded/" folder, &facts);                                   \
        expect(&facts, expected, sizeof expected / sizeof expected[0]);                            \
        facts_free(&facts);                                                                        \
    } while (0)

static void a_desktop(void **state) {
    (void)state;
    EXPECT_MACHINE(
        "desktop", {"cpu_model", "Made-up 8-Core Processor", false, NULL},
        {"cpu_microcode", "0xa201016", false, NULL}, {"cpu_frequency_hz", "3400000000", true, NULL},
        {"cpu_frequency_max_hz", "4900000000", true, NULL},
        {"cpu_governor", "schedutil", false, NULL}, {"cpu_boost", "true", true, NULL},
        {"smt", "true", true, NULL}, {"cpus_online", "0-15", false, NULL},
        {"cpus_allowed", "0-7", false, NULL}, {"cgroup_quota_cpus", "1.500", true, NULL},
        {"numa_nodes", "0-1", false, NULL}, {"memory_bytes", "33554432000", true, NULL},
        {"transparent_huge_pages", "madvise", false, NULL},
        {"huge_page_bytes", "2097152", true, NULL}, {"load_average", "0.52", true, NULL},
        {"kernel_release", "6.1.0-13-amd64", false, NULL},
        {"kernel_version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1", false, NULL},
        {"operating_system", "Debian GNU/Linux 12 (bookworm)", false, NULL},
        {"cache_l1_data_bytes", "32768", true, NULL}, {"cache_l2_bytes", "524288", true, NULL},
        {"cache_l3_bytes", "33554432", true, NULL}, {"hypervisor", "none", false, NULL});
}

static void a_guest(void **state) {
    (void)state;
    EXPECT_MACHINE("guest", {"cpu_frequency_hz", "2600000000", true, NULL}, // from cpuinfo
                   {"cpu_frequency_max_hz", NULL, false, "cpuinfo_max_freq: No such file"},
                   {"cpu_governor", NULL, false, "scaling_governor: No such file"},
                   {"cpu_boost", "false", true, NULL}, // no_turbo says the opposite
                   {"cpus_allowed", "1,3", false, NULL}, {"cgroup_quota_cpus", "0.500", true, NULL},
                   {"cache_l1_data_bytes", "49152", true, NULL}, // not the instructions' cache
                   {"cache_l2_bytes", "1048576", true, NULL},
                   {"cache_l3_bytes", NULL, false, "level 3"},
                   {"hypervisor", "Made-up Cloud Small Box", false, NULL});
}

static void an_arm_machine(void **state) {
    (void)state;
    EXPECT_MACHINE("arm", {"cpu_model", "Arm part 0xd0c", false, NULL},
                   {"hypervisor", NULL, false, "flags"});
}

static void a_broken_machine(void **state) {
    (void)state;
    EXPECT_MACHINE(
        "broken", {"cpu_model", NULL, false, "model name"},
        {"memory_bytes", NULL, false, "plenty of kB"}, {"huge_page_bytes", NULL, false, "2048 MB"},
        {"cpus_allowed", NULL, false, "Cpus_allowed_list"},
        {"load_average", NULL, false, "nan nan"}, {"kernel_release", NULL, false, "is empty"},
        {"operating_system", NULL, false, "makes no sense"}, {"smt", NULL, false, "maybe"},
        {"cpu_frequency_hz", NULL, false, "99999"}, {"cpu_frequency_max_hz", NULL, false, "-5"},
        {"transparent_huge_pages", NULL, false, "[]"}, {"cache_l1_data_bytes", NULL, false, "big"},
        {"cgroup_quota_cpus", NULL, false, "no limit"});
}

// A machine that shows nothing has every fact, each with a reason.
static void no_machine(void **state) {
    (void)state;
    struct facts facts = {0};
    facts_machine(TESTS_FOLDER "/recorded/there is no such folder", &facts);
    assert_true(facts.count > 15);
    for (size_t i = 0; i < facts.count; i++) {
        assert_null(facts.items[i].value);
        assert_true(facts.items[i].reason[0] != '\0');
    }
    facts_free(&facts);
    assert_null(facts.items);
    assert_int_equal(facts.count, 0);
}

// Whatever this machine is, it has a kernel, and raw values are numbers, true or false.
static void this_machine(void **state) {
    (void)state;
    struct facts facts = {0};
    facts_machine("", &facts);
    assert_non_null(find(&facts, "kernel_release")->value);
    assert_non_null(find(&facts, "memory_bytes")->value);
    for (size_t i = 0; i < facts.count; i++) {
        const char *value = facts.items[i].value;
        if (value && facts.items[i].raw && strcmp(value, "true") && strcmp(value, "false"))
            assert_int_equal(value[strspn(value, "0123456789.")], '\0');
    }
    facts_free(&facts);
}

static void the_environment(void **state) {
    (void)state;
    clearenv();
    setenv("POCL_DEBUG", "1", 1);
    setenv("OMP_NUM_THREADS", "", 1); // set, and empty
    setenv("LD_PRELOAD", "a=b", 1);
    setenv("LD_PRELOADED", "no", 1);
    setenv("OMP_BAD-NAME", "no", 1);
    setenv("HOME", "no", 1);
    setenv("OMP_", "no", 1);
    struct facts facts = {0};
    facts_environment(&facts);
    assert_int_equal(facts.count, 3);
    assert_string_equal(facts.items[0].name, "LD_PRELOAD"); // sorted
    assert_string_equal(facts.items[0].value, "a=b");
    assert_string_equal(facts.items[1].name, "OMP_NUM_THREADS");
    assert_string_equal(facts.items[1].value, "");
    assert_string_equal(facts.items[2].name, "POCL_DEBUG");
    facts_free(&facts);
    clearenv();
    facts_environment(&facts);
    assert_int_equal(facts.count, 0);
}

static void the_build(void **state) {
    (void)state;
    struct facts facts = {0};
    facts_build(&facts);
    assert_string_equal(find(&facts, "version")->value, build_version());
    assert_string_equal(find(&facts, "revision")->value, build_revision());
    assert_true(build_version()[0] != '\0' && build_revision()[0] != '\0');
    assert_string_equal(find(&facts, "sources")->value, build_sources());
    assert_int_equal(strspn(build_sources(), "0123456789abcdef"), 12);
    assert_int_equal(strlen(build_date()), strlen("2026-11-25"));
    assert_non_null(find(&facts, "compiler")->value);
    facts_free(&facts);
}

static void added_facts(void **state) {
    (void)state;
    struct facts facts = {0};
    char name[] = "name", value[] = "value";
    facts_add(&facts, name, false, value, "ignored");
    facts_add(&facts, "other", true, NULL, NULL);
    name[0] = value[0] = 'X'; // copies were taken
    assert_string_equal(facts.items[0].name, "name");
    assert_string_equal(facts.items[0].value, "value");
    assert_null(facts.items[0].reason);
    assert_null(facts.items[1].value);
    assert_true(facts.items[1].reason[0] != '\0'); // never without a reason
    facts_free(&facts);
    facts_free(&facts); // a zeroed list may be freed
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_desktop),       cmocka_unit_test(a_guest),
        cmocka_unit_test(an_arm_machine),  cmocka_unit_test(a_broken_machine),
        cmocka_unit_test(no_machine),      cmocka_unit_test(this_machine),
        cmocka_unit_test(the_environment), cmocka_unit_test(the_build),
        cmocka_unit_test(added_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
