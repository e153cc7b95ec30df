// The queue of work. A piece of work is done only when a call waits for it or for something that
// needs it: what needs nothing that is undone goes first, by chance where there are several. So
// whoever forgets to wait finds nothing done.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    QUEUE_MAX = 1024, // pieces of work, as in a real card's queue: more of them push the oldest
    CHOICE = 32,      // pieces that are ready, among which chance chooses
};

static struct work *queue; // in the order of calls
static int queued;

struct work *work_hold(struct work *work) {
    if (work != NULL)
        work->references++;
    return work;
}

static void drop_needs(struct work *work) {
    for (int i = 0; i < work->need_count; i++)
        work_release(work->needs[i]);
    free(work->needs);
    work->needs = NULL;
    work->need_count = 0;
}

void task_free(struct task *task) {
    free(task->parameters);
    free(task->staged);
    task->parameters = NULL;
    task->staged = NULL;
}

void work_release(struct work *work) {
    if (work != NULL && --work->references == 0) {
        drop_needs(work);
        task_free(&work->task);
        free(work);
    }
}

// --- Doing -------------------------------------------------------------------------------------

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void unlink_work(struct work *work) {
    struct work **place = &queue;
    while (*place != work)
        place = &(*place)->next;
    *place = work->next;
    queued--;
}

static void do_work(struct work *work) {
    struct CUctx_st *context = work->context;
    if (context->broken == CUDA_SUCCESS) { // else the rest of its work is dropped
        const CUresult result = perform(&work->task, context);
        if (result != CUDA_SUCCESS && context->broken == CUDA_SUCCESS)
            context->broken = result;
    }
    work->done = true;
    work->time = now();
    unlink_work(work);
    drop_needs(work); // chains must not grow
    work_release(work);
}

static bool ready(const struct work *work) {
    for (int i = 0; i < work->need_count; i++)
        if (!work->needs[i]->done)
            return false;
    return true;
}

// Marks what `last` needs. Needs come earlier in the queue, so one pass from its end is enough.
static void want(struct work *last) {
    struct work **all = malloc((size_t)(queued + 1) * sizeof *all);
    if (all == NULL)
        abort();
    int count = 0;
    for (struct work *work = queue; work != NULL; work = work->next)
        all[count++] = work;
    last->wanted = true;
    while (count-- > 0)
        for (int i = 0; all[count]->wanted && i < all[count]->need_count; i++)
            all[count]->needs[i]->wanted = true;
    free(all);
}

// Does one piece that is wanted, by chance one that isn't.
static void step(void) {
    struct work *choice[CHOICE];
    const uint64_t seed = settings()->seed;
    const bool everything = seed != 0 && chance(4) == 0;
    const int most = seed != 0 ? CHOICE : 1;
    int count = 0;
    for (struct work *work = queue; work != NULL && count < most; work = work->next)
        if ((work->wanted || everything) && ready(work))
            choice[count++] = work;
    if (count > 0)
        do_work(choice[count > 1 ? chance((uint64_t)count) : 0]);
}

CUresult finish_work(struct work *work) {
    struct CUctx_st *context = work->context;
    if (!work->done) {
        work_hold(work);
        want(work);
        while (!work->done)
            step();
        work_release(work);
    }
    return context->broken;
}

bool work_is_done(struct work *work) {
    if (!work->done) {
        work_hold(work);
        want(work);
        step();
        const bool done = work->done;
        work_release(work);
        return done;
    }
    return true;
}

CUresult finish_context(struct CUctx_st *context) {
    for (struct work *work = queue; work != NULL; work = work->next)
        if (work->context == context)
            want(work);
    for (struct work *work = queue; work != NULL;) {
        if (work->context == context) {
            finish_work(work);
            work = queue;
        } else {
            work = work->next;
        }
    }
    return context->broken;
}

CUresult finish_everything(void) {
    while (queue != NULL)
        finish_context(queue->context);
    return CUDA_SUCCESS;
}

// --- Queueing ----------------------------------------------------------------------------------

static bool add_need(struct work *work, struct work *need) {
    if (need == NULL || need->done)
        return true;
    struct work **larger =
        realloc(work->needs, (size_t)(work->need_count + 1) * sizeof *work->needs);
    if (larger == NULL)
        return false;
    work->needs = larger;
    work->needs[work->need_count++] = work_hold(need);
    return true;
}

// The legacy default stream and the blocking streams of a context wait for each other.
static bool add_stream_needs(struct work *work, struct CUstream_st *stream) {
    bool good = add_need(work, stream->last);
    struct CUctx_st *context = stream->object.context;
    if (stream == context->stream) {
        for (struct object *object = object_first(); object != NULL; object = object->next) {
            struct CUstream_st *other = (struct CUstream_st *)object;
            if (object->kind == OBJECT_STREAM && object->context == context &&
                !(other->flags & CU_STREAM_NON_BLOCKING))
                good = good && add_need(work, other->last);
        }
    } else if (!(stream->flags & CU_STREAM_NON_BLOCKING)) {
        good = good && add_need(work, context->stream->last);
    }
    return good;
}

static void append(struct work *work) {
    struct work **place = &queue;
    while (*place != NULL)
        place = &(*place)->next;
    *place = work_hold(work);
    queued++;
}

static void push_oldest(void) {
    if (queued > QUEUE_MAX || (queue != NULL && settings()->seed != 0 && chance(8) == 0))
        do_work(queue); // needs nothing that isn't done: those would be older
}

CUresult queue_work(struct CUstream_st *stream, struct task task, struct work *const *needs,
                    int count, struct work **made) {
    struct work *work = calloc(1, sizeof *work);
    if (work == NULL) {
        task_free(&task);
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    *work = (struct work){.task = task, .context = stream->object.context, .references = 1};
    bool good = add_stream_needs(work, stream);
    for (int i = 0; i < count; i++)
        good = good && add_need(work, needs[i]);
    if (!good) {
        work_release(work);
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    append(work);
    work_release(stream->last);
    stream->last = work;
    if (made != NULL)
        *made = work;
    push_oldest();
    return stream->object.context->broken;
}

CUresult submit(struct CUstream_st *stream, struct task task) {
    if (stream->capturing != NULL)
        return capture(stream, task);
    const bool legacy = stream == stream->object.context->stream;
    if (legacy && blocking_capturing(stream->object.context)) {
        task_free(&task);
        return CUDA_ERROR_STREAM_CAPTURE_IMPLICIT;
    }
    return queue_work(stream, task, NULL, 0, NULL);
}

CUresult finish_stream(struct CUstream_st *stream) {
    if (stream->capturing != NULL) {
        stream->capturing->invalid = true;
        return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    }
    struct work *mark = NULL;
    if (stream == stream->object.context->stream) { // whatever it would have to wait for
        const CUresult result =
            queue_work(stream, (struct task){.kind = WORK_MARK}, NULL, 0, &mark);
        if (result != CUDA_SUCCESS)
            return result;
    }
    return stream->last != NULL ? finish_work(stream->last) : stream->object.context->broken;
}
