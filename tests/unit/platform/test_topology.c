// Topology: the order of processors on described machines, quotas of control groups from recorded
// ones, and what looking leaves alone.
// SPDX-License-Identifier: MIT
#include "platform/topology.h"

#include "leftovers.h"
#include "platform/cgroup.h"

#include <math.h>
#include <stdlib.h>

#define RECORDED(name) TESTS_FOLDER "/recorded/" name

static void assert_order(const struct topology_source *source, unsigned workers,
                         const int *expected, unsigned count, unsigned processors) {
    static struct cpu_plan plan;
    struct error error;
    topology_replace(source);
    assert_int_equal(topology_plan(workers, &plan, &error), STATUS_OK);
    topology_replace(NULL);
    assert_int_equal(plan.workers, count);
    assert_int_equal(plan.processors, processors);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(plan.cpu[i], expected[i]);
}

#define ASSERT_ORDER(source, processors, workers, ...)                                             \
    do {                                                                                           \
        static const int expected[] = {__VA_ARGS__};                                               \
        assert_order(&(source), workers, expected, sizeof expected / sizeof expected[0],           \
                     processors);                                                                  \
    } while (0)

static void cores_come_before_second_threads_and_near_ones_first(void **state) {
    (void)state;
    static const struct topology_source two_nodes = {
        .root = RECORDED("cgroup_unlimited"), .synthetic = "numa:2 core:2 pu:2", .allowed = "0-7"};
    ASSERT_ORDER(two_nodes, 8, 0, 0, 2, 4, 6, 1, 3, 5, 7);
    ASSERT_ORDER(two_nodes, 8, 3, 0, 2, 4);
    // Numbered as most firmware does: the second threads of all cores behind the first ones.
    static const struct topology_source numbered = {.root = RECORDED("cgroup_unlimited"),
                                                    .synthetic =
                                                        "core:4 pu:2(indexes=0,4,1,5,2,6,3,7)",
                                                    .allowed = "0-7"};
    ASSERT_ORDER(numbered, 8, 0, 0, 1, 2, 3, 4, 5, 6, 7);
}

static void the_affinity_mask_is_respected(void **state) {
    (void)state;
    static const struct topology_source some = {.root = RECORDED("cgroup_unlimited"),
                                                .synthetic = "numa:2 core:2 pu:2",
                                                .allowed = "1,4-6"};
    ASSERT_ORDER(some, 4, 0, 1, 4, 6, 5);
    topology_replace(&some);
    assert_int_equal(topology_default_workers(), 4);
    topology_replace(NULL);
}

static void more_workers_than_processors_share_them(void **state) {
    (void)state;
    static const struct topology_source two = {
        .root = RECORDED("cgroup_unlimited"), .synthetic = "core:2 pu:1", .allowed = "0-1"};
    ASSERT_ORDER(two, 2, 5, 0, 1, 0, 1, 0);
}

static void too_many_workers_are_refused(void **state) {
    (void)state;
    static struct cpu_plan plan;
    struct error error;
    assert_int_equal(topology_plan(WORKERS_MAX, &plan, &error), STATUS_OK);
    assert_int_equal(topology_plan(WORKERS_MAX + 1, &plan, &error), STATUS_USAGE);
    assert_non_null(strstr(error.message, "4097"));
}

static void a_quota_cuts_the_workers(void **state) {
    (void)state;
    static const struct topology_source version_1 = {
        .root = RECORDED("cgroup_v1"), .synthetic = "core:8 pu:1", .allowed = "0-7"};
    ASSERT_ORDER(version_1, 1, 0, 0, 1);       // 1.5 processors, rounded up
    ASSERT_ORDER(version_1, 1, 4, 0, 1, 2, 3); // more where they are asked for
    static const struct topology_source version_2 = {
        .root = RECORDED("cgroup_v2"), .synthetic = "core:8 pu:1", .allowed = "0-7"};
    ASSERT_ORDER(version_2, 2, 0, 0, 1, 2); // 2.5, of the level in the middle
    static const struct topology_source fewer = {
        .root = RECORDED("cgroup_v2"), .synthetic = "core:2 pu:1", .allowed = "0-1"};
    ASSERT_ORDER(fewer, 2, 0, 0, 1);
}

static void quotas_are_read_from_either_version(void **state) {
    (void)state;
    assert_true(cgroup_cpu_quota(RECORDED("cgroup_v1")) == 1.5);
    assert_true(cgroup_cpu_quota(RECORDED("cgroup_v2")) == 2.5);
    assert_true(isinf(cgroup_cpu_quota(RECORDED("cgroup_unlimited"))));
    assert_true(isinf(cgroup_cpu_quota(RECORDED("cgroup_broken"))));
    assert_true(isinf(cgroup_cpu_quota(RECORDED("none at all"))));
}

static void this_machine_gives_what_the_mask_allows(void **state) {
    (void)state;
    static struct cpu_plan plan;
    struct error error;
    cpu_set_t allowed, seen;
    CPU_ZERO(&seen);
    assert_int_equal(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    assert_int_equal(topology_plan((unsigned)CPU_COUNT(&allowed), &plan, &error), STATUS_OK);
    for (unsigned i = 0; i < plan.workers; i++) {
        assert_true(CPU_ISSET((size_t)plan.cpu[i], &allowed));
        CPU_SET((size_t)plan.cpu[i], &seen);
    }
    assert_true(CPU_EQUAL(&seen, &allowed)); // each of them once
    assert_in_range(topology_default_workers(), 1, (uintmax_t)CPU_COUNT(&allowed));
}

static void pinning_is_refused_without_harm(void **state) {
    (void)state;
    cpu_set_t before, after;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    assert_false(topology_pin(-1));
    assert_false(topology_pin(100000));
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    int first = 0;
    while (!CPU_ISSET((size_t)first, &before))
        first++;
    assert_true(topology_pin(first));
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_int_equal(CPU_COUNT(&after), 1);
    assert_true(CPU_ISSET((size_t)first, &after));
}

static bool is_loaded(const char *library) {
    char line[4200];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (!found && fgets(line, sizeof line, maps))
        found = strstr(line, library) != NULL;
    fclose(maps);
    return found;
}

static void looking_changes_nothing_in_the_process(void **state) {
    (void)state;
    static struct cpu_plan plan;
    struct error error;
    cpu_set_t before, after;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    unsetenv("HWLOC_PLUGINS_PATH");
    assert_int_equal(topology_plan(0, &plan, &error), STATUS_OK);
    assert_null(getenv("HWLOC_PLUGINS_PATH"));
    setenv("HWLOC_PLUGINS_PATH", "/the/user's", 1);
    assert_int_equal(topology_plan(0, &plan, &error), STATUS_OK);
    assert_string_equal(getenv("HWLOC_PLUGINS_PATH"), "/the/user's");
    unsetenv("HWLOC_PLUGINS_PATH");
    const unsigned here = plan.workers;
    static const char *const described[] = {"HWLOC_SYNTHETIC", "HWLOC_XMLFILE", "HWLOC_FSROOT"};
    for (size_t i = 0; i < sizeof described / sizeof *described; i++) {
        setenv(described[i], i == 0 ? "core:64 pu:2" : "/no/such/machine", 1);
        assert_int_equal(topology_plan(0, &plan, &error), STATUS_OK);
        assert_int_equal(plan.workers, here);
        assert_non_null(getenv(described[i]));
        unsetenv(described[i]);
    }
    const struct leftovers now = leftovers_now();
    for (int i = 0; i < REPEATS; i++)
        assert_int_equal(topology_plan(0, &plan, &error), STATUS_OK);
    assert_nothing_left(now, 0);
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    assert_false(is_loaded("libOpenCL"));
    assert_false(is_loaded("libcuda"));
    assert_false(is_loaded("hwloc_")); // no plugin of any kind
    assert_true(is_loaded("libc"));    // the reading of maps works
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, save_affinity, restore_affinity)

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(cores_come_before_second_threads_and_near_ones_first),
        TEST(the_affinity_mask_is_respected),
        TEST(more_workers_than_processors_share_them),
        TEST(too_many_workers_are_refused),
        TEST(a_quota_cuts_the_workers),
        TEST(quotas_are_read_from_either_version),
        TEST(this_machine_gives_what_the_mask_allows),
        TEST(pinning_is_refused_without_harm),
        TEST(looking_changes_nothing_in_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
