// Devices, contexts and everything that has a handle.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_DEVICE_H
#define SOFTCUDA_DEVICE_H

#include "ptx.h"
#include "softcuda.h"

enum object_kind {
    OBJECT_CONTEXT,
    OBJECT_STREAM,
    OBJECT_EVENT,
    OBJECT_MODULE,
    OBJECT_GRAPH,
    OBJECT_GRAPH_EXEC,
    OBJECT_ALLOCATION, // device memory
    OBJECT_PINNED,     // host memory
    OBJECT_GENERATOR,  // of cuRAND
    OBJECT_FUNCTION,   // freed with its module
    OBJECT_KINDS
};

// The head of everything with a handle. Dead ones stay listed, so that old handles are known.
struct object {
    enum object_kind kind;
    bool live;
    struct CUctx_st *context; // the owner
    struct object *next;
};

struct CUctx_st {
    struct object object;
    int device;
    bool primary;
    int retained;
    unsigned flags;
    CUresult broken;            // by a sticky error
    struct CUstream_st *stream; // the legacy default stream
};

struct allocation { // also of pinned host memory
    struct object object;
    uint64_t address;
    size_t bytes;
    int device;      // -1: host
    bool registered; // cuMemHostRegister: not ours to free
};

struct device {
    uint64_t base;          // of the device's addresses: reserved, not accessible
    size_t span;            // of them, more than there is memory, so that freed ones rest
    unsigned char *content; // what is in memory, for our eyes
    unsigned char *written; // a bit for each four bytes
    size_t used;            // bytes allocated
    uint64_t next;          // offset where the next allocation is sought
    struct CUctx_st *primary;
    unsigned primary_flags;
};

// Appends to the list of objects; the memory comes zeroed. NULL: none left.
SHARED_API void *object_new(enum object_kind kind, struct CUctx_st *context, size_t size);
// NULL where it isn't a live one of that kind.
SHARED_API void *object_check(const void *handle, enum object_kind kind);
SHARED_API void object_end(struct object *object); // no longer live
struct object *object_first(void);
const char *object_text(enum object_kind kind);
size_t objects_live(enum object_kind kind); // but for those of broken contexts

SHARED_API struct device *device_of(int number); // NULL: no such device
bool devices_open(void);                         // reserves the addresses

// The calling thread's contexts.
SHARED_API struct CUctx_st *current_context(void);
CUresult context_push(struct CUctx_st *context);
CUresult context_pop(struct CUctx_st **context);
SHARED_API CUresult context_set(struct CUctx_st *context);
CUresult context_create(struct CUctx_st **context, unsigned flags, int device);
CUresult context_destroy(struct CUctx_st *context);
SHARED_API CUresult primary_retain(struct CUctx_st **context, int device);
CUresult primary_release(int device);

// Memory. The allocation that holds these bytes, NULL: none.
struct allocation *allocation_at(uint64_t address, size_t bytes);
SHARED_API CUresult device_allocate(CUdeviceptr *pointer, size_t bytes);
SHARED_API CUresult device_free(CUdeviceptr pointer);
SHARED_API size_t device_free_bytes(int device);
CUresult pinned_allocate(void **pointer, size_t bytes);
CUresult pinned_free(void *pointer);
CUresult pinned_register(void *pointer, size_t bytes);
CUresult pinned_unregister(void *pointer);
bool is_device_address(uint64_t address);
// Where these bytes of an allocation are for our eyes.
unsigned char *content_of(const struct allocation *allocation, uint64_t address);
void mark_written(int device, uint64_t address, size_t bytes);
bool was_written(int device, uint64_t address, size_t bytes);

// How kernels reach memory: their device's and pinned host memory.
struct ptx_memory {
    int device;
    struct allocation *last;
    bool told; // one finding a launch
};
ptx_reach memory_reach;

#endif
