// A list on one CUDA device or several: what `cuda` and `cuda-kernel` share, which is everything
// but the making of elements.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_CUDA_SESSION_H
#define GPUBENCH_BACKENDS_CUDA_SESSION_H

#include "backends/cuda/part.h"
#include "backends/cuda/state.h"
#include "backends/lists.h"

// Which memory holds the last list.
enum cuda_holder { CUDA_HELD_NOWHERE, CUDA_HELD_BY_DEVICE, CUDA_HELD_BY_HOST };

// Who makes elements: one for each generator.
struct backend_kind {
    const struct cuda_kind *makers[3]; // the last is NULL
};

struct session {
    struct cuda_api api;
    struct cuda_states states;
    const struct cuda_kind *kind;
    struct lists lists;     // the host's pages
    enum delivery delivery; // whether they are pinned
    unsigned char *pinned;  // the pages that are; NULL: none
    size_t part_count;
    struct cuda_part parts[CUDA_DEVICES];
    enum element_type type;
    uint64_t positions; // capacity, and what the grid of the kind needs before a list
    uint64_t first, count;
    enum cuda_holder holder;
};

// --- cuda_open.c

// The open slot; the variant that the maker writes is followed by how lists are delivered.
MUST_CHECK enum status cuda_session_open(const struct backend *backend, const struct job *job,
                                         struct opened *opened, struct session **session,
                                         struct error *error);
void cuda_session_close(struct session *session);

// Gives each part its share of the memory, in proportion to the speed of the cards' memory.
MUST_CHECK enum status cuda_session_place(struct session *session, struct error *error);

// Pins the host's pages that lists has now, where lists are to be delivered to pinned memory.
MUST_CHECK enum status cuda_session_pin(struct session *session, struct error *error);
void cuda_session_unpin(struct session *session);

// --- cuda_launch.c

// Adds the cost of a launch to the phases: with the wait for it, and in a row without.
MUST_CHECK enum status cuda_session_time_launches(struct session *session, struct opened *opened,
                                                  struct error *error);

// --- cuda_session.c

// Has all parts know what lists of elements from 0 on need, and waits for it.
MUST_CHECK enum status cuda_session_seek(struct session *session, uint64_t count,
                                         struct error *error);

// The slots of these names.

MUST_CHECK enum status cuda_session_fill(struct session *session, uint64_t first, uint64_t count,
                                         struct error *error);
MUST_CHECK enum status cuda_session_deliver(struct session *session, uint64_t first, uint64_t count,
                                            struct error *error);
MUST_CHECK enum status cuda_session_view(struct session *session, const void **values,
                                         struct error *error);
MUST_CHECK enum status cuda_session_poison(struct session *session, struct error *error);
MUST_CHECK enum status cuda_session_ceiling(struct session *session, enum stores stores,
                                            uint64_t count, struct error *error);
MUST_CHECK enum status cuda_session_copy_ceiling(struct session *session, uint64_t count,
                                                 struct error *error);
MUST_CHECK enum status cuda_session_device_ns(struct session *session, uint64_t *ns,
                                              struct error *error);

bool cuda_session_state(struct session *session, struct device_state *state);

#define CUDA_SESSION_SLOTS                                                                         \
    .fill = cuda_session_fill, .deliver = cuda_session_deliver, .view = cuda_session_view,         \
    .poison = cuda_session_poison, .ceiling = cuda_session_ceiling,                                \
    .copy_ceiling = cuda_session_copy_ceiling, .device_ns = cuda_session_device_ns,                \
    .state = cuda_session_state, .close = cuda_session_close

#endif
