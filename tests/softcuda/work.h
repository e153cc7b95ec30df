// Work of devices: queued by calls, done when a call waits for it (work.c).
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_WORK_H
#define SOFTCUDA_WORK_H

#include "device.h"
#include "module.h"

enum work_kind { WORK_KERNEL, WORK_COPY, WORK_SET, WORK_MARK };

// What is to be done, so that a graph can say it again.
struct task {
    enum work_kind kind;
    // WORK_KERNEL
    struct CUfunc_st *function;
    unsigned grid[3], block[3];
    size_t shared;
    unsigned char *parameters; // own copy
    size_t parameter_bytes;
    // WORK_COPY, WORK_SET
    uint64_t to, from;
    size_t bytes;
    unsigned char *staged; // own copy of what is copied; NULL: it is read when the work is done
    bool by_kernel;        // `to` must be what a kernel reaches
    uint32_t value;        // repeated, `width` bytes of it
    unsigned width;
};

struct work {
    struct task task;
    struct CUctx_st *context;
    struct work **needs; // must be done before
    int need_count, references;
    bool done, wanted;
    double time;       // seconds, when it was done
    struct work *next; // in the order of calls
};

struct CUstream_st {
    struct object object;
    unsigned flags;
    struct work *last;            // NULL: nothing was queued
    struct CUgraph_st *capturing; // NULL: work is queued
    int captured_last;            // node, -1: none
    bool capture_began_here;
};

struct CUevent_st {
    struct object object;
    unsigned flags;
    struct work *mark; // NULL: not recorded
    struct CUgraph_st *captured_in;
    int captured_node;
};

struct node {
    struct task task;
    int *needs;
    int need_count;
};

struct CUgraph_st {
    struct object object;
    struct node *nodes;
    int node_count;
    bool invalid; // a call that no capture allows was made
};

struct CUgraphExec_st {
    struct object object;
    struct node *nodes;
    int node_count;
};

struct CUstream_st *stream_default(struct CUctx_st *context); // made with the context
// The stream of a handle, 0 and CU_STREAM_LEGACY being the context's default. NULL: none of the
// current context.
struct CUstream_st *stream_of(CUstream handle);
CUresult stream_create(CUstream *stream, unsigned flags);
CUresult stream_destroy(CUstream stream);

// Takes what the task owns, whatever the result.
CUresult submit(struct CUstream_st *stream, struct task task);
// As submit, to be done after `count` more pieces of work; *made is not the caller's.
CUresult queue_work(struct CUstream_st *stream, struct task task, struct work *const *needs,
                    int count, struct work **made);
void task_free(struct task *task);

// Does what a piece of work needs, then the work.
CUresult finish_work(struct work *work);
CUresult finish_stream(struct CUstream_st *stream);
CUresult finish_context(struct CUctx_st *context);
CUresult finish_everything(void);
// Whether it is done; each question brings it a step closer.
bool work_is_done(struct work *work);
void work_release(struct work *work); // takes NULL
struct work *work_hold(struct work *work);

CUresult event_create(CUevent *event, unsigned flags);
CUresult event_destroy(CUevent event);
CUresult event_record(CUevent event, CUstream stream);
CUresult event_wait(CUstream stream, CUevent event); // of a stream
CUresult event_elapsed(float *milliseconds, CUevent start, CUevent end);

// perform.c: does it now.
CUresult perform(const struct task *task, struct CUctx_st *context);

// graph.c
CUresult capture(struct CUstream_st *stream, struct task task);
CUresult capture_begin(CUstream stream);
CUresult capture_end(CUstream stream, CUgraph *graph);
CUresult capture_needs(struct CUstream_st *stream, const struct CUevent_st *event);
bool anything_capturing(const struct CUctx_st *context); // in its streams
bool blocking_capturing(const struct CUctx_st *context); // in those that the legacy one waits for
CUresult graph_instantiate(CUgraphExec *executable, CUgraph graph);
CUresult graph_launch(CUgraphExec executable, CUstream stream);
CUresult graph_destroy(CUgraph graph);
CUresult graph_exec_destroy(CUgraphExec executable);

// copy.c
CUresult copy_to_host(void *to, CUdeviceptr from, size_t bytes, CUstream stream, bool wait);
CUresult copy_to_device(CUdeviceptr to, const void *from, size_t bytes, CUstream stream, bool wait);
CUresult copy_on_device(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream);
CUresult copy_any(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream, bool wait);
// What a library's own kernel would write. Takes what is staged, whatever the result.
SHARED_API CUresult write_by_kernel(CUdeviceptr to, unsigned char *staged, size_t bytes,
                                    CUstream stream);
CUresult set_memory(CUdeviceptr to, uint32_t value, unsigned width, size_t count, CUstream stream);

#endif
