// The driver's functions for streams, events and graphs.
// SPDX-License-Identifier: MIT
#include "work.h"

CUresult CUDAAPI cuStreamCreate(CUstream *stream, unsigned flags) {
    CALL(cuStreamCreate, NEEDS_CONTEXT, stream_create(stream, flags));
}

CUresult CUDAAPI cuStreamCreateWithPriority(CUstream *stream, unsigned flags, int priority) {
    (void)priority; // a wish, which the strange order of this device grants by chance
    CALL(cuStreamCreateWithPriority, NEEDS_CONTEXT, stream_create(stream, flags));
}

CUresult CUDAAPI cuStreamDestroy(CUstream stream) {
    CALL(cuStreamDestroy, NEEDS_INIT | FREES, stream_destroy(stream));
}

static CUresult wait_for_stream(CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    return stream != NULL ? finish_stream(stream) : CUDA_ERROR_INVALID_HANDLE;
}

CUresult CUDAAPI cuStreamSynchronize(CUstream stream) {
    CALL(cuStreamSynchronize, NEEDS_CONTEXT, wait_for_stream(stream));
}

static CUresult answer(struct work *work, const struct CUctx_st *context) {
    const bool done = work == NULL || work_is_done(work);
    return context->broken != CUDA_SUCCESS ? context->broken
           : done                          ? CUDA_SUCCESS
                                           : CUDA_ERROR_NOT_READY;
}

static CUresult ask_stream(CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    return stream->capturing != NULL ? CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED
                                     : answer(stream->last, stream->object.context);
}

CUresult CUDAAPI cuStreamQuery(CUstream stream) {
    CALL(cuStreamQuery, NEEDS_CONTEXT, ask_stream(stream));
}

CUresult CUDAAPI cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags) {
    CALL(cuStreamWaitEvent, NEEDS_CONTEXT,
         flags > CU_EVENT_WAIT_EXTERNAL ? CUDA_ERROR_INVALID_VALUE : event_wait(stream, event));
}

// --- Events ------------------------------------------------------------------------------------

CUresult CUDAAPI cuEventCreate(CUevent *event, unsigned flags) {
    CALL(cuEventCreate, NEEDS_CONTEXT, event_create(event, flags));
}

CUresult CUDAAPI cuEventDestroy(CUevent event) {
    CALL(cuEventDestroy, NEEDS_INIT | FREES, event_destroy(event));
}

CUresult CUDAAPI cuEventRecord(CUevent event, CUstream stream) {
    CALL(cuEventRecord, NEEDS_CONTEXT, event_record(event, stream));
}

static CUresult with_event(CUevent handle, bool wait) {
    struct CUevent_st *event = object_check(handle, OBJECT_EVENT);
    if (event == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (event->captured_in != NULL)
        return CUDA_ERROR_CAPTURED_EVENT;
    if (event->mark == NULL || !wait)
        return answer(event->mark, event->object.context);
    return finish_work(event->mark);
}

CUresult CUDAAPI cuEventSynchronize(CUevent event) {
    CALL(cuEventSynchronize, NEEDS_INIT, with_event(event, true));
}

CUresult CUDAAPI cuEventQuery(CUevent event) {
    CALL(cuEventQuery, NEEDS_INIT, with_event(event, false));
}

CUresult CUDAAPI cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
    CALL(cuEventElapsedTime, NEEDS_INIT, event_elapsed(milliseconds, start, end));
}

#ifdef cuEventElapsedTime // drivers before 12.8 have it under this name alone
#undef cuEventElapsedTime
SHARED_API CUresult CUDAAPI cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end);
CUresult CUDAAPI cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
    CALL(cuEventElapsedTime, NEEDS_INIT, event_elapsed(milliseconds, start, end));
}
#endif

// --- Graphs ------------------------------------------------------------------------------------

CUresult CUDAAPI cuStreamBeginCapture(CUstream stream, CUstreamCaptureMode mode) {
    CALL(cuStreamBeginCapture, NEEDS_CONTEXT,
         mode > CU_STREAM_CAPTURE_MODE_RELAXED ? CUDA_ERROR_INVALID_VALUE : capture_begin(stream));
}

CUresult CUDAAPI cuStreamEndCapture(CUstream stream, CUgraph *graph) {
    CALL(cuStreamEndCapture, NEEDS_CONTEXT, capture_end(stream, graph));
}

static CUresult capture_status(CUstream handle, CUstreamCaptureStatus *status) {
    const struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL || status == NULL)
        return stream == NULL ? CUDA_ERROR_INVALID_HANDLE : CUDA_ERROR_INVALID_VALUE;
    *status = stream->capturing == NULL    ? CU_STREAM_CAPTURE_STATUS_NONE
              : stream->capturing->invalid ? CU_STREAM_CAPTURE_STATUS_INVALIDATED
                                           : CU_STREAM_CAPTURE_STATUS_ACTIVE;
    return CUDA_SUCCESS;
}

CUresult CUDAAPI cuStreamIsCapturing(CUstream stream, CUstreamCaptureStatus *status) {
    CALL(cuStreamIsCapturing, NEEDS_CONTEXT, capture_status(stream, status));
}

CUresult CUDAAPI cuGraphInstantiate(CUgraphExec *executable, CUgraph graph,
                                    unsigned long long flags) {
    (void)flags;
    CALL(cuGraphInstantiate, NEEDS_CONTEXT, graph_instantiate(executable, graph));
}

CUresult CUDAAPI cuGraphUpload(CUgraphExec executable, CUstream stream) {
    CALL(cuGraphUpload, NEEDS_CONTEXT,
         object_check(executable, OBJECT_GRAPH_EXEC) && stream_of(stream)
             ? CUDA_SUCCESS
             : CUDA_ERROR_INVALID_VALUE);
}

CUresult CUDAAPI cuGraphLaunch(CUgraphExec executable, CUstream stream) {
    CALL(cuGraphLaunch, NEEDS_CONTEXT, graph_launch(executable, stream));
}

CUresult CUDAAPI cuGraphDestroy(CUgraph graph) {
    CALL(cuGraphDestroy, NEEDS_INIT | FREES, graph_destroy(graph));
}

CUresult CUDAAPI cuGraphExecDestroy(CUgraphExec executable) {
    CALL(cuGraphExecDestroy, NEEDS_INIT | FREES, graph_exec_destroy(executable));
}
