// Everything with a handle, and the contexts that own it.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdlib.h>
#include <string.h>

static struct object *first;

static const char *const texts[OBJECT_KINDS] = {
    [OBJECT_CONTEXT] = "contexts",
    [OBJECT_STREAM] = "streams",
    [OBJECT_EVENT] = "events",
    [OBJECT_MODULE] = "modules",
    [OBJECT_GRAPH] = "graphs",
    [OBJECT_GRAPH_EXEC] = "executable graphs",
    [OBJECT_ALLOCATION] = "allocations of device memory",
    [OBJECT_PINNED] = "pieces of pinned host memory",
    [OBJECT_GENERATOR] = "generators",
    [OBJECT_FUNCTION] = "functions",
};

const char *object_text(enum object_kind kind) {
    return texts[kind];
}

struct object *object_first(void) {
    return first;
}

void *object_new(enum object_kind kind, struct CUctx_st *context, size_t size) {
    struct object *object = calloc(1, size);
    if (object == NULL)
        return NULL;
    *object = (struct object){kind, true, context, first};
    first = object;
    write_report();
    return object;
}

void *object_check(const void *handle, enum object_kind kind) {
    for (struct object *object = first; object != NULL; object = object->next)
        if (object == handle)
            return object->live && object->kind == kind ? object : NULL;
    return NULL;
}

void object_end(struct object *object) {
    object->live = false;
    write_report();
}

size_t objects_live(enum object_kind kind) {
    size_t count = 0;
    for (const struct object *object = first; object != NULL; object = object->next) {
        const bool broken = object->context != NULL && object->context->broken != CUDA_SUCCESS;
        count += object->kind == kind && object->live && !broken;
    }
    return count;
}

// --- The contexts of a thread ------------------------------------------------------------------

enum { STACK_MAX = 32 };
static _Thread_local struct {
    struct CUctx_st *contexts[STACK_MAX];
    int used;
} stack;

struct CUctx_st *current_context(void) {
    return stack.used > 0 ? stack.contexts[stack.used - 1] : NULL;
}

CUresult context_push(struct CUctx_st *context) {
    if (object_check(context, OBJECT_CONTEXT) == NULL || stack.used == STACK_MAX)
        return CUDA_ERROR_INVALID_CONTEXT;
    stack.contexts[stack.used++] = context;
    return CUDA_SUCCESS;
}

CUresult context_pop(struct CUctx_st **context) {
    if (stack.used == 0)
        return CUDA_ERROR_INVALID_CONTEXT;
    stack.used--;
    if (context != NULL)
        *context = stack.contexts[stack.used];
    return CUDA_SUCCESS;
}

CUresult context_set(struct CUctx_st *context) {
    if (context != NULL && object_check(context, OBJECT_CONTEXT) == NULL)
        return CUDA_ERROR_INVALID_CONTEXT;
    stack.used -= stack.used > 0;
    return context != NULL ? context_push(context) : CUDA_SUCCESS;
}

// --- Contexts ----------------------------------------------------------------------------------

CUresult context_create(struct CUctx_st **context, unsigned flags, int device) {
    if (device_of(device) == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    if (settings()->mode != MODE_DEFAULT && settings()->mode != MODE_MIG_PART)
        return CUDA_ERROR_DEVICE_UNAVAILABLE;
    struct CUctx_st *made = object_new(OBJECT_CONTEXT, NULL, sizeof *made);
    if (made == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    made->device = device;
    made->flags = flags;
    made->object.context = made;
    made->stream = stream_default(made);
    if (made->stream == NULL) {
        object_end(&made->object);
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    *context = made;
    return CUDA_SUCCESS;
}

// What it still owns was left behind; the memory itself goes back.
static void end_belongings(struct CUctx_st *context) {
    for (struct object *object = first; object != NULL; object = object->next) {
        if (object->context != context || !object->live || object->kind == OBJECT_CONTEXT)
            continue;
        if (object->kind != OBJECT_FUNCTION && context->broken == CUDA_SUCCESS)
            finding("a context ends that still owns one of its %s", texts[object->kind]);
        if (object->kind == OBJECT_ALLOCATION)
            device_free(((struct allocation *)object)->address);
        object->live = false;
    }
}

CUresult context_destroy(struct CUctx_st *context) {
    if (object_check(context, OBJECT_CONTEXT) == NULL)
        return CUDA_ERROR_INVALID_CONTEXT;
    const CUresult result = finish_context(context);
    stack.used -= current_context() == context;
    end_belongings(context);
    object_end(&context->object);
    return sticky(result) ? CUDA_SUCCESS : result;
}

CUresult primary_retain(struct CUctx_st **context, int number) {
    struct device *device = device_of(number);
    if (device == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    if (device->primary == NULL) {
        const CUresult result = context_create(&device->primary, device->primary_flags, number);
        if (result != CUDA_SUCCESS)
            return result;
        device->primary->primary = true;
    }
    device->primary->retained++;
    *context = device->primary;
    return CUDA_SUCCESS;
}

CUresult primary_release(int number) {
    struct device *device = device_of(number);
    if (device == NULL)
        return CUDA_ERROR_INVALID_DEVICE;
    if (device->primary == NULL)
        return CUDA_ERROR_INVALID_CONTEXT;
    if (--device->primary->retained > 0)
        return CUDA_SUCCESS;
    struct CUctx_st *context = device->primary;
    device->primary = NULL;
    const int used = stack.used; // it stays where it is current, as a dead one
    const CUresult result = context_destroy(context);
    stack.used = used;
    return result;
}
