// What a launch costs, for lists so short that it is most of their time: found when a session
// opens, with lists of one element, and reported among its phases.
// SPDX-License-Identifier: MIT
#include "backends/cuda/session.h"
#include "backends/opening.h"
#include "platform/clock.h"

enum {
    TIMES = 16,       // of which the shortest counts
    TIMES_OF_ROW = 3, // likewise, of launches in a row
    ROW = 16,
};

typedef enum status launch_function(struct session *session, struct error *error);

static enum status launch_and_wait(struct session *session, struct error *error) {
    return cuda_session_fill(session, 0, 1, error);
}

static enum status launch_row(struct session *session, struct error *error) {
    struct cuda_part *part = session->parts;
    while (part->room == 0) // the last one has room: the session's list is not empty
        part++;
    enum status status = cuda_part_enter(part, error);
    for (int i = 0; i < ROW && status == STATUS_OK; i++)
        status = part->kind->make(part, part->memory, 0, 0, 1, error);
    return status == STATUS_OK ? cuda_part_finish(part, error) : status;
}

static enum status time_shortest(struct session *session, launch_function *launch, int times,
                                 uint64_t *ns, struct error *error) {
    enum status status = STATUS_OK;
    *ns = UINT64_MAX;
    for (int i = 0; i < times && status == STATUS_OK; i++) {
        const uint64_t start = clock_now_ns();
        status = launch(session, error);
        const uint64_t taken = clock_now_ns() - start;
        *ns = taken < *ns ? taken : *ns;
    }
    return status;
}

enum status cuda_session_time_launches(struct session *session, struct opened *opened,
                                       struct error *error) {
    uint64_t ns = 0;
    enum status status = time_shortest(session, launch_and_wait, TIMES, &ns, error);
    if (status == STATUS_OK)
        opening_record(opened, "one launch", ns);
    if (status == STATUS_OK && session->kind->launches_in_row) {
        status = time_shortest(session, launch_row, TIMES_OF_ROW, &ns, error);
        opening_record(opened, "each launch in a row", ns / ROW);
    }
    session->holder = CUDA_HELD_NOWHERE;
    return status;
}
