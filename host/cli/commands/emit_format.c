// Writing values: raw, text and NumPy's array file.
// SPDX-License-Identifier: MIT
#include "cli/commands/emit_format.h"

#include <inttypes.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "raw values are memory as it is");

static void write_raw(enum element_type type, const void *values, size_t count, FILE *stream) {
    fwrite(values, element_bytes(type), count, stream);
}

// 17 and 9 digits are the fewest that bring every double and float back.
static void write_text(enum element_type type, const void *values, size_t count, FILE *stream) {
    const double *doubles = values;
    const float *floats = values;
    for (size_t i = 0; i < count && !ferror(stream); i++)
        if (type == ELEMENT_F64)
            fprintf(stream, "%.17g\n", doubles[i]);
        else
            fprintf(stream, "%.9g\n", (double)floats[i]);
}

// Version 1.0 of NumPy's format: magic, header's length, a Python dictionary, blanks up to a
// multiple of 64 bytes and a newline.
static void begin_npy(enum element_type type, uint64_t count, FILE *stream) {
    enum { PREFIX = 10, ALIGNMENT = 64 };
    char header[2 * ALIGNMENT + 1];
    const int length =
        snprintf(header, sizeof header,
                 "{'descr': '<f%zu', 'fortran_order': False, 'shape': (%" PRIu64 ",), }",
                 element_bytes(type), count);
    const size_t whole = 2 * ALIGNMENT - PREFIX; // 128 in all: enough for any 64-bit count
    memset(header + length, ' ', whole - (size_t)length);
    header[whole - 1] = '\n';
    fwrite("\x93NUMPY\x01\x00", 1, 8, stream);
    fputc((int)whole, stream);
    fputc(0, stream);
    fwrite(header, 1, whole, stream);
}

// f32 has 24 random bits, too few for a word.
static bool is_f64(enum element_type type) {
    return type == ELEMENT_F64;
}

// The 32 most significant of the 53 bits of each value: floor of value * 2^32. The streams' grids
// end at 1 or begin at 0, half a step of the 53 bits off at most, and 1 itself is the last word.
static void write_words(enum element_type type, const void *values, size_t count, FILE *stream) {
    enum { AT_ONCE = 4096 };
    const double *doubles = values;
    uint32_t words[AT_ONCE];
    (void)type;
    for (size_t done = 0; done < count && !ferror(stream); done += AT_ONCE) {
        const size_t left = count - done, now = left < AT_ONCE ? left : AT_ONCE;
        for (size_t i = 0; i < now; i++) {
            const double value = doubles[done + i];
            words[i] = value < 1 ? (uint32_t)(value * 0x1p32) : UINT32_MAX;
        }
        fwrite(words, sizeof *words, now, stream);
    }
}

const struct emit_format emit_formats[] = {
    {"auto", false, NULL, NULL, NULL}, // stands for one of the others
    {"raw", false, NULL, NULL, write_raw},
    {"txt", true, NULL, NULL, write_text},
    {"npy", false, NULL, begin_npy, write_raw},
    {"words", false, is_f64, NULL, write_words},
    {NULL, false, NULL, NULL, NULL},
};

const struct emit_format *emit_format_of(unsigned index, const char *file) {
    const char *dot = file ? strrchr(file, '.') : NULL;
    if (index != EMIT_AUTO)
        return &emit_formats[index];
    for (const struct emit_format *format = &emit_formats[EMIT_RAW]; dot && format->name; format++)
        if (strcasecmp(dot + 1, format->name) == 0)
            return format;
    return &emit_formats[EMIT_RAW];
}
