// The table of options: defaults, values, refusals, help.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/help.h"
#include "cli/options.h"
#include "parse_line.h"
#include "report/reporter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_refused(const char *line, const char *part) {
    struct options options;
    struct error error;
    const enum status status = parse(line, &options, &error);
    options_free(&options);
    if (status != STATUS_USAGE || !strstr(error.message, part))
        fail_msg("gpubench %s: \"%s\" lacks \"%s\"", line, error.message, part);
}

static void defaults(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_int_equal(parse("", &options, &error), STATUS_OK);
    assert_int_equal(options.command, COMMAND_RUN);
    assert_false(options.command_given);
    assert_string_equal(options.spec.stream->name, "curand");
    assert_int_equal(options.spec.type, ELEMENT_F64);
    assert_int_equal(options.spec.size, 10000000);
    assert_int_equal(options.spec.lists, 10);
    assert_int_equal(options.spec.seed, 1234);
    assert_int_equal(options.spec.workers, 0);
    assert_int_equal(options.spec.memory, MEMORY_REUSE);
    assert_int_equal(options.spec.isa, ISA_AUTO);
    assert_int_equal(options.spec.stores, STORES_AUTO);
    assert_null(options.baseline);
    assert_true(options.precision == 0.01);
    assert_true(options.time_s == 15);
    assert_true(options.patience_s == 60);
    assert_int_equal(options.output_count, 0);
    assert_string_equal(options.command_line, "gpubench");
    size_t rows = 0;
    for (size_t i = 0; backends[i]; i++) {
        if (backends[i]->traits & TRAIT_ON_REQUEST)
            continue;
        assert_ptr_equal(options.rows[rows].backend, backends[i]);
        assert_false(options.rows[rows].asked);
        rows++;
    }
    assert_int_equal(options.row_count, rows);
    options_free(&options);
}

static void values(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_int_equal(parse("run --size=2^20 --lists 3 --seed 0xff --workers 7 --memory fresh "
                           "--precision 0.5% --time 2s --patience 3 --type f32 --stores plain "
                           "--isa scalar --output a.json -o b.csv --backend serial,serial,null "
                           "--baseline serial#2",
                           &options, &error),
                     STATUS_OK);
    assert_true(options.command_given);
    assert_int_equal(options.spec.size, 1048576);
    assert_int_equal(options.spec.lists, 3);
    assert_int_equal(options.spec.seed, 255);
    assert_int_equal(options.spec.workers, 7);
    assert_int_equal(options.spec.memory, MEMORY_FRESH);
    assert_true(options.precision == 0.005);
    assert_true(options.time_s == 2);
    assert_true(options.patience_s == 3);
    assert_int_equal(options.spec.type, ELEMENT_F32);
    assert_int_equal(options.spec.stores, STORES_PLAIN);
    assert_int_equal(options.spec.isa, ISA_SCALAR);
    assert_int_equal(options.output_count, 2);
    assert_string_equal(options.outputs[1], "b.csv");
    assert_int_equal(options.row_count, 3);
    assert_string_equal(options.rows[0].name, "serial");
    assert_string_equal(options.rows[1].name, "serial#2");
    assert_string_equal(options.rows[2].name, "null");
    assert_true(options.rows[0].asked);
    options_free(&options);
}

static void selectors(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_int_equal(parse("--backend serial:0,serial:1,serial:0,serial", &options, &error),
                     STATUS_OK);
    assert_int_equal(options.row_count, 4);
    assert_string_equal(options.rows[0].device, "0");
    assert_string_equal(options.rows[1].device, "1");
    assert_string_equal(options.rows[1].name, "serial:1");
    assert_string_equal(options.rows[2].name, "serial:0#2");
    assert_string_equal(options.rows[3].device, "");
    assert_string_equal(options.rows[3].name, "serial");
    options_free(&options);
}

static void refusals(void **state) {
    (void)state;
    expect_refused("rnu", "did you mean 'run'?");
    expect_refused("benchmark", "run, sweep, scale, compare, report, selftest, list, verify, emit, "
                                "manual");
    expect_refused("--size 1M verify", "the command stands first");
    expect_refused("verify now", "'now' is not an option");
    expect_refused("--sizes 1", "did you mean --size?");
    expect_refused("--zzzzzz 1", "gpubench run --help");
    expect_refused("-x", "no option -x");
    expect_refused("--count 3", "gpubench emit has");
    expect_refused("--s 3", "could mean several");
    expect_refused("--help=3", "--help takes no value");
    expect_refused("--size", "--size needs a value");
    expect_refused("-o", "-o needs a value");
    expect_refused("--size 0", "--size '0': out of range; it can be 1 to 2^60");
    expect_refused("--workers 0", "it can be 1 to 4096");
    expect_refused("--workers 5000", "it can be 1 to 4096");
    expect_refused("--precision 0.001", "it can be 0.01 to 50");
    expect_refused("--time 0", "--time '0'");
    expect_refused("--type f46", "did you mean 'f64'?");
    expect_refused("--backend seriel", "did you mean 'serial'?");
    expect_refused("--backend serial,", "an empty name");
    expect_refused("--backend all,serial", "'all' stands alone");
    expect_refused("--output -", "not a file's name");
    expect_refused("emit --backend all", "name one backend");
    expect_refused("emit --backend serial,serial", "name one backend");
    expect_refused("emit --backend null", "makes no numbers");
    expect_refused("emit --format json", "raw, txt, npy");
}

static void too_many(void **state) {
    (void)state;
    char names[40 + 8 * (PLAN_ROWS + 1)] = "--backend serial";
    for (size_t i = 0; i < PLAN_ROWS; i++)
        strcat(names, ",serial");
    expect_refused(names, "too many backends");
    char outputs[8 * OUTPUTS + 20] = "-o 0.txt";
    for (size_t i = 0; i < OUTPUTS; i++)
        strcat(outputs, " -o 1.md");
    expect_refused(outputs, "too many files");
}

static void help_ends_parsing(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_int_equal(parse("verify --help --nonsense", &options, &error), STATUS_OK);
    assert_true(options.help);
    assert_int_equal(options.command, COMMAND_VERIFY);
    options_free(&options);
    assert_int_equal(parse("-V", &options, &error), STATUS_OK);
    assert_true(options.version);
    options_free(&options);
}

static void command_line_is_kept(void **state) {
    (void)state;
    struct options options;
    struct error error = {0};
    char *argv[] = {(char[]){"./gpubench"}, (char[]){"-o"}, (char[]){"it's $1.txt"}, NULL};
    assert_int_equal(options_parse(3, argv, &options, &error), STATUS_OK);
    assert_string_equal(options.command_line, "./gpubench -o 'it'\\''s $1.txt'");
    options_free(&options);
}

// Whatever kind of report there is, --output's help says so.
static void help_has_every_reporter(void **state) {
    (void)state;
    for (const struct option_row *row = option_rows(); row->name; row++) {
        if (strcmp(row->name, "output") != 0 ||
            !(option_is_of(row, COMMAND_RUN) || option_is_of(row, COMMAND_SWEEP)))
            continue;
        for (size_t j = 0; reporters[j]; j++) {
            char extension[16];
            snprintf(extension, sizeof extension, ".%s", reporters[j]->extension);
            assert_non_null(strstr(row->help, extension));
        }
    }
}

// Every option of every command is in its help, with its default, and no line is too long.
static void help_has_every_option(void **state) {
    (void)state;
    for (size_t command = 0; command < COMMAND_COUNT; command++) {
        char *text = NULL;
        size_t length = 0;
        FILE *stream = open_memstream(&text, &length);
        const struct options options = {.command = (enum command_name)command,
                                        .command_given = true};
        help_print(&options, stream);
        fclose(stream);
        for (const struct option_row *row = option_rows(); row->name; row++) {
            char name[40];
            snprintf(name, sizeof name, "--%s", row->name);
            const char *at = strstr(text, name); // a long one stands in a line of its own
            while (at && !strchr(" \n", at[strlen(name)]))
                at = strstr(at + 1, name);
            if (option_is_of(row, options.command))
                assert_non_null(at);
        }
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(values),
        cmocka_unit_test(selectors),
        cmocka_unit_test(refusals),
        cmocka_unit_test(too_many),
        cmocka_unit_test(help_ends_parsing),
        cmocka_unit_test(command_line_is_kept),
        cmocka_unit_test(help_has_every_option),
        cmocka_unit_test(help_has_every_reporter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
