// A CUDA device in software, for tests alone: libcuda.so.1, libcurand.so.10 and
// libnvidia-ml.so.1 that stand in for NVIDIA's where LD_LIBRARY_PATH names their folder.
//
// Kernels are executed from the PTX that nvcc made (in fatbins: of the highest architecture that
// the device has; compressed ones need libzstd.so.1). Work that is queued is done as late as its
// streams and events allow, at the calls that wait for it; never by itself. Device memory can't be
// read by the host, begins poisoned (bytes 0xff: no number) and remembers what was written. What
// the real driver refuses is refused with the same code. It has no speed to measure, and its name
// says so in every report: "software device, no timing".
//
// The environment (sizes may end in K, M or G; nothing set: one device that works):
//   SOFTCUDA_DEVICES          number of devices (1); 0: cuInit finds none
//   SOFTCUDA_MEMORY           memory of each (1G)
//   SOFTCUDA_TAKEN            memory that other programs hold (0)
//   SOFTCUDA_CAPABILITY       compute capability (9.0)
//   SOFTCUDA_MULTIPROCESSORS  their number (4)
//   SOFTCUDA_DRIVER           the driver's version, 1000 x major + 10 x minor (13000)
//   SOFTCUDA_MODE             exclusive or prohibited: contexts are refused; mig: partitioned, with
//                             no part to use
//   SOFTCUDA_SEED             of the order of ready work, blocks and warps; and some work is done
//                             early. 0 (unset): always as late as possible, in order of numbers
//   SOFTCUDA_FAIL             "NAME:N=CODE;…": the N-th call of that function (cuMemAlloc, without
//                             _v2; `*`: of any) fails. "N+": every one from there on. CODE is a
//                             number or CUDA_ERROR_…, 999 (unknown) if left out. NAME may also be
//                             the work itself: kernel, copy, memset, then found out where one waits
//   SOFTCUDA_LOST             the card is lost at this call (counted over all functions)
//   SOFTCUDA_LOG              appends "PID NUMBER NAME RESULT" for each call to this file
//   SOFTCUDA_REPORT           FILE.PID is there while the process holds anything that is to be
//                             freed, and for good once something wrong was done; it says what
//   SOFTCUDA_STEPS            instructions of warps before a kernel is ended (10^11)
//   SOFTCUDA_REAL_CURAND      path of the real libcurand.so.10 (what CMake found)
//   SOFTCUDA_NUMBERS          a folder where numbers of it are kept for the next who wants the same
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_H
#define SOFTCUDA_H

#include <cuda.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the three libraries share; the core is in libcuda.so.1.
#define SHARED_API __attribute__((visibility("default")))

enum { DEVICES_MAX = 16 };

enum mode { MODE_DEFAULT, MODE_EXCLUSIVE, MODE_PROHIBITED, MODE_MIG, MODE_MIG_PART, MODES };

struct settings {
    int devices, major, minor, multiprocessors, driver;
    size_t memory, taken;
    enum mode mode;
    uint64_t seed, steps, lost;
    const char *fail, *log, *report, *real_curand, *numbers;
};
SHARED_API const struct settings *settings(void);

// 0 … below - 1, by the seed.
uint64_t chance(uint64_t below);

// --- Calls: every function of the three libraries goes through one door -------------------------

enum needs {
    NEEDS_NOTHING,
    NEEDS_INIT,
    NEEDS_CONTEXT, // a current one that works
    FREES = 8,     // the work is done even where the call is made to fail or the context broke
};

struct call {
    const char *name;
    int number, result;
    bool forced; // result stays, whatever the work says
    bool go;
};
// Takes the lock. `go` is false where the call fails at the door.
SHARED_API struct call call_begin(const char *name, int needs);
SHARED_API int call_end(const struct call *call, int result); // gives the lock back

#define CALL_NAMED(type, name, needs, work)                                                        \
    do {                                                                                           \
        const struct call call_ = call_begin(name, (needs));                                       \
        return (type)call_end(&call_, call_.go ? (int)(work) : call_.result);                      \
    } while (0)
// The names as programs write them, before cuda.h makes cuMemAlloc_v2 of cuMemAlloc.
#define CALL_AS(type, name, needs, work) CALL_NAMED(type, #name, needs, work)
#define CALL(name, needs, work)          CALL_NAMED(CUresult, #name, needs, work)

// The result of a piece of work that SOFTCUDA_FAIL makes fail, else CUDA_SUCCESS.
CUresult failing_work(const char *name);
SHARED_API bool card_is_lost(void);
bool sticky(CUresult result); // whether a context is broken by it

// The driver is ready in this process: cuInit, not inherited by a fork.
SHARED_API CUresult driver_init(unsigned flags);

// Something wrong that no driver would tell: on standard error, and kept for SOFTCUDA_REPORT.
SHARED_API __attribute__((format(printf, 1, 2))) void finding(const char *format, ...);
void write_report(void); // after a change of what is held

// errors.c
const char *error_name(CUresult result); // NULL: no such code
const char *error_text(CUresult result);
bool error_code(const char *name, int *code);

#endif
