// Opening libraries at run time: the C library's mathematics stands in for a vendor's.
// SPDX-License-Identifier: MIT
#include "platform/library.h"

#include "leftovers.h"
#include "platform/vendors/curand.h"

#include <math.h>
#include <stdlib.h>

struct api {
    __typeof__(&floor) floor;
    __typeof__(&ceil) ceil;
};

static const struct library_symbol symbols[] = {
    {"floor", offsetof(struct api, floor), NULL, false},
    {"ceil_of_a_later_version", offsetof(struct api, ceil), "ceil", false},
};

static struct library_request request_of(const char *const *sonames) {
    return (struct library_request){.what = "the mathematics",
                                    .sonames = sonames,
                                    .mend = "install mathematics",
                                    .symbols = symbols,
                                    .symbol_count = sizeof symbols / sizeof symbols[0]};
}

static void the_first_that_loads_fills_the_table(void **state) {
    (void)state;
    static const char *const sonames[] = {"libno-such-thing.so.1", "libm.so.6", NULL};
    const struct library_request request = request_of(sonames);
    struct api api = {0};
    void *handle = NULL;
    struct error error;
    assert_int_equal(library_open(&request, &api, &handle, &error), STATUS_OK);
    assert_non_null(handle);
    assert_true(api.floor(2.5) == 2.0);
    assert_true(api.ceil(0.5) == 1.0);
    library_close(handle);
}

static void folders_are_tried_after_the_loaders_own(void **state) {
    (void)state;
    skip_emulated(); // links outside its root are followed by the system, to another processor's
                     // library
    static const char *const sonames[] = {"links-to-libm.so", NULL};
    char folder[] = "/tmp/gpubench-library-XXXXXX", link[64], target[64];
    assert_non_null(mkdtemp(folder));
    snprintf(link, sizeof link, "%s/links-to-libm.so", folder);
    const char *const folders[] = {"/no/such/folder", folder, NULL};
    static const char *const homes[] = {"/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64",
                                        "/usr/lib"};
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++) {
        snprintf(target, sizeof target, "%s/libm.so.6", homes[i]);
        if (access(target, R_OK) == 0 && symlink(target, link) == 0)
            break;
    }
    struct library_request request = request_of(sonames);
    request.folders = folders;
    struct api api = {0};
    void *handle = NULL;
    struct error error = {0};
    const enum status status = library_open(&request, &api, &handle, &error);
    unlink(link);
    rmdir(folder);
    assert_int_equal(status, STATUS_OK);
    assert_true(api.ceil(1.5) == 2.0);
    library_close(handle);
}

static void a_library_that_is_missing_says_why_and_what_to_do(void **state) {
    (void)state;
    static const char *const sonames[] = {"libno-such-thing.so.1", "libno-such-thing.so", NULL};
    static const char *const folders[] = {"/no/such/folder", NULL};
    struct library_request request = request_of(sonames);
    request.folders = folders;
    struct api api;
    void *handle = &api;
    struct error error;
    assert_int_equal(library_open(&request, &api, &handle, &error), STATUS_UNAVAILABLE);
    assert_null(handle);
    assert_non_null(strstr(error.message, "the mathematics"));
    assert_non_null(strstr(error.message, "libno-such-thing.so"));
    assert_non_null(strstr(error.message, "install mathematics"));
    library_close(handle);
}

static void a_symbol_that_is_missing_is_named(void **state) {
    (void)state;
    static const char *const sonames[] = {"libm.so.6", NULL};
    static const struct library_symbol more[] = {
        {"floor", 0, NULL, false}, {"square_the_circle", 0, "double_the_cube", false}};
    struct library_request request = request_of(sonames);
    request.symbols = more;
    struct api api;
    void *handle = &api;
    struct error error;
    assert_int_equal(library_open(&request, &api, &handle, &error), STATUS_UNAVAILABLE);
    assert_null(handle);
    assert_non_null(strstr(error.message, "square_the_circle"));
    assert_non_null(strstr(error.message, "install mathematics"));
}

static void an_optional_symbol_that_is_missing_is_null(void **state) {
    (void)state;
    static const char *const sonames[] = {"libm.so.6", NULL};
    static const struct library_symbol more[] = {{"floor", 0, NULL, true},
                                                 {"square_the_circle", sizeof(void *), NULL, true}};
    struct library_request request = request_of(sonames);
    void *table[2] = {NULL, &request}, *handle = NULL;
    struct error error;
    request.symbols = more;
    request.symbol_count = 2;
    assert_int_equal(library_open(&request, table, &handle, &error), STATUS_OK);
    assert_non_null(table[0]);
    assert_null(table[1]);
    library_close(handle);
}

// One list makes both, so they can't differ: each pointer of the table is named once.
static void curands_table_is_named_whole(void **state) {
    (void)state;
#ifdef HAVE_CURAND_HEADER
    const size_t count = sizeof curand_symbols / sizeof curand_symbols[0];
    assert_int_equal(count * sizeof(void *), sizeof(struct curand_api));
    assert_int_equal(curand_symbols[count - 1].offset, sizeof(struct curand_api) - sizeof(void *));
#else
    skip();
#endif
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_loads_fills_the_table),
        cmocka_unit_test(folders_are_tried_after_the_loaders_own),
        cmocka_unit_test(a_library_that_is_missing_says_why_and_what_to_do),
        cmocka_unit_test(a_symbol_that_is_missing_is_named),
        cmocka_unit_test(an_optional_symbol_that_is_missing_is_null),
        cmocka_unit_test(curands_table_is_named_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
