// The stream `curand`, and its fills per vector level (levels/).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STREAMS_CURAND_H
#define GPUBENCH_STREAMS_CURAND_H

#include "streams/stream.h"

extern const struct stream stream_curand;

// The fills of levels/curand_fill.c, compiled once for each level of the target
// (cmake/levels.cmake).
fill_function curand_plain_f64_sse2, curand_streaming_f64_sse2;
fill_function curand_plain_f32_sse2, curand_streaming_f32_sse2;
fill_function curand_plain_f64_avx2, curand_streaming_f64_avx2;
fill_function curand_plain_f32_avx2, curand_streaming_f32_avx2;
fill_function curand_plain_f64_avx512, curand_streaming_f64_avx512;
fill_function curand_plain_f32_avx512, curand_streaming_f32_avx512;
fill_function curand_plain_f64_neon, curand_streaming_f64_neon;
fill_function curand_plain_f32_neon, curand_streaming_f32_neon;

#endif
