// The table of environment variables.
// SPDX-License-Identifier: MIT
#include "platform/environment.h"

#include <stddef.h>

// First those with a meaning of their own. LD_ and MALLOC_ stand for the loader and the allocator
// of the C library, the starts behind them for threads and the runtimes of devices.
const struct environment_variable environment_variables[] = {
    {"PATH", false, "Where python3 (see --python) and gnuplot are looked for."},
    {"TMPDIR", false,
     "The folder of the named pipes of --transport fifo, and of reports that can't be written "
     "where "
     "they should; without it /tmp."},
    {"LANG", false,
     "With LC_CTYPE and LC_ALL: whether the terminal has the signs of Unicode. Numbers are the "
     "same in every locale."},
    {"TERM", false, "\"dumb\": no progress is drawn."},
    {"LD_LIBRARY_PATH", true, "Where vendors' libraries are looked for first."},
    {"OCL_ICD_VENDORS", true,
     "The folder of OpenCL's drivers, one ICD file or one library, in place of "
     "/etc/OpenCL/vendors."},
    {"OPENCL_VENDOR_PATH", true, "The same folder, where OCL_ICD_VENDORS is not set."},
    {"POCL_CACHE_DIR", true,
     "Where PoCL keeps the kernels that it has compiled; without it ~/.cache/pocl."},
    {"CUDA_VISIBLE_DEVICES", true, "Which of NVIDIA's devices are seen, and in which order."},
    {"GPUBENCH_OPENCL_COPY", true,
     "Set: OpenCL devices that share the host's memory are treated as if they had their own. For "
     "tests, as are the next two."},
    {"GPUBENCH_OPENCL_MAX_ALLOC", true, "The largest OpenCL buffer, in bytes."},
    {"GPUBENCH_OPENCL_MEMORY", true, "The memory of an OpenCL device, in bytes."},
    {"LD_PRELOAD", true, NULL},
    {"LD_BIND_NOW", true, NULL},
    {"GLIBC_TUNABLES", true, NULL},
    {"MALLOC_*", true, NULL},
    {"OMP_*", true, NULL},
    {"GOMP_*", true, NULL},
    {"KMP_*", true, NULL},
    {"CUDA_*", true, NULL},
    {"NVIDIA_*", true, NULL},
    {"POCL_*", true, NULL},
    {"OCL_*", true, NULL},
    {"OPENCL_*", true, NULL},
    {"CL_CONFIG_*", true, NULL},
    {"SYCL_*", true, NULL},
    {"ROCR_*", true, NULL},
    {"HIP_*", true, NULL},
    {"HSA_*", true, NULL},
    {"GPU_DEVICE_ORDINAL", true, NULL},
    {"HWLOC_*", true, NULL},
    {NULL, false, NULL},
};
