// Numbers as people write them, and names nearly right.
// SPDX-License-Identifier: MIT
#include "cli/choose.h"
#include "cli/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// --- Numbers ---

static void whole_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t value;
    } cases[] = {
        {"0", 0},
        {"10", 10},
        {"007", 7},
        {"10M", 10000000},
        {"1G", 1000000000},
        {"3k", 3000},
        {"2T", 2000000000000},
        {"16Ki", 16384},
        {"1Mi", 1048576},
        {"1gi", 1073741824},
        {"1Ti", UINT64_C(1) << 40},
        {"2^20", 1048576},
        {"2^0", 1},
        {"0^0", 1},
        {"0^3", 0},
        {"1^9999999999999", 1},
        {"10^3", 1000},
        {"2^63", UINT64_C(1) << 63},
        {"1e7", 10000000},
        {"0e99", 0},
        {"10_000_000", 10000000},
        {"1_0M", 10000000},
        {"18446744073709551615", UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value = 42;
        struct error error = {0};
        if (number_parse(cases[i].text, 0, UINT64_MAX, &value, &error) != STATUS_OK ||
            value != cases[i].value)
            fail_msg("%s: %lu, %s", cases[i].text, (unsigned long)value, error.message);
    }
}

static void nonsense_numbers(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "x",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.5",
        "10MM",
        "10Mb",
        "0x10",
        "1_",
        "_1",
        "1__0",
        "1_M",
        "M",
        "2^",
        "^2",
        "2^-1",
        "2^x",
        "2^3^2",
        "1e",
        "1e1.5",
        "2^1M",
        "1,5",
        "1\n",
        "nan",
        "inf",
        "१",
        "2^64",
        "1e20",
        "1e99",
        "20E",
        "17T M",
        "--",
        "10Mi ",
        "2e400",
        "17^9999999999999999999",
        "18446744073709551616",
        "99999999999999999999999999999999999999",
        "20000000T",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value;
        struct error error = {0};
        if (number_parse(cases[i], 0, UINT64_MAX, &value, &error) != STATUS_USAGE ||
            error.message[0] == '\0')
            fail_msg("'%s' was taken for a number", cases[i]);
    }
}

static void number_limits(void **state) {
    (void)state;
    uint64_t value;
    struct error error = {0};
    assert_int_equal(number_parse("1", 1, 4096, &value, &error), STATUS_OK);
    assert_int_equal(number_parse("4096", 1, 4096, &value, &error), STATUS_OK);
    assert_int_equal(number_parse("0", 1, 4096, &value, &error), STATUS_USAGE);
    assert_string_equal(error.message, "out of range; it can be 1 to 4096");
    assert_int_equal(number_parse("4097", 1, 4096, &value, &error), STATUS_USAGE);
    assert_int_equal(number_parse("2^61", 0, UINT64_C(1) << 60, &value, &error), STATUS_USAGE);
    assert_string_equal(error.message, "out of range; it can be 0 to 2^60");
    assert_int_equal(number_parse("2^64", 0, UINT64_MAX, &value, &error), STATUS_USAGE);
    assert_string_equal(error.message, "out of range; it can be 0 to 2^64 - 1");
}

static void seeds(void **state) {
    (void)state;
    uint64_t value;
    struct error error = {0};
    assert_int_equal(number_parse_seed("0x4d2", &value, &error), STATUS_OK);
    assert_int_equal(value, 1234);
    assert_int_equal(number_parse_seed("0XFFFFffffFFFFffff", &value, &error), STATUS_OK);
    assert_int_equal(value, UINT64_MAX);
    assert_int_equal(number_parse_seed("0x0000000000000000001", &value, &error), STATUS_OK);
    assert_int_equal(value, 1);
    assert_int_equal(number_parse_seed("18446744073709551615", &value, &error), STATUS_OK);
    assert_int_equal(value, UINT64_MAX);
    static const char *const nonsense[] = {
        "",   "0x",  "0xg", "0x 1", "0x10000000000000000", "18446744073709551616",
        "-1", "1.0", "seed"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
        if (number_parse_seed(nonsense[i], &value, &error) != STATUS_USAGE)
            fail_msg("'%s' was taken for a seed", nonsense[i]);
}

static void decimals(void **state) {
    (void)state;
    double value;
    struct error error = {0};
    assert_int_equal(number_parse_decimal("0.5", "s", 0.1, 10, &value, &error), STATUS_OK);
    assert_true(value == 0.5);
    assert_int_equal(number_parse_decimal(".5s", "s", 0.1, 10, &value, &error), STATUS_OK);
    assert_true(value == 0.5);
    assert_int_equal(number_parse_decimal("1e1", "s", 0.1, 10, &value, &error), STATUS_OK);
    assert_true(value == 10);
    static const char *const nonsense[] = {"",   "x",     "-1", "nan", "inf", "0x1p0", "1,5",
                                           "1 ", " 1",    "1m", "1ss", "1e",  "1-2",   "0",
                                           "11", "1e999", "1%", "..",  "+1",  "1..2"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
        if (number_parse_decimal(nonsense[i], "s", 0.1, 10, &value, &error) != STATUS_USAGE)
            fail_msg("'%s' was taken for a number of seconds", nonsense[i]);
}

// --- Names ---

static const char *fruit_at(size_t index) {
    static const char *const names[] = {"apple", "banana", "fig", NULL};
    return names[index];
}

static void near_misses(void **state) {
    (void)state;
    assert_string_equal(nearest_name("aple", fruit_at), "apple");
    assert_string_equal(nearest_name("appel", fruit_at), "apple");
    assert_string_equal(nearest_name("bananas", fruit_at), "banana");
    assert_string_equal(nearest_name("fog", fruit_at), "fig");
    assert_null(nearest_name("cherry", fruit_at));
    assert_null(nearest_name("dog", fruit_at));
    assert_null(nearest_name("", fruit_at));
    assert_null(nearest_name("a word longer than any name that is known here", fruit_at));
}

static void choices(void **state) {
    (void)state;
    size_t index;
    struct error error = {0};
    assert_int_equal(choose("fruit", "fig", fruit_at, &index, &error), STATUS_OK);
    assert_int_equal(index, 2);
    assert_int_equal(choose("fruit", "fib", fruit_at, &index, &error), STATUS_USAGE);
    assert_string_equal(error.message,
                        "no such fruit; did you mean 'fig'? It can be apple, banana, fig");
    assert_int_equal(choose("fruit", "Fig!", fruit_at, &index, &error), STATUS_USAGE);
    assert_string_equal(error.message, "no such fruit; it can be apple, banana, fig");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers), cmocka_unit_test(nonsense_numbers),
        cmocka_unit_test(number_limits), cmocka_unit_test(seeds),
        cmocka_unit_test(decimals),      cmocka_unit_test(near_misses),
        cmocka_unit_test(choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
