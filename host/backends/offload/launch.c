// What a launch costs, for lists so short that it is most of their time: found when a session
// opens, with lists of one element, and reported among its phases.
// SPDX-License-Identifier: MIT
#include "backends/offload/offload.h"

#include "backends/opening.h"
#include "platform/clock.h"

enum {
    TIMES = 16,       // of which the shortest counts
    TIMES_OF_ROW = 3, // likewise, of launches in a row
    ROW = 16,
};

typedef enum status launch_function(struct session *session, struct error *error);

static enum status launch_and_wait(struct session *session, struct error *error) {
    return offload_fill(session, 0, 1, error);
}

// The part that has position 0: the session's list is not empty.
static struct part *first_part(struct session *session) {
    size_t i = 0;
    while (share_of(session->parts[i])->end == 0)
        i++;
    return session->parts[i];
}

static enum status launch_row(struct session *session, struct error *error) {
    struct part *part = first_part(session);
    for (int i = 0; i < ROW; i++)
        TRY(session->interface->launch(part, error));
    return session->interface->finish(part, error);
}

static enum status time_shortest(struct session *session, launch_function *launch, int times,
                                 uint64_t *ns, struct error *error) {
    *ns = UINT64_MAX;
    for (int i = 0; i < times; i++) {
        const uint64_t start = clock_now_ns();
        TRY(launch(session, error));
        const uint64_t taken = clock_now_ns() - start;
        *ns = taken < *ns ? taken : *ns;
    }
    return STATUS_OK;
}

enum status offload_time_launches(struct session *session, struct opened *opened,
                                  struct error *error) {
    uint64_t ns;
    TRY(time_shortest(session, launch_and_wait, TIMES, &ns, error));
    opening_record(opened, "one launch", ns);
    if (share_of(first_part(session))->launches_in_row) {
        TRY(time_shortest(session, launch_row, TIMES_OF_ROW, &ns, error));
        opening_record(opened, "each launch in a row", ns / ROW);
    }
    session->holder = HELD_NOWHERE;
    return STATUS_OK;
}
