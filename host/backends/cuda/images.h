// The kernels of device/*.cu as nvcc made them, embedded: machine code and PTX for each
// architecture. The tables are generated (cmake/cuda.cmake).
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_IMAGES_H
#define GPUBENCH_BACKENDS_CUDA_IMAGES_H

struct cuda_image {
    int architecture; // 90: compute capability 9.0; 0 ends the table
    const unsigned char *cubin;
    const char *ptx;
};

extern const struct cuda_image cuda_fill_images[], cuda_mt19937_images[]; // rising
extern const char cuda_images_compiler[];                                 // "nvcc 13.0.88"

#endif
