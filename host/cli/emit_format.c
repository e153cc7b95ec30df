// Writing values: raw, text and NumPy's array file.
// SPDX-License-Identifier: MIT
#include "cli/emit_format.h"

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
    for (size_t i = 0; i < count && !ferror(stream); i++) {
        if (type == ELEMENT_F64)
            fprintf(stream, "%.17g\n", doubles[i]);
        else
            fprintf(stream, "%.9g\n", (double)floats[i]);
    }
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

const struct emit_format emit_formats[] = {
    {"raw", false, NULL, write_raw},
    {"txt", true, NULL, write_text},
    {"npy", false, begin_npy, write_raw},
    {NULL, false, NULL, NULL},
};
