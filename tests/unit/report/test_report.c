// Reports: golden texts of made-up results, terminals, and files that can't be written.
// `test_report update` writes the golden texts anew: read the difference before committing it.
// SPDX-License-Identifier: MIT
#include "made_up_results.h"

#include "report/reporter.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static bool update; // write the golden texts instead of comparing with them

static const struct scenario {
    const char *name;
    void (*make)(struct results *results);
} scenarios[] = {
    {"everything", made_up_everything},
    {"without-gpu", made_up_without_gpu},
    {"nothing", made_up_nothing},
    {"checked", made_up_checked},
};
enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0] };

static const struct reporter *reporter_named(const char *name) {
    for (size_t i = 0; reporters[i]; i++)
        if (strcmp(reporters[i]->name, name) == 0)
            return reporters[i];
    fail_msg("no reporter %s", name);
    return NULL;
}

static enum status write_run(const char *reporter, const struct results *results, FILE *stream,
                             struct error *error) {
    const struct study study = study_of_run(results, &(struct point){0});
    return reporter_named(reporter)->write(&study, stream, error);
}

static enum status run_to_file(const struct results *results, const char *file,
                               struct error *error) {
    const struct study study = study_of_run(results, &(struct point){0});
    return study_to_file(&study, file, error);
}

// The report as text, owned by the caller.
static char *report(const struct results *results, const char *reporter) {
    char *text = NULL;
    size_t length = 0;
    struct error error = {0};
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    assert_int_equal(write_run(reporter, results, stream, &error), STATUS_OK);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static char *read_whole(const char *path) {
    char *text = NULL;
    size_t length = 0;
    FILE *from = fopen(path, "r");
    FILE *to = open_memstream(&text, &length);
    assert_non_null(to);
    for (int byte; from && (byte = fgetc(from)) != EOF;)
        fputc(byte, to);
    fclose(to);
    if (from)
        fclose(from);
    return text;
}

static void expect_golden(const char *text, const char *name, const char *extension) {
    char path[512];
    snprintf(path, sizeof path, "%s/golden/%s.%s", TESTS_FOLDER, name, extension);
    if (update) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    char *golden = read_whole(path);
    if (strcmp(text, golden) != 0)
        print_error("%s differs; the report is now:\n%s\n", path, text);
    assert_true(strcmp(text, golden) == 0);
    free(golden);
}

// Pictures, and the page that has them, are gnuplot's: they are looked at by tests/plots.
static const char *const golden_reporters[] = {"table", "json", "csv", "markdown", "gnuplot"};
enum { GOLDEN_REPORTERS = sizeof golden_reporters / sizeof *golden_reporters };

static void golden_texts(void **state) {
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    for (size_t s = 0; s < SCENARIOS; s++) {
        struct results results;
        scenarios[s].make(&results);
        for (size_t r = 0; r < GOLDEN_REPORTERS; r++) {
            char *text = report(&results, golden_reporters[r]);
            expect_golden(text, scenarios[s].name, reporter_named(golden_reporters[r])->extension);
            free(text);
        }
        results_free(&results);
    }
}

// Without UTF-8 the table is plain ASCII and says the same.
static void ascii_table(void **state) {
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C"));
    struct results results;
    made_up_everything(&results);
    char *text = report(&results, "table");
    for (const char *at = text; *at; at++)
        assert_true((unsigned char)*at < 0x80);
    assert_non_null(strstr(text, "0 us")); // microseconds
    free(text);
    results_free(&results);
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

// ---- JSON

static void json_survives_odd_values(void **state) {
    (void)state;
    struct results results;
    made_up_without_gpu(&results);
    struct row *row = &results.rows[1];
    row->resident.median_ns.value = NAN;
    row->resident.bytes_per_s.value = INFINITY;
    row->resident.speedup.high = INFINITY;
    row->resident.samples_ns[0] = 1.0 / 3;
    snprintf(row->opened.library, sizeof row->opened.library, "driver \xff\xfe says \"hello\"");
    char *text = report(&results, "json");
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    json_t *found = json_array_get(json_object_get(root, "results"), 1);
    json_t *resident = json_object_get(found, "resident");
    assert_true(json_is_null(json_object_get(resident, "median_ns")));
    assert_true(json_is_null(json_object_get(resident, "bytes_per_s")));
    assert_true(json_is_null(json_object_get(json_object_get(resident, "speedup"), "ci95")));
    const double third =
        json_real_value(json_array_get(json_object_get(resident, "samples_ns"), 0));
    assert_memory_equal(&third, &row->resident.samples_ns[0], sizeof third); // the same bits
    assert_string_equal(json_string_value(json_object_get(found, "library")),
                        "driver ?? says \"hello\"");
    const json_t *run = json_object_get(root, "run");
    assert_string_equal(json_string_value(json_object_get(run, "seed")), "18446744073709551615");
    json_decref(root);
    free(text);
    results_free(&results);
}

static size_t allocations_left;

static void *scarce_malloc(size_t size) {
    return allocations_left && allocations_left-- ? malloc(size) : NULL;
}

// Wherever memory ends, the report is refused, and nothing leaks (as the sanitizers see).
static void json_without_memory(void **state) {
    (void)state;
    struct results results;
    enum status status = STATUS_MEMORY;
    size_t refused = 0;
    made_up_without_gpu(&results);
    for (size_t allowed = 0; status == STATUS_MEMORY; allowed += 7) {
        char *text = NULL;
        size_t length = 0;
        struct error error = {0};
        FILE *stream = open_memstream(&text, &length);
        assert_non_null(stream);
        allocations_left = allowed;
        json_set_alloc_funcs(scarce_malloc, free);
        status = write_run("json", &results, stream, &error);
        json_set_alloc_funcs(malloc, free);
        fclose(stream);
        free(text);
        refused += status != STATUS_OK;
    }
    assert_int_equal(status, STATUS_OK);
    assert_true(refused > 100);
    results_free(&results);
}

// ---- terminals

// The longest line, in characters, of the table on a terminal of this width. A child writes it,
// since a terminal holds no more than 4 KiB that nobody has read.
static size_t longest_line(const struct results *results, unsigned short columns) {
    const int keeper = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(keeper >= 0 && grantpt(keeper) == 0 && unlockpt(keeper) == 0);
    const int terminal = open(ptsname(keeper), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(ioctl(terminal, TIOCSWINSZ, &(struct winsize){.ws_col = columns}), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct error error = {0};
        close(keeper);
        FILE *stream = fdopen(terminal, "w");
        const bool written = stream && write_run("table", results, stream, &error) == STATUS_OK;
        _exit(written && fclose(stream) == 0 ? 0 : 1);
    }
    close(terminal);
    size_t longest = 0, length = 0;
    unsigned char byte;
    while (read(keeper, &byte, 1) == 1) { // ends with EIO once the child is gone
        length = byte == '\n' ? 0 : length + ((byte & 0xC0) != 0x80 && byte != '\r');
        longest = length > longest ? length : longest;
    }
    close(keeper);
    int ended;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    return longest;
}

static void terminal_widths(void **state) {
    (void)state;
    struct results results;
    made_up_without_gpu(&results);
    assert_in_range(longest_line(&results, 80), 60, 80);
    assert_in_range(longest_line(&results, 120), 90, 120); // wider than on 80: not cut
    assert_true(longest_line(&results, 300) >= longest_line(&results, 120));
    assert_true(longest_line(&results, 1) < 80); // narrower than any table: cut all the same
    results_free(&results);
}

// ---- files

static char folder[] = "/tmp/gpubench-test-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static size_t files_in_folder(void) {
    char command[256];
    snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
    FILE *list = popen(command, "r");
    assert_non_null(list);
    size_t count = 0;
    assert_int_equal(fscanf(list, "%zu", &count), 1);
    pclose(list);
    return count;
}

static int make_folder(void **state) {
    (void)state;
    strcpy(strrchr(folder, '-') + 1, "XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void extensions(void **state) {
    (void)state;
    static const struct {
        const char *file;
        const char *reporter; // NULL: usage error
    } cases[] = {
        {"a.json", "json"},
        {"/tmp/b.c/a.csv", "csv"},
        {"a.b.md", "markdown"},
        {"REPORT.TXT", "table"},
        {"a", NULL},
        {"a.html", "html"},
        {"a.pdf", NULL},
        {"folder.json/a", NULL},
        {"a.", NULL},
        {"", NULL},
        {"a.json.partial", NULL},
        {".json", "json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct reporter *found;
        struct error error = {0};
        const enum status status = reporter_for_file(cases[i].file, &found, &error);
        if (cases[i].reporter) {
            assert_int_equal(status, STATUS_OK);
            assert_string_equal(found->name, cases[i].reporter);
        } else {
            assert_int_equal(status, STATUS_USAGE);
            assert_null(found);
            for (size_t r = 0; reporters[r]; r++) // the sentence names all that are known
                assert_non_null(strstr(error.message, reporters[r]->extension));
        }
    }
}

static void files(void **state) {
    (void)state;
    struct results results;
    struct error error = {0};
    made_up_everything(&results);
    const char *path = in_folder("report.csv");
    assert_int_equal(run_to_file(&results, path, &error), STATUS_OK);
    assert_int_equal(run_to_file(&results, path, &error), STATUS_OK); // over the old one
    assert_int_equal(files_in_folder(), 1);
    char *written = read_whole(path);
    char *expected = report(&results, "csv");
    assert_string_equal(written, expected);
    free(written);
    free(expected);
    results_free(&results);
}

static void expect_refused(const struct results *results, const char *path, const char *reason) {
    struct error error = {0};
    assert_int_equal(run_to_file(results, path, &error), STATUS_OUTPUT);
    if (!strstr(error.message, reason))
        fail_msg("\"%s\" doesn't say \"%s\"", error.message, reason);
}

static void files_that_cant_be(void **state) {
    (void)state;
    struct results results;
    struct error error = {0};
    made_up_everything(&results);
    expect_refused(&results, in_folder("missing/report.json"), "No such file");
    expect_refused(&results, "/proc/report.json", "/proc"); // where nobody can write, not even root
    assert_int_equal(symlink("/dev/full", in_folder("full.json")), 0);
    expect_refused(&results, in_folder("full.json"), "No space left");
    assert_int_equal(symlink("/dev/full", in_folder("full.txt")), 0);
    expect_refused(&results, in_folder("full.txt"), "No space left");
    assert_int_equal(mkdir(in_folder("folder.json"), 0700), 0);
    expect_refused(&results, in_folder("folder.json"), "folder");
    assert_int_equal(run_to_file(&results, in_folder("report.pdf"), &error), STATUS_USAGE);
    assert_int_equal(files_in_folder(), 3); // what this test made, nothing else
    results_free(&results);
}

// A disk that is full after 100 bytes: what was there before stays, and no temporary file does.
static void half_written(void **state) {
    (void)state;
    struct results results;
    struct rlimit before;
    made_up_everything(&results);
    const char *path = in_folder("report.json");
    FILE *old = fopen(path, "w");
    assert_non_null(old);
    fputs("old", old);
    fclose(old);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small = {.rlim_cur = 100, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct error error = {0};
    const enum status status = run_to_file(&results, path, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(status, STATUS_OUTPUT);
    assert_non_null(strstr(error.message, "File too large"));
    char *kept = read_whole(path);
    assert_string_equal(kept, "old");
    free(kept);
    assert_int_equal(files_in_folder(), 1);
    results_free(&results);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(int argc, char **argv) {
    update = argc > 1 && strcmp(argv[1], "update") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_texts),
        cmocka_unit_test(ascii_table),
        cmocka_unit_test(json_survives_odd_values),
        cmocka_unit_test(json_without_memory),
        cmocka_unit_test(terminal_widths),
        cmocka_unit_test(extensions),
        IN_FOLDER(files),
        IN_FOLDER(files_that_cant_be),
        IN_FOLDER(half_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
