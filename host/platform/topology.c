// The processors of this process in the order in which workers take them, found with hwloc.
// SPDX-License-Identifier: MIT
#include "platform/topology.h"

#include "platform/cgroup.h"

#include <hwloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

static const struct topology_source *replacement;

void topology_replace(const struct topology_source *source) {
    replacement = source;
}

// What would have hwloc describe another machine than this one, or search for plugins: those for
// accelerators load, and some start, the vendors' libraries in this process.
static const struct {
    const char *name, *value; // while the topology is made; NULL: not set
} hidden[] = {
    {"HWLOC_PLUGINS_PATH", "/dev/null"}, {"HWLOC_XMLFILE", NULL},
    {"HWLOC_SYNTHETIC", NULL},           {"HWLOC_FSROOT", NULL},
    {"HWLOC_CPUID_PATH", NULL},          {"HWLOC_COMPONENTS", NULL},
    {"HWLOC_THISSYSTEM", NULL},
};
enum { HIDDEN = sizeof hidden / sizeof hidden[0] };

static void set_or_unset(const char *name, const char *value) {
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void hide(char *before[HIDDEN]) {
    for (size_t i = 0; i < HIDDEN; i++) {
        const char *found = getenv(hidden[i].name);
        before[i] = found ? strdup(found) : NULL;
        set_or_unset(hidden[i].name, hidden[i].value);
    }
}

static void show_again(char *before[HIDDEN]) {
    for (size_t i = 0; i < HIDDEN; i++) {
        set_or_unset(hidden[i].name, before[i]);
        free(before[i]);
    }
}

// No plugin is searched for while the topology is made, and those built into hwloc are excluded; so
// is "x86", which moves this thread to every processor by turns, for what Linux says in /sys.
static bool initialise(hwloc_topology_t *topology) {
    static const char *const excluded[] = {"opencl",    "cuda", "nvml", "rsmi",
                                           "levelzero", "gl",   "pci",  "x86"};
    const bool good = hwloc_topology_init(topology) == 0;
    for (size_t i = 0; good && i < sizeof excluded / sizeof excluded[0]; i++) {
        // Fails where this hwloc has no such component, which is as good.
        (void)hwloc_topology_set_components(*topology, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST,
                                            excluded[i]);
    }
    return good;
}

static bool load(hwloc_topology_t *topology) {
    char *before[HIDDEN];
    hide(before);
    const bool made = initialise(topology);
    const bool loaded =
        made &&
        (!replacement || hwloc_topology_set_synthetic(*topology, replacement->synthetic) == 0) &&
        hwloc_topology_load(*topology) == 0;
    if (made && !loaded)
        hwloc_topology_destroy(*topology);
    show_again(before);
    return loaded;
}

// The affinity mask of the calling thread.
static bool read_allowed(hwloc_topology_t topology, hwloc_bitmap_t allowed) {
    return replacement ? hwloc_bitmap_list_sscanf(allowed, replacement->allowed) == 0
                       : hwloc_get_cpubind(topology, allowed, HWLOC_CPUBIND_THREAD) == 0;
}

static void append(struct cpu_plan *order, int cpu) {
    if (order->workers < WORKERS_MAX)
        order->cpu[order->workers++] = cpu;
}

// Moves the next free processor of each core, cores in hwloc's logical order (all of one NUMA node
// before the next), from free to the order; false if no core had one.
static bool take_one_per_core(hwloc_topology_t topology, hwloc_bitmap_t free_cpus,
                              hwloc_bitmap_t scratch, struct cpu_plan *order) {
    bool taken = false;
    hwloc_obj_t core = NULL;
    while ((core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE, core)) != NULL) {
        hwloc_bitmap_and(scratch, core->cpuset, free_cpus);
        const int cpu = hwloc_bitmap_first(scratch);
        if (cpu >= 0) {
            append(order, cpu);
            hwloc_bitmap_clr(free_cpus, (unsigned)cpu);
            taken = true;
        }
    }
    return taken;
}

static void order_cpus(hwloc_topology_t topology, hwloc_bitmap_t free_cpus, hwloc_bitmap_t scratch,
                       struct cpu_plan *order) {
    while (take_one_per_core(topology, free_cpus, scratch, order)) {
    }
    int cpu = -1; // those of which hwloc knows no core
    while ((cpu = hwloc_bitmap_next(free_cpus, cpu)) >= 0)
        append(order, cpu);
}

// Every allowed processor once, in the order of use; order->workers is their number, at least 1.
static void find_order(struct cpu_plan *order) {
    order->workers = 0;
    hwloc_topology_t topology;
    if (load(&topology)) {
        hwloc_bitmap_t allowed = hwloc_bitmap_alloc();
        hwloc_bitmap_t scratch = hwloc_bitmap_alloc();
        if (allowed && scratch && read_allowed(topology, allowed))
            order_cpus(topology, allowed, scratch, order);
        hwloc_bitmap_free(scratch);
        hwloc_bitmap_free(allowed);
        hwloc_topology_destroy(topology);
    }
    if (order->workers == 0) { // nothing could be found out: where this thread runs, it may run
        const int cpu = sched_getcpu();
        append(order, cpu >= 0 ? cpu : 0);
    }
}

// Processors' worth of time that these may take at once.
static double usable(const struct cpu_plan *order) {
    const double quota = cgroup_cpu_quota(replacement ? replacement->root : "");
    return quota < order->workers ? quota : order->workers;
}

static unsigned default_workers(const struct cpu_plan *order) {
    const double most = usable(order);
    const unsigned whole = (unsigned)most;
    return whole < most ? whole + 1 : whole;
}

unsigned topology_default_workers(void) {
    struct cpu_plan order;
    find_order(&order);
    return default_workers(&order);
}

enum status topology_plan(unsigned workers, struct cpu_plan *plan, struct error *error) {
    if (workers > WORKERS_MAX) {
        return fail(error, STATUS_USAGE, "%u workers are too many: at most %d are possible",
                    workers, WORKERS_MAX);
    }
    struct cpu_plan order;
    find_order(&order);
    plan->workers = workers > 0 ? workers : default_workers(&order);
    plan->processors = usable(&order) < 1 ? 1 : (unsigned)usable(&order);
    for (unsigned worker = 0; worker < plan->workers; worker++)
        plan->cpu[worker] = order.cpu[worker % order.workers];
    plan->beside =
        plan->workers < order.workers ? order.cpu[plan->workers] : plan->cpu[plan->workers - 1];
    return STATUS_OK;
}

// The processors of the cores of one part; empty where there are fewer cores than parts.
static void cores_of_part(hwloc_topology_t topology, unsigned part, unsigned parts,
                          hwloc_bitmap_t allowed, hwloc_bitmap_t share) {
    hwloc_obj_t core = NULL;
    unsigned cores = 0, index = 0;
    while ((core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE, core)) != NULL)
        cores += hwloc_bitmap_intersects(core->cpuset, allowed) != 0;
    for (core = NULL; cores >= parts && (core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE,
                                                                           core)) != NULL;) {
        if (!hwloc_bitmap_intersects(core->cpuset, allowed))
            continue;
        if (index >= cores * part / parts && index < cores * (part + 1) / parts)
            hwloc_bitmap_or(share, share, core->cpuset);
        index++;
    }
    hwloc_bitmap_and(share, share, allowed);
}

void topology_share(unsigned part, unsigned parts) {
    struct cpu_plan order;
    hwloc_topology_t topology;
    if (parts < 2)
        return;
    find_order(&order);
    if (!load(&topology))
        return;
    hwloc_bitmap_t allowed = hwloc_bitmap_alloc(), share = hwloc_bitmap_alloc();
    if (allowed && share && read_allowed(topology, allowed)) {
        cores_of_part(topology, part, parts, allowed, share);
        if (hwloc_bitmap_iszero(share))
            hwloc_bitmap_only(share, (unsigned)order.cpu[part % order.workers]);
        (void)hwloc_set_cpubind(topology, share, HWLOC_CPUBIND_PROCESS);
    }
    hwloc_bitmap_free(share);
    hwloc_bitmap_free(allowed);
    hwloc_topology_destroy(topology);
}

bool topology_pin(int cpu) {
    if (cpu < 0)
        return false;
    cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
    if (!set)
        return false;
    const size_t bytes = CPU_ALLOC_SIZE((size_t)cpu + 1);
    CPU_ZERO_S(bytes, set);
    CPU_SET_S((size_t)cpu, bytes, set);
    const bool pinned = sched_setaffinity(0, bytes, set) == 0;
    CPU_FREE(set);
    return pinned;
}
