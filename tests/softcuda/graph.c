// Graphs: work captured from streams, to be launched as often as wanted.
// SPDX-License-Identifier: MIT
#include "work.h"

#include <stdlib.h>
#include <string.h>

static bool copy_bytes(unsigned char **to, const unsigned char *from, size_t bytes) {
    *to = NULL;
    if (from == NULL)
        return true;
    *to = malloc(bytes ? bytes : 1);
    if (*to != NULL)
        memcpy(*to, from, bytes);
    return *to != NULL;
}

static bool copy_task(struct task *to, const struct task *from) {
    *to = *from;
    to->staged = NULL;
    if (!copy_bytes(&to->parameters, from->parameters, from->parameter_bytes) ||
        !copy_bytes(&to->staged, from->staged, from->bytes)) {
        task_free(to);
        return false;
    }
    return true;
}

static void free_nodes(struct node *nodes, int count) {
    for (int i = 0; i < count; i++) {
        task_free(&nodes[i].task);
        free(nodes[i].needs);
    }
    free(nodes);
}

// --- Capturing ---------------------------------------------------------------------------------

// Adds a node that needs these two (-1: none); the task is the graph's from here on.
static CUresult add_node(struct CUgraph_st *graph, struct task task, int first, int second,
                         int *number) {
    struct node *larger =
        realloc(graph->nodes, (size_t)(graph->node_count + 1) * sizeof *graph->nodes);
    int *needs = malloc(2 * sizeof *needs);
    if (larger != NULL)
        graph->nodes = larger;
    if (larger == NULL || needs == NULL) {
        free(needs);
        task_free(&task);
        graph->invalid = true;
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    struct node *node = &graph->nodes[graph->node_count];
    *node = (struct node){.task = task, .needs = needs};
    if (first >= 0)
        needs[node->need_count++] = first;
    if (second >= 0)
        needs[node->need_count++] = second;
    *number = graph->node_count++;
    return CUDA_SUCCESS;
}

CUresult capture(struct CUstream_st *stream, struct task task) {
    if (stream->capturing->invalid) {
        task_free(&task);
        return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
    }
    return add_node(stream->capturing, task, stream->captured_last, -1, &stream->captured_last);
}

CUresult capture_needs(struct CUstream_st *stream, const struct CUevent_st *event) {
    struct CUgraph_st *graph = event->captured_in;
    if (graph == NULL) { // recorded outside: the capture can't wait for it
        stream->capturing->invalid = true;
        return CUDA_ERROR_STREAM_CAPTURE_ISOLATION;
    }
    if (stream == stream->object.context->stream)
        return CUDA_ERROR_STREAM_CAPTURE_IMPLICIT;
    if (stream->capturing != NULL && stream->capturing != graph)
        return CUDA_ERROR_STREAM_CAPTURE_MERGE;
    stream->capturing = graph;
    return add_node(graph, (struct task){.kind = WORK_MARK}, stream->captured_last,
                    event->captured_node, &stream->captured_last);
}

static bool captures(const struct CUctx_st *context, unsigned flags_without) {
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        const struct CUstream_st *stream = (struct CUstream_st *)object;
        if (object->kind == OBJECT_STREAM && object->live && object->context == context &&
            stream->capturing != NULL && !(stream->flags & flags_without))
            return true;
    }
    return false;
}

bool anything_capturing(const struct CUctx_st *context) {
    return captures(context, 0);
}

bool blocking_capturing(const struct CUctx_st *context) {
    return captures(context, CU_STREAM_NON_BLOCKING);
}

CUresult capture_begin(CUstream handle) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL)
        return CUDA_ERROR_INVALID_HANDLE;
    if (stream == stream->object.context->stream)
        return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    if (stream->capturing != NULL)
        return CUDA_ERROR_ILLEGAL_STATE;
    stream->capturing = object_new(OBJECT_GRAPH, current_context(), sizeof *stream->capturing);
    stream->captured_last = -1;
    stream->capture_began_here = true;
    return stream->capturing != NULL ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

// Whether the last node of every stream leads to that one.
static bool joined(const struct CUgraph_st *graph, int last) {
    bool *leads = calloc((size_t)graph->node_count + 1, sizeof *leads);
    if (leads == NULL)
        return false;
    for (int i = last; i >= 0; i--) {
        leads[i] = leads[i] || i == last;
        for (int j = 0; leads[i] && j < graph->nodes[i].need_count; j++)
            leads[graph->nodes[i].needs[j]] = true;
    }
    bool good = true;
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        const struct CUstream_st *stream = (struct CUstream_st *)object;
        if (object->kind == OBJECT_STREAM && stream->capturing == graph &&
            stream->captured_last >= 0)
            good = good && leads[stream->captured_last];
    }
    free(leads);
    return good;
}

CUresult capture_end(CUstream handle, CUgraph *result) {
    struct CUstream_st *stream = stream_of(handle);
    if (stream == NULL || result == NULL)
        return stream == NULL ? CUDA_ERROR_INVALID_HANDLE : CUDA_ERROR_INVALID_VALUE;
    struct CUgraph_st *graph = stream->capturing;
    if (graph == NULL)
        return CUDA_ERROR_ILLEGAL_STATE;
    if (!stream->capture_began_here)
        return CUDA_ERROR_STREAM_CAPTURE_UNMATCHED;
    const CUresult fault = graph->invalid ? CUDA_ERROR_STREAM_CAPTURE_INVALIDATED
                           : !joined(graph, stream->captured_last)
                               ? CUDA_ERROR_STREAM_CAPTURE_UNJOINED
                               : CUDA_SUCCESS;
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        struct CUstream_st *other = (struct CUstream_st *)object;
        if (object->kind == OBJECT_STREAM && other->capturing == graph) {
            other->capturing = NULL;
            other->captured_last = -1;
            other->capture_began_here = false;
        }
    }
    *result = fault == CUDA_SUCCESS ? graph : NULL;
    if (fault != CUDA_SUCCESS)
        graph_destroy(graph);
    return fault;
}

// --- Launching ---------------------------------------------------------------------------------

CUresult graph_instantiate(CUgraphExec *executable, CUgraph handle) {
    const struct CUgraph_st *graph = object_check(handle, OBJECT_GRAPH);
    if (graph == NULL || executable == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    struct CUgraphExec_st *made = object_new(OBJECT_GRAPH_EXEC, current_context(), sizeof *made);
    struct node *nodes = calloc((size_t)graph->node_count + 1, sizeof *nodes);
    bool good = made != NULL && nodes != NULL;
    int count = 0;
    for (; good && count < graph->node_count; count++) {
        const struct node *node = &graph->nodes[count];
        nodes[count].need_count = node->need_count;
        nodes[count].needs = malloc(2 * sizeof *nodes[count].needs);
        good = nodes[count].needs != NULL && copy_task(&nodes[count].task, &node->task);
        if (good)
            memcpy(nodes[count].needs, node->needs, 2 * sizeof *node->needs);
    }
    if (!good) {
        free_nodes(nodes, nodes ? count : 0);
        if (made != NULL)
            object_end(&made->object);
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    made->nodes = nodes;
    made->node_count = count;
    *executable = made;
    return CUDA_SUCCESS;
}

// Nodes wait for what was queued before and for each other as the capture saw it; what is queued
// later waits for all of them.
CUresult graph_launch(CUgraphExec handle, CUstream stream_handle) {
    const struct CUgraphExec_st *graph = object_check(handle, OBJECT_GRAPH_EXEC);
    struct CUstream_st *stream = stream_of(stream_handle);
    if (graph == NULL || stream == NULL)
        return graph == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_HANDLE;
    struct work **works = calloc((size_t)graph->node_count + 1, sizeof *works);
    struct work *before = work_hold(stream->last);
    CUresult result = works != NULL ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
    int count = 0;
    for (; result == CUDA_SUCCESS && count < graph->node_count; count++) {
        const struct node *node = &graph->nodes[count];
        struct task task;
        if (!copy_task(&task, &node->task)) {
            result = CUDA_ERROR_OUT_OF_MEMORY;
            break;
        }
        struct work *needs[2] = {NULL, NULL}, *made = NULL;
        for (int i = 0; i < node->need_count; i++)
            needs[i] = works[node->needs[i]];
        work_release(stream->last);
        stream->last = work_hold(before);
        result = queue_work(stream, task, needs, node->need_count, &made);
        works[count] = work_hold(made);
    }
    if (result == CUDA_SUCCESS)
        result = queue_work(stream, (struct task){.kind = WORK_MARK}, works, count, NULL);
    for (int i = 0; works != NULL && i < count; i++)
        work_release(works[i]);
    work_release(before);
    free(works);
    return result;
}

CUresult graph_destroy(CUgraph handle) {
    struct CUgraph_st *graph = object_check(handle, OBJECT_GRAPH);
    if (graph == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    free_nodes(graph->nodes, graph->node_count);
    graph->nodes = NULL;
    graph->node_count = 0;
    object_end(&graph->object);
    return CUDA_SUCCESS;
}

CUresult graph_exec_destroy(CUgraphExec handle) {
    struct CUgraphExec_st *graph = object_check(handle, OBJECT_GRAPH_EXEC);
    if (graph == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    free_nodes(graph->nodes, graph->node_count);
    graph->nodes = NULL;
    graph->node_count = 0;
    object_end(&graph->object);
    return CUDA_SUCCESS;
}
