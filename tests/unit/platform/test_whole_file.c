// Files where the system refuses a step: what was written still arrives, or nothing is left of it.
// SPDX-License-Identifier: MIT
#include "platform/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

// ---- the system's calls, which fail as told; the linker puts these before them

static int fsync_fails, rename_fails, linkat_fails, nameless_fails; // errno, or 0

int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_linkat(int from, const char *path, int to, const char *link, int flags);
int __wrap_linkat(int from, const char *path, int to, const char *link, int flags);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

static int refuse(int number) {
    errno = number;
    return -1;
}

int __wrap_fsync(int descriptor) {
    return fsync_fails ? refuse(fsync_fails) : __real_fsync(descriptor);
}

int __wrap_rename(const char *from, const char *to) {
    return rename_fails ? refuse(rename_fails) : __real_rename(from, to);
}

int __wrap_linkat(int from, const char *path, int to, const char *link, int flags) {
    return linkat_fails ? refuse(linkat_fails) : __real_linkat(from, path, to, link, flags);
}

int __wrap_open(const char *path, int flags, ...) {
    if ((flags & O_TMPFILE) == O_TMPFILE && nameless_fails)
        return refuse(nameless_fails);
    return __real_open(path, flags, 0600);
}

// ---- a folder in which nothing but the file may be left

static char folder[] = "/tmp/gpubench-test-XXXXXX";
static char path[64];

static int make_folder(void **state) {
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    return rmdir(folder);
}

static int remove_file(void **state) {
    (void)state;
    fsync_fails = rename_fails = linkat_fails = nameless_fails = 0;
    unlink(path);
    return rmdir(folder) == 0 ? mkdir(folder, 0700) : -1; // fails where anything was left behind
}

static enum status write_text(const char *name, const char *text, struct error *error) {
    struct whole_file file;
    *error = (struct error){0};
    assert_int_equal(whole_file_open(name, &file, error), STATUS_OK);
    fputs(text, file.stream);
    return whole_file_keep(&file, error);
}

static void expect_content(const char *content) {
    char text[64] = "";
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    assert_int_equal(fread(text, 1, sizeof text - 1, stream), strlen(content));
    assert_string_equal(text, content);
    fclose(stream);
}

// ---- tests

static void no_flushing(void **state) {
    (void)state;
    static const int numbers[] = {EINVAL, EPERM, ENOTSUP, EROFS};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct error error;
        fsync_fails = numbers[i];
        assert_int_equal(write_text(path, "one", &error), STATUS_OK);
        expect_content("one");
    }
    struct error error;
    fsync_fails = EIO; // the disk is there, and broken
    assert_int_equal(write_text(path, "two", &error), STATUS_OUTPUT);
    expect_content("one");
}

// As of a file that was mounted by itself.
static void no_renaming(void **state) {
    (void)state;
    struct error error;
    assert_int_equal(write_text(path, "longer than what follows", &error), STATUS_OK);
    assert_string_equal(error.message, "");
    rename_fails = EBUSY;
    assert_int_equal(write_text(path, "one", &error), STATUS_OK);
    expect_content("one");
    assert_non_null(strstr(error.message, "in place")); // it is said
    assert_int_equal(error.status, STATUS_OK);
}

static void no_files_without_names(void **state) {
    (void)state;
    struct error error;
    nameless_fails = EOPNOTSUPP;
    assert_int_equal(write_text(path, "one", &error), STATUS_OK);
    expect_content("one");
    nameless_fails = 0;
    linkat_fails = ENOENT; // no /proc: it can't be given a name
    assert_int_equal(write_text(path, "two", &error), STATUS_OK);
    expect_content("two");
}

// Until all of it is written there is no name that a killed process could leave behind.
static void nothing_to_leave_behind(void **state) {
    (void)state;
    struct whole_file file;
    struct error error = {0};
    assert_int_equal(whole_file_open(path, &file, &error), STATUS_OK);
    fputs("half of it", file.stream);
    fflush(file.stream);
    if (!file.temporary) // else this file system has no such files
        assert_int_equal(rmdir(folder), 0);
    mkdir(folder, 0700);
    whole_file_discard(&file);
}

static void a_link_that_leads_nowhere_yet(void **state) {
    (void)state;
    char link[80];
    struct error error;
    struct stat what;
    snprintf(link, sizeof link, "%s-link", path);
    assert_int_equal(symlink("file", link), 0);
    assert_int_equal(write_text(link, "one", &error), STATUS_OK);
    assert_int_equal(lstat(link, &what), 0);
    assert_true(S_ISLNK(what.st_mode));
    expect_content("one");
    unlink(link);
    assert_int_equal(symlink("/no/such/folder/file", link), 0);
    assert_int_equal(whole_file_check(link, &error), STATUS_OUTPUT);
    assert_non_null(strstr(error.message, "/no/such/folder"));
    unlink(link);
}

static void a_folder_that_was_removed(void **state) {
    (void)state;
    char before[512], gone[80];
    struct error error;
    snprintf(gone, sizeof gone, "%s/gone", folder);
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(mkdir(gone, 0700), 0);
    assert_int_equal(chdir(gone), 0);
    assert_int_equal(rmdir(gone), 0);
    const enum status status = whole_file_check("file", &error);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, STATUS_OUTPUT);
}

static void rescued(void **state) {
    (void)state;
    char kept[256];
    setenv("TMPDIR", folder, 1);
    assert_true(whole_file_rescue("one", 3, "json", kept, sizeof kept));
    assert_memory_equal(kept, folder, strlen(folder));
    assert_string_equal(kept + strlen(kept) - 5, ".json");
    assert_int_equal(__real_rename(kept, path), 0);
    expect_content("one");
    static const char *const useless[] = {"", "/no/such/folder"};
    for (size_t i = 0; i < sizeof useless / sizeof *useless; i++) {
        setenv("TMPDIR", useless[i], 1);
        assert_true(whole_file_rescue("one", 3, "json", kept, sizeof kept));
        assert_memory_equal(kept, "/tmp/", 5);
        unlink(kept);
    }
    unsetenv("TMPDIR");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(no_flushing, remove_file),
        cmocka_unit_test_teardown(no_renaming, remove_file),
        cmocka_unit_test_teardown(no_files_without_names, remove_file),
        cmocka_unit_test_teardown(nothing_to_leave_behind, remove_file),
        cmocka_unit_test_teardown(a_link_that_leads_nowhere_yet, remove_file),
        cmocka_unit_test_teardown(a_folder_that_was_removed, remove_file),
        cmocka_unit_test_teardown(rescued, remove_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
