// Other programs as filters.
// SPDX-License-Identifier: MIT
#include "platform/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum status run(const char *const *arguments, const char *input, struct text *output,
                       struct error *error) {
    char copy[64];
    struct text text = {.bytes = copy, .length = strlen(input)};
    memcpy(copy, input, text.length);
    return filter_run(arguments, text, output, error);
}

static void text_goes_through(void **state) {
    (void)state;
    static const char *const arguments[] = {"tr", "a-z", "A-Z", NULL};
    struct text output;
    struct error error;
    assert_int_equal(run(arguments, "hello", &output, &error), STATUS_OK);
    assert_int_equal(output.length, 5);
    assert_string_equal(output.bytes, "HELLO");
    free(output.bytes);
}

static void no_input_and_no_output(void **state) {
    (void)state;
    static const char *const arguments[] = {"true", NULL};
    struct text output;
    struct error error;
    assert_int_equal(run(arguments, "", &output, &error), STATUS_OK);
    assert_int_equal(output.length, 0);
    free(output.bytes);
}

// More than any pipe holds, while nobody reads.
static void much_output(void **state) {
    (void)state;
    static const char *const arguments[] = {"sh", "-c", "yes | head -c 5000000", NULL};
    struct text output;
    struct error error;
    assert_int_equal(run(arguments, "", &output, &error), STATUS_OK);
    assert_int_equal(output.length, 5000000);
    free(output.bytes);
}

static void failures_say_why(void **state) {
    (void)state;
    static const char *const fails[] = {"sh", "-c", "echo it broke >&2; exit 3", NULL};
    static const char *const dies[] = {"sh", "-c", "kill -9 $$", NULL};
    static const char *const missing[] = {"no-such-program", NULL};
    static const char *const not_run[] = {"sh", "-c", "exit 127",
                                          NULL}; // as an emulator reports it
    struct text output;
    struct error error;
    assert_int_equal(run(fails, "", &output, &error), STATUS_SYSTEM);
    assert_string_equal(error.message, "sh failed with exit code 3: it broke");
    assert_null(output.bytes);
    assert_int_equal(run(dies, "", &output, &error), STATUS_SYSTEM);
    assert_string_equal(error.message, "sh was ended by SIGKILL");
    assert_int_equal(run(missing, "", &output, &error), STATUS_UNAVAILABLE);
    assert_non_null(strstr(error.message, "no-such-program"));
    assert_int_equal(run(not_run, "", &output, &error), STATUS_UNAVAILABLE);
    assert_string_equal(error.message, "sh can't be run");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_goes_through),
        cmocka_unit_test(no_input_and_no_output),
        cmocka_unit_test(much_output),
        cmocka_unit_test(failures_say_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
