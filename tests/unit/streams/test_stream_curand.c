// The stream `curand` against the real cuRAND: against its library where it is, and against
// recorded vectors (vectors/curand.txt) everywhere.
// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "curand_host.h" // before cmocka.h, which has a macro fail

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fill_function *reference(enum element_type type) {
    return stream_find("curand")->reference[type];
}

static void check_values_of_the_definition(void **state) {
    (void)state;
    double values[4];
    reference(ELEMENT_F64)(1234, 0, 4, values);
    assert_true(values[0] == 0.85346899543001431);
    assert_true(values[3] == 0.080060631323720377);
}

// One line of the vectors; false at the end.
static bool check_line(FILE *file) {
    enum { TAKEN = 8 };
    char name[8];
    uint64_t seed, first;
    if (fscanf(file, "%7s %" SCNu64 " %" SCNu64, name, &seed, &first) != 3)
        return false;
    const enum element_type type = strcmp(name, "f32") == 0 ? ELEMENT_F32 : ELEMENT_F64;
    assert_string_equal(name, element_name(type));
    char values[TAKEN * sizeof(double)];
    reference(type)(seed, first, TAKEN, values);
    for (size_t i = 0; i < TAKEN; i++) {
        uint64_t recorded = 0, made = 0;
        assert_int_equal(fscanf(file, "%" SCNx64, &recorded), 1);
        memcpy(&made, values + i * element_bytes(type), element_bytes(type));
        assert_int_equal(made, recorded);
    }
    return true;
}

static void recorded_vectors(void **state) {
    (void)state;
    FILE *file = fopen(TESTS_FOLDER "/vectors/curand.txt", "r");
    assert_non_null(file);
    int lines = 0;
    while (check_line(file))
        lines++;
    assert_true(feof(file));
    fclose(file);
    assert_int_equal(lines, 90); // 2 types, 3 seeds, 5 rows, 3 places
}

#ifdef HAVE_CURAND_HEADER

static struct curand_host host;

static fill_function *fastest(enum element_type type) {
    const struct stream *stream = stream_find("curand");
    size_t i = stream->level_count - 1;
    while (!isa_runs(stream->levels[i].isa))
        i--;
    return stream->levels[i].plain[type];
}

// The library stays open to the end: its C++ run time keeps a reserve that it would leave behind.
static int open_library(void **state) {
    (void)state;
    struct error error;
    if (curand_host_open(&host, &error) != STATUS_OK) {
        host.library = NULL;
        print_message("%s\n", error.message);
    }
    return 0;
}

static void skip_without_library(void) {
    if (!host.library)
        skip();
}

// One and a half rows from the grid point on, made by the library in calls of odd sizes.
static void check_library(enum element_type type, uint64_t seed, uint64_t grid_row) {
    enum { COUNT = CURAND_GRID * 3 / 2 };
    static char theirs[COUNT * sizeof(double)], ours[COUNT * sizeof(double)];
    static const size_t calls[] = {1, 2, 3, 70001, COUNT - 70007};
    const uint64_t first = grid_row * CURAND_GRID;
    const size_t bytes = element_bytes(type);
    curandGenerator_t generator = curand_host_generator(&host, type, seed, first);
    assert_non_null(generator);
    memset(theirs, 0xFF, sizeof theirs);
    char *to = theirs;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; to += calls[i++] * bytes)
        assert_true(curand_host_generate(&host, generator, type, calls[i], to));
    host.curand.curandDestroyGenerator(generator);
    fastest(type)(seed, first, COUNT, ours);
    assert_memory_equal(ours, theirs, COUNT * bytes);
    reference(type)(seed, first, COUNT, ours);
    assert_memory_equal(ours, theirs, COUNT * bytes);
}

static void the_library_agrees(void **state) {
    (void)state;
    skip_without_library();
    static const uint64_t seeds[] = {0, 1234, UINT64_MAX};
    static const uint64_t rows[] = {0, 1, (1ull << 31) - 1, (1ull << 32) - 1, 1ull << 38};
    for (int type = 0; type < ELEMENT_TYPES; type++) {
        for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++)
            for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
                check_library((enum element_type)type, seeds[s], rows[r]);
    }
}

#else

static int open_library(void **state) {
    (void)state;
    return 0;
}

static void the_library_agrees(void **state) {
    (void)state;
    print_message("built without cuRAND's header\n");
    skip();
}

#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_values_of_the_definition),
        cmocka_unit_test(recorded_vectors),
        cmocka_unit_test(the_library_agrees),
    };
    return cmocka_run_group_tests(tests, open_library, NULL);
}
