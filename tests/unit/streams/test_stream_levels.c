// Every fill of every stream, bit for bit against the scalar reference, between pages that can't be
// touched: nothing outside [0, count) is written or read.
// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "streams/stream.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGEST = 2048 * sizeof(double), POISON = 0xFF };

static const uint64_t row = 262144; // elements

// Memory between two pages that fault.
static char *inside;
static size_t inside_bytes;

static int map_guarded(void **state) {
    (void)state;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    inside_bytes = (LARGEST + 64 + page - 1) / page * page;
    char *all = mmap(NULL, inside_bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    inside = all + page;
    return all == MAP_FAILED || mprotect(inside, inside_bytes, PROT_READ | PROT_WRITE) != 0;
}

static int unmap_guarded(void **state) {
    (void)state;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return munmap(inside - page, inside_bytes + 2 * page);
}

static void assert_poison(const char *from, const char *to) {
    for (; from < to; from++)
        assert_int_equal((unsigned char)*from, POISON);
}

// Makes the elements at `place` with the fill, and holds them against the reference.
static void check_at(fill_function *fill, const struct stream *stream, enum element_type type,
                     uint64_t seed, uint64_t first, uint64_t count, char *place) {
    static char expected[LARGEST];
    const size_t bytes = (size_t)count * element_bytes(type);
    assert_true(bytes <= LARGEST);
    stream->reference[type](seed, first, count, expected);
    memset(inside, POISON, inside_bytes);
    fill(seed, first, count, place);
    if (memcmp(place, expected, bytes) != 0) {
        fail_msg("%s: elements from %llu, %llu of them, seed %llu, differ", element_name(type),
                 (unsigned long long)first, (unsigned long long)count, (unsigned long long)seed);
    }
    assert_poison(inside, place);
    assert_poison(place + bytes, inside + inside_bytes);
}

// As near to the front guard as the placement of stream.h allows, then as near to the rear one as
// the count does, and at an address that suits no line.
static void check(fill_function *fill, const struct stream *stream, enum element_type type,
                  uint64_t seed, uint64_t first, uint64_t count) {
    const size_t bytes = (size_t)count * element_bytes(type);
    const size_t offset = stream_alignment_offset(type, first);
    const size_t slack = (inside_bytes - bytes - offset) / 64 * 64;
    check_at(fill, stream, type, seed, first, count, inside + offset);
    check_at(fill, stream, type, seed, first, count, inside + offset + slack);
    check_at(fill, stream, type, seed, first, count, inside + inside_bytes - bytes);
    check_at(fill, stream, type, seed, first, count, inside + 1);
}

typedef void check_function(fill_function *fill, const struct stream *stream,
                            enum element_type type);

static void check_both(check_function *checks, const struct stream *stream,
                       const struct fill_level *level, enum element_type type) {
    if (stream->reference[type] && level->plain[type]) {
        checks(level->plain[type], stream, type);
        checks(level->streaming[type], stream, type);
    }
}

// Calls the check for every fill that this processor runs.
static void for_every_fill(check_function *checks) {
    for (const struct stream *const *stream = streams; *stream; stream++) {
        for (size_t i = 0; i < (*stream)->level_count; i++) {
            const struct fill_level *level = &(*stream)->levels[i];
            if (!isa_runs(level->isa)) {
                print_message("not run by this processor: %s\n", isa_name(level->isa));
                continue;
            }
            for (int type = 0; type < ELEMENT_TYPES; type++)
                check_both(checks, *stream, level, (enum element_type)type);
        }
    }
}

// Every count up to past two batches of the widest level, from a few places within a batch.
static void check_counts(fill_function *fill, const struct stream *stream, enum element_type type) {
    static const uint64_t firsts[] = {0, 1, 3, 61, 128, 255};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        for (uint64_t count = 0; count < 530; count += count < 20 ? 1 : 17)
            check(fill, stream, type, 1234, firsts[i], count);
}

// Every place around the end of a row, in rows of all magnitudes: the counter is twice the row for
// f64 and the row itself for f32, so both types pass 2^32 of it here; 2^42 rows are element 2^60.
static void check_seams(fill_function *fill, const struct stream *stream, enum element_type type) {
    static const uint64_t rows[] = {1,
                                    2,
                                    38,
                                    1ull << 14, // element 2^32
                                    1ull << 16, // quad 2^32
                                    1ull << 30,
                                    1ull << 31, // f64's counter 2^32
                                    1ull << 32, // f32's counter 2^32
                                    (1ull << 42) - 1,
                                    1ull << 42};
    static const uint64_t seeds[] = {0, 1234, UINT64_MAX, 0x0123456789ABCDEF};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
            check(fill, stream, type, seeds[s], rows[i] * row - 301, 302 + 257);
            check(fill, stream, type, seeds[s], rows[i] * row - 1, 2);
            check(fill, stream, type, seeds[s], rows[i] * row, 5);
            check(fill, stream, type, seeds[s], rows[i] * row - 1024, 2048);
        }
    }
}

static void counts_of_all_kinds(void **state) {
    (void)state;
    for_every_fill(check_counts);
}

static void seams_of_rows(void **state) {
    (void)state;
    for_every_fill(check_seams);
}

// Pieces of any sizes are the whole: here a whole row and its neighbours.
static void check_pieces(fill_function *fill, const struct stream *stream, enum element_type type) {
    enum { COUNT = 262144 + 3000 };
    static char whole[COUNT * sizeof(double) + 64];
    static char pieces[COUNT * sizeof(double) + 64];
    const uint64_t first = 3 * row - 1501;
    const size_t bytes = element_bytes(type);
    stream->reference[type](99, first, COUNT, whole);
    memset(pieces, POISON, sizeof pieces);
    uint64_t size = 1;
    for (uint64_t made = 0; made < COUNT; made += size) {
        size = (size * 7 + 13) % 20011;
        size = size < COUNT - made ? size : COUNT - made;
        fill(99, first + made, size, pieces + made * bytes);
    }
    assert_memory_equal(pieces, whole, COUNT * bytes);
    memset(pieces, POISON, sizeof pieces);
    fill(99, first, COUNT, pieces);
    assert_memory_equal(pieces, whole, COUNT * bytes);
}

static void pieces_are_the_whole(void **state) {
    (void)state;
    for_every_fill(check_pieces);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_all_kinds),
        cmocka_unit_test(seams_of_rows),
        cmocka_unit_test(pieces_are_the_whole),
    };
    return cmocka_run_group_tests(tests, map_guarded, unmap_guarded);
}
