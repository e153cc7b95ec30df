// The software CUDA device does work as late as streams and events allow: a wait that a program
// forgets is seen, and one that it has is enough, whatever the seed.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_FOLDER
#include <stdio.h>
int main(void) {
    puts("skipped: CUDA's headers were not found, so there is no software device");
    return 77;
}
#else

#include "softcuda_child.h"

enum { COUNT = 500, BYTES = 4 * COUNT, SEEDS = 20 };

static CUmodule module;
static CUfunction set;

static void begin(void) {
    open_device(0);
    set = load_set(&module);
}

static void passes_with_seeds(void (*body)(void)) {
    for (int seed = 0; seed < SEEDS; seed++) {
        char environment[32];
        snprintf(environment, sizeof environment, "SEED=%d", seed);
        passes(environment, body);
    }
}

// --- A forgotten wait shows --------------------------------------------------------------------

static void copy_without_waiting(void) {
    begin();
    const CUstream stream = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUdeviceptr out = allocate(BYTES);
    uint32_t *host = pinned(BYTES);
    memset(host, 0, BYTES);
    GOOD(launch_set(set, out, COUNT, 7, stream));
    GOOD(api.cuMemcpyDtoHAsync(host, out, BYTES, stream));
    CHECK(host[0] == 0); // nothing was done
    GOOD(api.cuMemFree(allocate(16)));
    GOOD(api.cuStreamSynchronize(stream));
    CHECK(host[0] == 7 && host[COUNT - 1] == 7);
}

static void other_stream_without_event(void) {
    begin();
    const CUstream one = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUstream two = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUdeviceptr out = allocate(BYTES);
    uint32_t *host = pinned(BYTES);
    GOOD(launch_set(set, out, COUNT, 7, one));
    GOOD(api.cuMemcpyDtoHAsync(host, out, BYTES, two));
    GOOD(api.cuStreamSynchronize(two));
    CHECK(host[0] == UINT32_MAX); // poison
    GOOD(api.cuStreamSynchronize(one));
}

static void memset_is_not_awaited(void) {
    begin();
    const CUstream other = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUdeviceptr out = allocate(BYTES);
    uint32_t *host = pinned(BYTES);
    GOOD(api.cuMemsetD8(out, 0, BYTES)); // of the default stream, which the other ignores
    GOOD(api.cuMemcpyDtoHAsync(host, out, BYTES, other));
    GOOD(api.cuStreamSynchronize(other));
    CHECK(host[0] == UINT32_MAX);
}

static void buffer_is_overwritten_too_early(void) {
    begin();
    const CUstream stream = stream_of_kind(0);
    const CUdeviceptr out = allocate(4);
    uint32_t *source = pinned(4), pageable = 3, result = 0;
    *source = 1;
    GOOD(api.cuMemcpyHtoDAsync(out, source, 4, stream));
    *source = 2; // before the copy was awaited
    GOOD(api.cuMemcpyDtoH(&result, out, 4));
    CHECK(result == 2);
    GOOD(api.cuMemcpyHtoDAsync(out, &pageable, 4, stream));
    pageable = 4; // pageable memory was staged by the call
    GOOD(api.cuMemcpyDtoH(&result, out, 4));
    CHECK(result == 3);
}

static void test_forgotten_waits_show(void **state) {
    (void)state;
    passes("", other_stream_without_event);
    passes("", memset_is_not_awaited);
    passes("", buffer_is_overwritten_too_early);
    passes("", copy_without_waiting);
    int differs = 0; // with a seed some work is early, so not each run shows it
    for (int seed = 1; seed < SEEDS; seed++) {
        char environment[32];
        snprintf(environment, sizeof environment, "SEED=%d", seed);
        differs += ends(environment, other_stream_without_event) != 0;
    }
    assert_in_range(differs, 1, SEEDS - 2);
}

// --- A wait is enough --------------------------------------------------------------------------

static void events_order_streams(void) {
    begin();
    const CUstream make = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUstream copy = stream_of_kind(CU_STREAM_NON_BLOCKING);
    CUevent made[2], copied[2];
    CUdeviceptr device[2];
    uint32_t *host[2];
    static uint32_t list[10][COUNT];
    for (int i = 0; i < 2; i++) {
        GOOD(api.cuEventCreate(&made[i], CU_EVENT_DISABLE_TIMING));
        GOOD(api.cuEventCreate(&copied[i], CU_EVENT_DISABLE_TIMING));
        device[i] = allocate(BYTES);
        host[i] = pinned(BYTES);
    }
    for (int i = 0; i < 12; i++) { // double buffers, as a delivered list has them
        const int which = i % 2;
        if (i >= 2) {
            GOOD(api.cuEventSynchronize(copied[which]));
            memcpy(list[i - 2], host[which], BYTES);
        }
        if (i < 10) {
            GOOD(api.cuStreamWaitEvent(make, copied[which], 0));
            GOOD(launch_set(set, device[which], COUNT, (uint32_t)i, make));
            GOOD(api.cuEventRecord(made[which], make));
            GOOD(api.cuStreamWaitEvent(copy, made[which], 0));
            GOOD(api.cuMemcpyDtoHAsync(host[which], device[which], BYTES, copy));
            GOOD(api.cuEventRecord(copied[which], copy));
        }
    }
    for (uint32_t i = 0; i < 10; i++)
        CHECK(list[i][0] == i && list[i][COUNT - 1] == i);
}

static void default_stream_orders_blocking_ones(void) {
    begin();
    const CUstream one = stream_of_kind(0), two = stream_of_kind(0);
    const CUdeviceptr out = allocate(BYTES);
    uint32_t result[COUNT];
    GOOD(launch_set(set, out, COUNT, 1, one));
    GOOD(launch_set(set, out, COUNT, 2, NULL)); // after one, before two
    GOOD(launch_set(set, out, COUNT, 3, two));
    GOOD(api.cuMemcpyDtoH(result, out, BYTES)); // after all of them
    CHECK(result[0] == 3 && result[COUNT - 1] == 3);
}

static void questions_bring_work_on(void) {
    begin();
    const CUstream stream = stream_of_kind(0);
    const CUdeviceptr out = allocate(BYTES);
    CUevent event = NULL;
    GOOD(api.cuEventCreate(&event, 0));
    GOOD(api.cuEventQuery(event)); // not recorded
    for (uint32_t i = 0; i < 5; i++)
        GOOD(launch_set(set, out, COUNT, i, stream));
    GOOD(api.cuEventRecord(event, stream));
    int asked = 0;
    CUresult answer = CUDA_SUCCESS;
    while ((answer = api.cuEventQuery(event)) == CUDA_ERROR_NOT_READY)
        asked++;
    GOOD(answer);
    CHECK(asked < 20);
    GOOD(api.cuStreamQuery(stream));
}

static void memory_is_freed_after_its_work(void) {
    begin();
    const CUdeviceptr out = allocate(BYTES);
    GOOD(launch_set(set, out, COUNT, 1, stream_of_kind(CU_STREAM_NON_BLOCKING)));
    GOOD(api.cuMemFree(out));
    GOOD(api.cuCtxSynchronize());
}

static void many_launches_fit(void) {
    begin();
    const CUdeviceptr out = allocate(4);
    uint32_t result = 0;
    for (uint32_t i = 0; i < 5000; i++)
        GOOD(launch_set(set, out, 1, i, NULL));
    GOOD(api.cuMemcpyDtoH(&result, out, 4));
    CHECK(result == 4999);
}

static void events_measure(void) {
    begin();
    CUevent start = NULL, end = NULL, untimed = NULL;
    const CUdeviceptr out = allocate(BYTES);
    float milliseconds = -1;
    GOOD(api.cuEventCreate(&start, 0));
    GOOD(api.cuEventCreate(&end, 0));
    GOOD(api.cuEventCreate(&untimed, CU_EVENT_DISABLE_TIMING));
    REFUSED(INVALID_HANDLE, api.cuEventElapsedTime(&milliseconds, start, end));
    GOOD(api.cuEventRecord(start, NULL));
    GOOD(launch_set(set, out, COUNT, 1, NULL));
    GOOD(api.cuEventRecord(end, NULL));
    GOOD(api.cuEventRecord(untimed, NULL));
    GOOD(api.cuEventSynchronize(end));
    GOOD(api.cuEventElapsedTime(&milliseconds, start, end));
    CHECK(milliseconds > 0 && milliseconds < 60000);
    REFUSED(INVALID_HANDLE, api.cuEventElapsedTime(&milliseconds, start, untimed));
}

static void test_waits_are_enough(void **state) {
    (void)state;
    passes_with_seeds(events_order_streams);
    passes_with_seeds(default_stream_orders_blocking_ones);
    passes_with_seeds(questions_bring_work_on);
    passes_with_seeds(memory_is_freed_after_its_work);
    passes("", many_launches_fit);
    passes("SEED=2", many_launches_fit);
    passes("", events_measure);
}

static void unmeasured_event(void) {
    begin();
    CUevent start = NULL, end = NULL;
    float milliseconds = 0;
    GOOD(api.cuEventCreate(&start, 0));
    GOOD(api.cuEventCreate(&end, 0));
    GOOD(api.cuEventRecord(start, NULL));
    GOOD(launch_set(set, allocate(BYTES), COUNT, 1, NULL));
    GOOD(api.cuEventRecord(end, NULL));
    REFUSED(NOT_READY, api.cuEventElapsedTime(&milliseconds, start, end));
}

static void test_time_of_unfinished_work(void **state) {
    (void)state;
    passes("", unmeasured_event);
}

// --- Graphs ------------------------------------------------------------------------------------

static void graph_repeats_its_work(void) {
    begin();
    const CUstream stream = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUstream branch = stream_of_kind(CU_STREAM_NON_BLOCKING);
    const CUdeviceptr one = allocate(BYTES), two = allocate(BYTES);
    uint32_t *host = pinned(2 * BYTES);
    CUevent fork_event = NULL, join_event = NULL;
    CUgraph graph = NULL;
    CUgraphExec executable = NULL;
    GOOD(api.cuEventCreate(&fork_event, CU_EVENT_DISABLE_TIMING));
    GOOD(api.cuEventCreate(&join_event, CU_EVENT_DISABLE_TIMING));
    GOOD(api.cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
    GOOD(launch_set(set, one, COUNT, 5, stream));
    GOOD(api.cuEventRecord(fork_event, stream));
    GOOD(api.cuStreamWaitEvent(branch, fork_event, 0));
    GOOD(api.cuMemcpyDtoDAsync(two, one, BYTES, branch));
    GOOD(api.cuEventRecord(join_event, branch));
    GOOD(api.cuMemcpyDtoHAsync(host, one, BYTES, stream));
    GOOD(api.cuStreamWaitEvent(stream, join_event, 0));
    GOOD(api.cuMemcpyDtoHAsync(host + COUNT, two, BYTES, stream));
    REFUSED(STREAM_CAPTURE_UNSUPPORTED, api.cuCtxSynchronize());
    REFUSED(CAPTURED_EVENT, api.cuEventSynchronize(join_event));
    GOOD(api.cuStreamEndCapture(stream, &graph));
    GOOD(api.cuGraphInstantiate(&executable, graph, 0));
    GOOD(api.cuGraphDestroy(graph));
    GOOD(api.cuStreamSynchronize(stream));
    CHECK(host[0] == UINT32_MAX); // nothing was done yet
    for (int i = 0; i < 3; i++) {
        memset(host, 0, 2 * BYTES);
        GOOD(api.cuMemsetD8Async(one, 0, BYTES, stream));
        GOOD(api.cuGraphLaunch(executable, stream));
        GOOD(api.cuStreamSynchronize(stream));
        CHECK(host[0] == 5 && host[2 * COUNT - 1] == 5);
    }
    GOOD(api.cuGraphExecDestroy(executable));
}

static void captures_that_fail(void) {
    begin();
    const CUstream stream = stream_of_kind(0), branch = stream_of_kind(0);
    const CUdeviceptr out = allocate(BYTES);
    CUevent event = NULL;
    CUgraph graph = NULL;
    GOOD(api.cuEventCreate(&event, 0));
    REFUSED(STREAM_CAPTURE_UNSUPPORTED, api.cuStreamBeginCapture(NULL, 0));
    REFUSED(ILLEGAL_STATE, api.cuStreamEndCapture(stream, &graph));
    GOOD(api.cuStreamBeginCapture(stream, 0));
    REFUSED(STREAM_CAPTURE_IMPLICIT, launch_set(set, out, COUNT, 1, NULL));
    REFUSED(STREAM_CAPTURE_UNSUPPORTED, api.cuStreamSynchronize(stream));
    REFUSED(STREAM_CAPTURE_INVALIDATED, api.cuStreamEndCapture(stream, &graph));
    GOOD(api.cuStreamBeginCapture(stream, 0));
    GOOD(api.cuEventRecord(event, stream));
    GOOD(api.cuStreamWaitEvent(branch, event, 0));
    GOOD(launch_set(set, out, COUNT, 1, branch));
    REFUSED(STREAM_CAPTURE_UNJOINED, api.cuStreamEndCapture(stream, &graph));
}

static void test_graphs(void **state) {
    (void)state;
    passes_with_seeds(graph_repeats_its_work);
    passes("", captures_that_fail);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forgotten_waits_show),
        cmocka_unit_test(test_waits_are_enough),
        cmocka_unit_test(test_time_of_unfinished_work),
        cmocka_unit_test(test_graphs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
