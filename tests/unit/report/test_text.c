// Cells of the reports for people: rounding, units, intervals, and what is not known.
// SPDX-License-Identifier: MIT
#include "report/people/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct estimate absent = {0};

static void expect_time(double ns, const char *expected) {
    struct cell cell;
    text_time(ns, &symbols_utf8, &cell);
    assert_string_equal(cell.text, expected);
}

static void times(void **state) {
    (void)state;
    expect_time(-1, "n/a");
    expect_time(NAN, "n/a");
    expect_time(0, "0 ns");
    expect_time(0.25, "0.250 ns");
    expect_time(999.4, "999 ns");
    expect_time(999.6, "1.00 µs"); // rounded first, its unit after
    expect_time(1234567, "1.23 ms");
    expect_time(999.6e6, "1.00 s");
    expect_time(1234e9, "1230 s");
}

static void expect_ratio(double value, double low, double high, const char *expected) {
    const struct estimate ratio = {true, true, value, low, high};
    struct cell cell;
    text_ratio(&ratio, &symbols_ascii, &cell);
    assert_string_equal(cell.text, expected);
}

static void intervals(void **state) {
    (void)state;
    struct cell cell;
    expect_ratio(1.981, 1.972, 1.993, "1.98 [1.97-1.99]");
    expect_ratio(1.981, 1.9808, 1.9813, "1.9810 [1.9808-1.9813]"); // digits that tell apart
    expect_ratio(2, 2, 2, "2.00 [2.00-2.00]");
    expect_ratio(70.1, 69.2, 71.5, "70.1 [69.2-71.5]");
    text_ratio(&(struct estimate){.present = true, .value = 2}, &symbols_ascii, &cell);
    assert_string_equal(cell.text, "2.00 [n/a]");
    text_ratio(&absent, &symbols_ascii, &cell);
    assert_string_equal(cell.text, "n/a");
    text_time_estimate(&(struct estimate){true, true, 102e6, 101e6, 103e6}, &symbols_utf8, &cell);
    assert_string_equal(cell.text, "102 [101–103] ms");
    text_time_estimate(&absent, &symbols_utf8, &cell);
    assert_string_equal(cell.text, "n/a");
}

static void rates_and_counts(void **state) {
    (void)state;
    struct cell cell;
    text_rate(&(struct estimate){.present = true, .value = 9.787e8}, &cell);
    assert_string_equal(cell.text, "979 M");
    text_rate(&(struct estimate){.present = true, .value = 12}, &cell);
    assert_string_equal(cell.text, "12.0");
    text_gigabytes(&(struct estimate){.present = true, .value = 7.8376e9}, &cell);
    assert_string_equal(cell.text, "7.84");
    text_share(&(struct estimate){.present = true, .value = 0.7149}, &cell);
    assert_string_equal(cell.text, "71 %");
    text_share(&(struct estimate){.present = true, .value = 1.034}, &cell);
    assert_string_equal(cell.text, "103 %");
    text_bytes(8e8, &cell);
    assert_string_equal(cell.text, "800 MB");
    text_count(10000000, &cell);
    assert_string_equal(cell.text, "10,000,000");
    text_count(999, &cell);
    assert_string_equal(cell.text, "999");
    text_workers(1, 0, &cell);
    assert_string_equal(cell.text, "1 worker");
    text_workers(2, 2, &cell);
    assert_string_equal(cell.text, "2 ranks");
    text_workers(4, 1, &cell);
    assert_string_equal(cell.text, "4 workers on 1 rank");
}

static void characters_that_can_be_shown(void **state) {
    (void)state;
    static const struct {
        const char *text, *shown;
        size_t taken;
    } cases[] = {
        {"a\xff", "a", 1},
        {"\xc3\xa9x", "\xc3\xa9", 2},
        {"\xe2\x82\xacx", "\xe2\x82\xac", 3},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 4},
        {"\x1b[31m", "?", 1},
        {"\x7f", "?", 1},
        {"\xc2\x9bx", "?", 2},
        {"\xff", "?", 1},
        {"\xc3", "?", 1},
        {"\xc3(", "?", 1},
        {"\xa9x", "?", 1},
        {"\xc0\xaf", "?", 1},
        {"\xe0\x80\x80", "?", 1},
        {"\xed\xa0\x80", "?", 1},
        {"\xf4\x90\x80\x80", "?", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char shown[5];
        assert_int_equal(shown_character(cases[i].text, shown), cases[i].taken);
        assert_string_equal(shown, cases[i].shown);
    }
    struct error error; // cmocka has a macro of the same name
    (fail)(&error, STATUS_USAGE, "h\xc3\xa9 \xff\n");
    assert_string_equal(error.message, "h\xc3\xa9 ??");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times),
        cmocka_unit_test(intervals),
        cmocka_unit_test(rates_and_counts),
        cmocka_unit_test(characters_that_can_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
