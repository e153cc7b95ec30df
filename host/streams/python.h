// The streams `python` and `numpy-legacy`, and their advances per vector level (levels/).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_PYTHON_H
#define GPUBENCH_STREAMS_PYTHON_H

#include "streams/stream.h"

extern const struct stream stream_python, stream_numpy_legacy;

// The advances of levels/mt19937_advance.c, compiled once for each level of the target
// (cmake/levels.cmake).
mt19937_advance mt19937_plain_sse2, mt19937_streaming_sse2;
mt19937_advance mt19937_plain_avx2, mt19937_streaming_avx2;
mt19937_advance mt19937_plain_avx512, mt19937_streaming_avx512;
mt19937_advance mt19937_plain_neon, mt19937_streaming_neon;

#endif
