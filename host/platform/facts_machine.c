// Facts about the machine, read from proc and sys. What can't be read is a fact with a reason, and
// what reads as nonsense is as good as unread.
// SPDX-License-Identifier: MIT
#include "platform/facts.h"

#include "platform/cgroup.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One attempt to read a fact: the value, or why there is none.
struct reading {
    bool known;
    char value[4096]; // the longest is the processor's flags, of which some have 2,500 bytes
    char reason[512];
};

// Turns the text of a file into the fact's value; false where it makes no sense.
typedef bool convert(const char *text, char *value, size_t size);

struct source {
    const char *name;
    const char *path;
    const char *key;  // of the line "key: value"; NULL: the first line
    convert *convert; // NULL: the text as it is
    bool raw;
};

// ---- conversions

static bool number_times(const char *text, const char *unit, double factor, char *value,
                         size_t size) {
    char *end;
    errno = 0;
    const double number = strtod(text, &end);
    if (end == text || errno != 0 || !isfinite(number) || number < 0 ||
        strcmp(end + strspn(end, " "), unit) != 0 || number * factor > 1e18)
        return false;
    snprintf(value, size, "%.0f", number * factor);
    return true;
}

static bool from_megahertz(const char *text, char *value, size_t size) {
    return number_times(text, "", 1e6, value, size);
}

static bool from_kilohertz(const char *text, char *value, size_t size) {
    return number_times(text, "", 1e3, value, size);
}

static bool from_kilobytes(const char *text, char *value, size_t size) { // proc's kB are 1024 bytes
    return number_times(text, "kB", 1024, value, size);
}

static bool from_k(const char *text, char *value, size_t size) { // "512K" of sysfs
    return number_times(text, "K", 1024, value, size);
}

static bool is_one(const char *text, char *value, size_t size) {
    snprintf(value, size, "%s", strcmp(text, "1") == 0 ? "true" : "false");
    return strcmp(text, "0") == 0 || strcmp(text, "1") == 0;
}

static bool is_zero(const char *text, char *value, size_t size) {
    snprintf(value, size, "%s", strcmp(text, "0") == 0 ? "true" : "false");
    return strcmp(text, "0") == 0 || strcmp(text, "1") == 0;
}

// The choice in force: "always [madvise] never".
static bool in_brackets(const char *text, char *value, size_t size) {
    const char *from = strchr(text, '[');
    const char *to = from ? strchr(from, ']') : NULL;
    if (!to || to == from + 1)
        return false;
    snprintf(value, size, "%.*s", (int)(to - from - 1), from + 1);
    return true;
}

static bool in_quotes(const char *text, char *value, size_t size) { // PRETTY_NAME="Debian …"
    const size_t start = text[0] == '"';
    snprintf(value, size, "%.*s", (int)strcspn(text + start, "\""), text + start);
    return value[0] != '\0';
}

static bool first_number(const char *text, char *value, size_t size) { // of /proc/loadavg
    char *end;
    const double number = strtod(text, &end);
    snprintf(value, size, "%.2f", number);
    return end != text && *end == ' ' && isfinite(number) && number >= 0;
}

static bool as_part(const char *text, char *value, size_t size) {
    snprintf(value, size, "Arm part %s", text);
    return true;
}

// ---- sources; where a name stands several times, the first that can be read counts

#define CPUFREQ "/sys/devices/system/cpu/cpu0/cpufreq"

static const struct source sources[] = {
    {"cpu_model", "/proc/cpuinfo", "model name", NULL, false},
    {"cpu_model", "/proc/cpuinfo", "CPU part", as_part, false}, // 64-bit Arm has no names
    {"cpu_microcode", "/proc/cpuinfo", "microcode", NULL, false},
    {"cpu_frequency_hz", CPUFREQ "/scaling_cur_freq", NULL, from_kilohertz, true},
    {"cpu_frequency_hz", "/proc/cpuinfo", "cpu MHz", from_megahertz, true},
    {"cpu_frequency_max_hz", CPUFREQ "/cpuinfo_max_freq", NULL, from_kilohertz, true},
    {"cpu_governor", CPUFREQ "/scaling_governor", NULL, NULL, false},
    {"cpu_boost", "/sys/devices/system/cpu/cpufreq/boost", NULL, is_one, true},
    {"cpu_boost", "/sys/devices/system/cpu/intel_pstate/no_turbo", NULL, is_zero, true},
    {"smt", "/sys/devices/system/cpu/smt/active", NULL, is_one, true},
    {"cpus_online", "/sys/devices/system/cpu/online", NULL, NULL, false},
    {"cpus_allowed", "/proc/self/status", "Cpus_allowed_list", NULL, false},
    {"numa_nodes", "/sys/devices/system/node/online", NULL, NULL, false},
    {"memory_bytes", "/proc/meminfo", "MemTotal", from_kilobytes, true},
    {"transparent_huge_pages", "/sys/kernel/mm/transparent_hugepage/enabled", NULL, in_brackets,
     false},
    {"huge_page_bytes", "/proc/meminfo", "Hugepagesize", from_kilobytes, true},
    {"load_average", "/proc/loadavg", NULL, first_number, true},
    {"kernel_release", "/proc/sys/kernel/osrelease", NULL, NULL, false},
    {"kernel_version", "/proc/sys/kernel/version", NULL, NULL, false},
    {"operating_system", "/etc/os-release", "PRETTY_NAME", in_quotes, false},
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

// The text behind "key", spaces and ':' or '=' if the line is of that key, else NULL.
static char *behind_key(char *line, const char *key) {
    if (!key)
        return line;
    const size_t length = strlen(key);
    if (strncmp(line, key, length) != 0)
        return NULL;
    char *at = line + length + strspn(line + length, " \t");
    if (*at != ':' && *at != '=')
        return NULL;
    at++;
    return at + strspn(at, " \t");
}

// The first line's text, or the text behind the key, without the white space at its end.
static struct reading read_text(const char *root, const char *path, const char *key) {
    struct reading reading = {.known = false};
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s%s", root, path);
    FILE *file = fopen(full, "r");
    if (!file) {
        snprintf(reading.reason, sizeof reading.reason, "%s: %s", path, strerror(errno));
        return reading;
    }
    char *line = NULL;
    size_t size = 0;
    char *text = NULL;
    while (!text && getline(&line, &size, file) >= 0)
        text = behind_key(line, key);
    if (text) {
        text[strcspn(text, "\n")] = '\0';
        snprintf(reading.value, sizeof reading.value, "%s", text);
    }
    free(line);
    fclose(file);
    reading.known = reading.value[0] != '\0';
    if (!reading.known && key)
        snprintf(reading.reason, sizeof reading.reason, "%s says nothing of \"%s\"", path, key);
    else if (!reading.known)
        snprintf(reading.reason, sizeof reading.reason, "%s is empty", path);
    return reading;
}

static struct reading read_source(const char *root, const struct source *source) {
    struct reading reading = read_text(root, source->path, source->key);
    if (!reading.known || !source->convert)
        return reading;
    struct reading converted = {.known = true};
    if (!source->convert(reading.value, converted.value, sizeof converted.value)) {
        converted.known = false;
        snprintf(converted.reason, sizeof converted.reason, "%s makes no sense: \"%.100s\"",
                 source->path, reading.value);
    }
    return converted;
}

static void add(struct facts *facts, const char *name, bool raw, const struct reading *reading) {
    facts_add(facts, name, raw, reading->known ? reading->value : NULL, reading->reason);
}

static void add_sources(const char *root, struct facts *facts) {
    for (size_t i = 0; i < SOURCES;) {
        const struct source *source = &sources[i];
        struct reading reading = read_source(root, source);
        for (i++; i < SOURCES && strcmp(sources[i].name, source->name) == 0; i++) {
            if (!reading.known) { // the reason of the first source stays if none can be read
                const struct reading other = read_source(root, &sources[i]);
                reading = other.known ? other : reading;
            }
        }
        add(facts, source->name, source->raw, &reading);
    }
}

// ---- caches, control groups and the hypervisor, which take more than one file

static bool is_cache(const char *root, int index, const char *level, const char *type) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", index);
    const struct reading level_read = read_text(root, path, NULL);
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/type", index);
    const struct reading type_read = read_text(root, path, NULL);
    return level_read.known && strcmp(level_read.value, level) == 0 && type_read.known &&
           (strcmp(type_read.value, type) == 0 || strcmp(type_read.value, "Unified") == 0);
}

static void add_cache(const char *root, const char *name, const char *level, struct facts *facts) {
    enum { CACHES_MOST = 10 };
    struct reading reading = {.known = false};
    snprintf(reading.reason, sizeof reading.reason,
             "/sys/devices/system/cpu/cpu0/cache has no data cache of level %s", level);
    for (int index = 0; index < CACHES_MOST && !reading.known; index++) {
        if (is_cache(root, index, level, "Data")) {
            char path[PATH_MAX];
            snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", index);
            reading = read_source(root, &(struct source){name, path, NULL, from_k, true});
        }
    }
    add(facts, name, true, &reading);
}

static void add_quota(const char *root, struct facts *facts) {
    const double quota = cgroup_cpu_quota(root);
    char value[32];
    snprintf(value, sizeof value, "%.3f", quota);
    facts_add(facts, "cgroup_quota_cpus", true, quota > 0 && isfinite(quota) ? value : NULL,
              "no limit is set, or none can be read");
}

// A guest knows that it is one by the processor's flag; who the host is, the firmware may say.
static struct reading read_hypervisor(const char *root) {
    struct reading flags = read_text(root, "/proc/cpuinfo", "flags");
    if (!flags.known)
        return flags;
    struct reading reading = {.known = true};
    snprintf(reading.value, sizeof reading.value, "none");
    if (!strstr(flags.value, " hypervisor"))
        return reading;
    const struct reading vendor = read_text(root, "/sys/class/dmi/id/sys_vendor", NULL);
    const struct reading product = read_text(root, "/sys/class/dmi/id/product_name", NULL);
    const struct reading type = read_text(root, "/sys/hypervisor/type", NULL);
    if (type.known || vendor.known || product.known) {
        snprintf(reading.value, sizeof reading.value, "%.100s%s%.300s%s%.300s",
                 type.known ? type.value : "", type.known && vendor.known ? ", " : "",
                 vendor.known ? vendor.value : "", product.known ? " " : "",
                 product.known ? product.value : "");
    } else {
        snprintf(reading.value, sizeof reading.value, "unnamed");
    }
    return reading;
}

void facts_machine(const char *root, struct facts *facts) {
    add_sources(root, facts);
    add_cache(root, "cache_l1_data_bytes", "1", facts);
    add_cache(root, "cache_l2_bytes", "2", facts);
    add_cache(root, "cache_l3_bytes", "3", facts);
    add_quota(root, facts);
    const struct reading hypervisor = read_hypervisor(root);
    add(facts, "hypervisor", false, &hypervisor);
}
