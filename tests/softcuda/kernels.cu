// Kernels for tests of the software device: plain ones, as far from the fill's own as can be.
// SPDX-License-Identifier: MIT
#include "device/philox.h"

extern "C" __global__ void plain_f64(double2 *out, u64 first, u64 count, u64 seed) {
    for (u64 i = blockIdx.x * (u64)blockDim.x + threadIdx.x; i < count / 2;
         i += gridDim.x * (u64)blockDim.x) {
        const u64 element = first + 2 * i, quad = element / 4;
        const struct philox_block b =
            curand_block(seed, 2 * curand_row(quad) + element % 4 / 2, curand_subsequence(quad));
        __stcs(out + i, make_double2(curand_f64(b.w0, b.w1), curand_f64(b.w2, b.w3)));
    }
}

// The lanes of a warp and the warps of a block pass words on before they become values.
extern "C" __global__ void mixed_f32(float *out, u64 count, u64 seed) {
    __shared__ u32 words[256];
    const u64 i = blockIdx.x * (u64)blockDim.x + threadIdx.x;
    const struct philox_block b = curand_block(seed, i, 0);
    words[threadIdx.x] = b.w0;
    __syncthreads();
    const u32 other = words[blockDim.x - 1 - threadIdx.x];
    const u32 mixed = __shfl_xor_sync(0xffffffffu, other, 5) ^ b.w1;
    if (i < count)
        out[i] = curand_f32(mixed);
}
