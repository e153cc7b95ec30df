// The formats of `gpubench emit`, and files written whole or not at all.
// SPDX-License-Identifier: MIT
#include "cli/commands/emit_format.h"
#include "platform/whole_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct emit_format *format(const char *name) {
    for (const struct emit_format *one = emit_formats; one->name; one++)
        if (strcmp(one->name, name) == 0)
            return one;
    fail_msg("no format %s", name);
    return NULL;
}

// What the format writes for count values; owned by the caller.
static char *written(const struct emit_format *with, enum element_type type, const void *values,
                     size_t count, size_t *length) {
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);
    assert_non_null(stream);
    if (with->begin)
        with->begin(type, count, stream);
    with->write(type, values, count, stream);
    fclose(stream);
    return text;
}

static const double doubles[] = {0.85346899543001431, 0x1p-54, 1.0, 0.1, 1.0 / 3};
static const float floats[] = {0.1F, 0x1p-33F, 1.0F, 0.33333334F, 0.99999994F};
enum { COUNT = 5 };

static void raw(void **state) {
    (void)state;
    size_t length;
    char *text = written(format("raw"), ELEMENT_F64, doubles, COUNT, &length);
    assert_int_equal(length, sizeof doubles);
    assert_memory_equal(text, doubles, sizeof doubles);
    free(text);
    text = written(format("raw"), ELEMENT_F32, floats, COUNT, &length);
    assert_int_equal(length, sizeof floats);
    assert_memory_equal(text, floats, sizeof floats);
    free(text);
}

static void text_brings_back_the_bits(void **state) {
    (void)state;
    size_t length;
    char *text = written(format("txt"), ELEMENT_F64, doubles, COUNT, &length);
    assert_memory_equal(text, "0.85346899543001431\n", 20);
    char *at = text;
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(strtod(at, &at) == doubles[i]);
        assert_int_equal(*at++, '\n');
    }
    assert_int_equal(*at, '\0');
    free(text);
    at = text = written(format("txt"), ELEMENT_F32, floats, COUNT, &length);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(strtof(at, &at) == floats[i]);
        assert_int_equal(*at++, '\n');
    }
    assert_int_equal(*at, '\0');
    free(text);
}

static void npy(void **state) {
    (void)state;
    size_t length;
    char *text = written(format("npy"), ELEMENT_F64, doubles, COUNT, &length);
    assert_memory_equal(text, "\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', ", 26);
    assert_non_null(strstr(text + 10, "'fortran_order': False, 'shape': (5,), }"));
    assert_int_equal(text[127], '\n');
    assert_int_equal(length, 128 + sizeof doubles);
    assert_memory_equal(text + 128, doubles, sizeof doubles);
    free(text);
    text = written(format("npy"), ELEMENT_F32, floats, 0, &length);
    assert_non_null(strstr(text + 10, "'<f4'"));
    assert_non_null(strstr(text + 10, "(0,)"));
    assert_int_equal(length, 128);
    free(text);
    FILE *stream = open_memstream(&text, &length);
    format("npy")->begin(ELEMENT_F64, UINT64_MAX, stream);
    fclose(stream);
    assert_int_equal(length, 128);
    assert_int_equal(text[127], '\n');
    free(text);
}

// --- Whole files ---

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
    unlink(path);
    return rmdir(folder); // fails where anything was left behind
}

static void expect_content(const char *content) {
    char text[64] = "";
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    assert_int_equal(fread(text, 1, sizeof text - 1, stream), strlen(content));
    assert_string_equal(text, content);
    fclose(stream);
}

static void kept_whole(void **state) {
    (void)state;
    struct whole_file file;
    struct error error = {0};
    assert_int_equal(whole_file_open(path, &file, &error), STATUS_OK);
    fputs("one", file.stream);
    assert_int_equal(access(path, F_OK), -1); // not before it is whole
    assert_int_equal(whole_file_keep(&file, &error), STATUS_OK);
    expect_content("one");
    struct stat what;
    const mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(path, &what), 0);
    assert_int_equal(what.st_mode & 0777, 0666 & ~mask);
}

static void discarded(void **state) {
    (void)state;
    struct whole_file file;
    struct error error = {0};
    assert_int_equal(whole_file_open(path, &file, &error), STATUS_OK);
    fputs("two", file.stream);
    whole_file_discard(&file);
    expect_content("one");
    whole_file_discard(&file);
}

static void replaced_through_a_link(void **state) {
    (void)state;
    char link[80];
    struct whole_file file;
    struct error error = {0};
    snprintf(link, sizeof link, "%s-link", path);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(whole_file_open(link, &file, &error), STATUS_OK);
    fputs("three", file.stream);
    assert_int_equal(whole_file_keep(&file, &error), STATUS_OK);
    expect_content("three");
    struct stat what;
    assert_int_equal(lstat(link, &what), 0);
    assert_true(S_ISLNK(what.st_mode));
    assert_int_equal(stat(path, &what), 0);
    assert_int_equal(what.st_mode & 0777, 0640);
    unlink(link);
}

static void special_files(void **state) {
    (void)state;
    struct whole_file file;
    struct error error = {0};
    assert_int_equal(whole_file_open("/dev/null", &file, &error), STATUS_OK);
    fputs("nothing", file.stream);
    assert_int_equal(whole_file_keep(&file, &error), STATUS_OK);
    struct stat what;
    assert_int_equal(stat("/dev/null", &what), 0);
    assert_true(S_ISCHR(what.st_mode));
    assert_int_equal(whole_file_open("/dev/full", &file, &error), STATUS_OK);
    fputs("something", file.stream);
    assert_int_equal(whole_file_keep(&file, &error), STATUS_OUTPUT);
    assert_non_null(strstr(error.message, "No space left"));
}

static void impossible_files(void **state) {
    (void)state;
    struct whole_file file;
    struct error error = {0};
    static const char *const paths[] = {
        "", "/tmp", "/tmp/", "/no/such/folder/file", "/tmp/no-such-folder/", "/dev/null/file"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(whole_file_check(paths[i], &error), STATUS_OUTPUT);
        assert_int_equal(whole_file_open(paths[i], &file, &error), STATUS_OUTPUT);
        assert_null(file.stream);
        assert_true(error.message[0] != '\0');
    }
    assert_int_equal(whole_file_check(path, &error), STATUS_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw),           cmocka_unit_test(text_brings_back_the_bits),
        cmocka_unit_test(npy),           cmocka_unit_test(kept_whole),
        cmocka_unit_test(discarded),     cmocka_unit_test(replaced_through_a_link),
        cmocka_unit_test(special_files), cmocka_unit_test(impossible_files),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
