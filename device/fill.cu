// The CUDA kernels of the stream `curand`: index arithmetic around device/philox.h.
//
// A list is a table whose rows are 65,536 quads of elements. A thread owns a chunk, which is what
// one store writes, and goes down the rows with it: so the products of its column are made once,
// and those of the rows once for a block of threads. Neighbouring threads own neighbouring chunks:
// a warp's stores are contiguous.
//
// values[0] is the place of element `origin`, a multiple of 64; elements [first, end) are written
// and nothing else. Block (x, y) of threads makes rows [y * rows, (y + 1) * rows) of those the
// range touches, and chunks from column + x * THREADS on. One launch stays within 2^32 blocks of
// Philox of a subsequence, where the columns keep their products. SPDX-License-Identifier: MIT
#include "device/philox.h"

#if __CUDA_ARCH__ >= 1000
#define CHUNK_BYTES 32 // the widest store there is
#else
#define CHUNK_BYTES 16
#endif

// All but those that add 32 or 64 doubles a clock in a multiprocessor add two
// (tests/cuda/double_rates).
#if __CUDA_ARCH__ != 800 && __CUDA_ARCH__ != 900 && __CUDA_ARCH__ != 1000
#define F64_IS_SLOW
#endif

enum {
    QUAD = 4,
    THREADS = 256,             // of a block
    ROWS_MOST = 64,            // of a block
    BLOCKS = CHUNK_BYTES / 16, // of Philox in a chunk: each makes 16 bytes of either type
    AT_ONCE = 4 / BLOCKS,      // rows that a thread works on at a time: four chains of products
    CHAINS = AT_ONCE * BLOCKS,
};
static constexpr u64 row_elements = (u64)CURAND_SUBSEQUENCES * QUAD;

// --- Values ------------------------------------------------------------------------------------

// What a chain's values are put together from. If the compiler knew these numbers it would move
// them into place for each value: so it reads them from memory once, and they stay in the registers
// beside those they are paired with.
struct parts {
    u32 above[2], below[2];
};

static __device__ void make_values(f64 *to, struct philox_block x, struct parts parts, f64 bias) {
#ifdef F64_IS_SLOW
    to[0] = curand_f64_by_shift(x.w0, x.w1);
    to[1] = curand_f64_by_shift(x.w2, x.w3);
#else
    to[0] = curand_f64_by_sum(x.w0, x.w1, parts.above[0], parts.below[0], bias);
    to[1] = curand_f64_by_sum(x.w2, x.w3, parts.above[1], parts.below[1], bias);
#endif
}

static __device__ void make_values(f32 *to, struct philox_block x, struct parts, f64) {
    to[0] = curand_f32(x.w0);
    to[1] = curand_f32(x.w1);
    to[2] = curand_f32(x.w2);
    to[3] = curand_f32(x.w3);
}

#if CHUNK_BYTES == 32
static __device__ void store(f64 *to, const f64 *v) {
    asm volatile("st.global.v4.f64 [%0], {%1, %2, %3, %4};"
                 :
                 : "l"(to), "d"(v[0]), "d"(v[1]), "d"(v[2]), "d"(v[3])
                 : "memory");
}

static __device__ void store(f32 *to, const f32 *v) {
    asm volatile("st.global.v8.f32 [%0], {%1, %2, %3, %4, %5, %6, %7, %8};"
                 :
                 : "l"(to), "f"(v[0]), "f"(v[1]), "f"(v[2]), "f"(v[3]), "f"(v[4]), "f"(v[5]),
                   "f"(v[6]), "f"(v[7])
                 : "memory");
}
#else
static __device__ void store(f64 *to, const f64 *v) {
    *(double2 *)to = make_double2(v[0], v[1]);
}

static __device__ void store(f32 *to, const f32 *v) {
    *(float4 *)to = make_float4(v[0], v[1], v[2], v[3]);
}
#endif

// --- One element after another: the chunks that the range's ends cut ---------------------------

static __device__ f64 make_one(f64, u64 seed, u64 n) {
    const u64 c = 2 * curand_row(n / QUAD) + n / 2 % 2;
    const struct philox_block x = curand_block(seed, c, curand_subsequence(n / QUAD));
    return n % 2 ? curand_f64(x.w2, x.w3) : curand_f64(x.w0, x.w1);
}

static __device__ f32 make_one(f32, u64 seed, u64 n) {
    const struct philox_block x =
        curand_block(seed, curand_row(n / QUAD), curand_subsequence(n / QUAD));
    const u32 lower = n % 2 ? x.w1 : x.w0;
    const u32 upper = n % 2 ? x.w3 : x.w2;
    return curand_f32(n / 2 % 2 ? upper : lower);
}

// --- Chunks --------------------------------------------------------------------------------------

template <typename element> struct fill {
    static constexpr u32 chunk = CHUNK_BYTES / sizeof(element); // elements
    static constexpr u32 quad_blocks = sizeof(element) / 4;     // of Philox in a quad

    element *to;                    // the thread's chunk in the next row
    const struct philox_block *row; // the rows' products for its first block, the next row
    struct philox_block column[BLOCKS];
    struct parts parts[CHAINS];
    f64 bias;

    // Makes the next `count` rows' chunks; count <= AT_ONCE.
    template <int count> __device__ void rows(const struct philox_keys &keys) {
        struct philox_block x[count * BLOCKS];
#pragma unroll
        for (int i = 0; i < count * BLOCKS; i++) {
            const struct philox_block r = row[i / BLOCKS * quad_blocks + i % BLOCKS % quad_blocks];
            x[i].w0 = r.w0 ^ column[i % BLOCKS].w0;
            x[i].w1 = r.w1;
            x[i].w2 = r.w2 ^ column[i % BLOCKS].w2;
            x[i].w3 = column[i % BLOCKS].w3;
        }
#pragma unroll
        for (int round = PHILOX_JOINED_ROUND; round < PHILOX_ROUNDS; round++) {
#pragma unroll
            for (int i = 0; i < count * BLOCKS; i++)
                x[i] = philox_round(x[i], keys.key0[round], keys.key1[round]);
        }
#pragma unroll
        for (int i = 0; i < count; i++) {
            element values[chunk];
#pragma unroll
            for (int b = 0; b < BLOCKS; b++) {
                const int chain = i * BLOCKS + b;
                make_values(values + b * (16 / sizeof(element)), x[chain], parts[chain], bias);
            }
            store(to + i * row_elements, values);
        }
        to += count * row_elements;
        row += count * quad_blocks;
    }
};

// Elements of chunk n that are in the range, where it is cut.
template <typename element>
static __device__ void cut_chunk(element *values, u64 seed, u64 origin, u64 first, u64 end, u64 n) {
    const u64 past = n + fill<element>::chunk;
    const u64 stop = past < end ? past : end;
    for (u64 i = n < first ? first : n; i < stop; i++)
        values[i - origin] = make_one(element(), seed, i);
}

template <typename element>
static __device__ void fill_range(element *values, u64 seed, const struct philox_keys &keys,
                                  u64 origin, u64 first, u64 end, u32 column, u32 rows) {
    typedef struct fill<element> kind;
    __shared__ __align__(16) struct philox_block table[ROWS_MOST * kind::quad_blocks];
    __shared__ volatile u32 above, below;
    __shared__ volatile f64 bias;
    const u64 row = first / row_elements + (u64)blockIdx.y * rows;
    const u64 left = (end - 1) / row_elements + 1 - row;
    const u32 count = left < rows ? (u32)left : rows;
    const u64 c = row * kind::quad_blocks;
    if (threadIdx.x < count * kind::quad_blocks)
        table[threadIdx.x] = philox_row(seed, c + threadIdx.x);
    if (threadIdx.x == 0) {
        above = CURAND_F64_ABOVE;
        below = CURAND_F64_BELOW;
        bias = CURAND_F64_BIAS;
    }
    __syncthreads();

    column += blockIdx.x * THREADS + threadIdx.x;
    const u64 n = row * row_elements + column * (u64)kind::chunk;
    const u64 last = n + (count - 1) * row_elements;
    const bool starts_late = n < first;
    const bool ends_early = last + kind::chunk > end;
    if (starts_late && n + kind::chunk > first)
        cut_chunk(values, seed, origin, first, end, n);
    if (ends_early && last < end)
        cut_chunk(values, seed, origin, first, end, last);

    kind fill;
    const u32 block = column * BLOCKS; // of the row
    fill.to = values + (n - origin) + starts_late * row_elements;
    fill.row = table + starts_late * kind::quad_blocks + block % kind::quad_blocks;
#pragma unroll
    for (u32 i = 0; i < BLOCKS; i++)
        fill.column[i] = philox_column(seed, c, (block + i) / kind::quad_blocks);
#pragma unroll
    for (u32 i = 0; i < CHAINS; i++)
        fill.parts[i] = {{above, above}, {below, below}};
    fill.bias = bias;
    int whole = (int)count - starts_late - ends_early;
    for (; whole >= AT_ONCE; whole -= AT_ONCE)
        fill.template rows<AT_ONCE>(keys);
    for (; whole > 0; whole--)
        fill.template rows<1>(keys);
}

extern "C" __global__ void __launch_bounds__(THREADS, 3)
    fill_f64(f64 *values, u64 seed, const __grid_constant__ struct philox_keys keys, u64 origin,
             u64 first, u64 end, u32 column, u32 rows) {
    fill_range(values, seed, keys, origin, first, end, column, rows);
}

extern "C" __global__ void __launch_bounds__(THREADS, 3)
    fill_f32(f32 *values, u64 seed, const __grid_constant__ struct philox_keys keys, u64 origin,
             u64 first, u64 end, u32 column, u32 rows) {
    fill_range(values, seed, keys, origin, first, end, column, rows);
}
