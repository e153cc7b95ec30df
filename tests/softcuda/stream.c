// Streams and events.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdlib.h>

static struct CUstream_st *new_stream(struct CUctx_st *context, unsigned flags) {
    struct CUstream_st *made = object_new(OBJECT_STREAM, context, sizeof *made);
    if (made != NULL) {
        made->flags = flags;
        made->captured_last = -1;
    }
    return made;
}

struct CUstream_st *stream_default(struct CUctx_st *context) {
    struct CUstream_st *made = calloc(1, sizeof *made); // nobody frees it, so it isn't listed
    if (made != NULL) {
        made->object = (struct object){OBJECT_STREAM, true, context, NULL};
        made->captured_last = -1;
    }
    return made;
}

struct CUstream_st *stream_of(CUstream handle) {
    if (handle == NULL || handle == CU_STREAM_LEGACY)
        return current_context()->stream;
    struct CUstream_st *stream = object_check(handle, OBJECT_STREAM);
    return stream != NULL && stream->object.context == current_context() ? stream : NULL;
}

CUresult stream_create(CUstream *stream, unsigned flags) {
    if (stream == NULL || (flags & ~(unsigned)CU_STREAM_NON_BLOCKING) != 0)
        return CUDA_ERROR_INVALID_VALUE;
    *stream = new_stream(current_context(), flags);
    return *stream != NULL ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult stream_destroy(CUstream handle) {
    struct CUstream_st *stream = object_check(handle, OBJECT_STREAM);
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    object_end(&stream->object); // what is queued is still done
    return CUDA_SUCCESS;
}

CUresult event_create(CUevent *event, unsigned flags) {
    const unsigned known = CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS;
    if (event == NULL || (flags & ~known) != 0)
        return CUDA_ERROR_INVALID_VALUE;
    *event = object_new(OBJECT_EVENT, current_context(), sizeof **event);
    if (*event == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    (*event)->flags = flags;
    return CUDA_SUCCESS;
}

CUresult event_destroy(CUevent handle) {
    struct CUevent_st *event = object_check(handle, OBJECT_EVENT);
    if (event == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    work_release(event->mark);
    event->mark = NULL;
    object_end(&event->object);
    return CUDA_SUCCESS;
}

CUresult event_record(CUevent handle, CUstream stream_handle) {
    struct CUevent_st *event = object_check(handle, OBJECT_EVENT);
    struct CUstream_st *stream = stream_of(stream_handle);
    if (event == NULL || stream == NULL || event->object.context != stream->object.context)
        return CUDA_ERROR_INVALID_HANDLE;
    work_release(event->mark);
    event->mark = NULL;
    event->captured_in = stream->capturing;
    event->captured_node = stream->captured_last;
    if (stream->capturing != NULL)
        return CUDA_SUCCESS;
    struct work *mark = NULL;
    const CUresult result = queue_work(stream, (struct task){.kind = WORK_MARK}, NULL, 0, &mark);
    event->mark = work_hold(mark);
    return result;
}

CUresult event_wait(CUstream stream_handle, CUevent handle) {
    struct CUevent_st *event = object_check(handle, OBJECT_EVENT);
    struct CUstream_st *stream = stream_of(stream_handle);
    if (event == NULL || stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (event->captured_in != NULL || stream->capturing != NULL)
        return capture_needs(stream, event);
    if (event->mark == NULL) // never recorded: nothing to wait for
        return CUDA_SUCCESS;
    return queue_work(stream, (struct task){.kind = WORK_MARK}, &event->mark, 1, NULL);
}

CUresult event_elapsed(float *milliseconds, CUevent start_handle, CUevent end_handle) {
    struct CUevent_st *start = object_check(start_handle, OBJECT_EVENT);
    struct CUevent_st *end = object_check(end_handle, OBJECT_EVENT);
    if (milliseconds == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    if (start == NULL || end == NULL || start->mark == NULL || end->mark == NULL ||
        ((start->flags | end->flags) & CU_EVENT_DISABLE_TIMING) != 0)
        return CUDA_ERROR_INVALID_HANDLE;
    if (!work_is_done(start->mark) || !work_is_done(end->mark))
        return CUDA_ERROR_NOT_READY;
    *milliseconds = (float)(1e3 * (end->mark->time - start->mark->time));
    return CUDA_SUCCESS;
}
