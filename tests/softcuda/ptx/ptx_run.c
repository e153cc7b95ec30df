// Kernels executed: blocks, and the control flow of their warps.
//
// Lanes of a warp have positions of their own. The group of lanes with the smallest position goes
// first until it meets the next group, so lanes that diverged come together where their ways do.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct run {
    const struct kernel *kernel;
    const struct ptx_launch *launch;
    struct warp *warps;
    int warp_count;
    unsigned threads;
    uint64_t steps, random;
    const struct instruction *at; // of a fault
};

// --- Control flow of a warp --------------------------------------------------------------------

static void move_lanes(struct warp *warp, uint32_t mask, int position) {
    for (uint32_t left = mask; left != 0; left &= left - 1)
        warp->position[__builtin_ctz(left)] = position;
}

// The group of lanes that goes next, and the position where it meets others.
static uint32_t next_group(const struct warp *warp, uint32_t ready, int *position, int *meets) {
    uint32_t group = 0;
    *position = INT_MAX;
    *meets = INT_MAX;
    for (uint32_t left = ready; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        const int at = warp->position[i];
        if (at < *position) {
            *meets = *position;
            *position = at;
            group = 0;
        } else if (at > *position && at < *meets) {
            *meets = at;
        }
        group |= (uint32_t)(at == *position) << i;
    }
    return group;
}

// Whether an instruction of the whole warp has all the lanes that its mask names. If so they are
// all in *group, else those that are here wait.
static bool assembled(struct warp *warp, const struct instruction *one, int position,
                      uint32_t *group) {
    const int last = one->from[one->from_count - 1];
    const uint32_t named = warp->rows[last][__builtin_ctz(*group)].w & warp->live;
    uint32_t here = *group;
    for (uint32_t left = warp->waiting; left != 0; left &= left - 1) {
        const int i = __builtin_ctz(left);
        here |= (uint32_t)(warp->position[i] == position) << i;
    }
    if ((named & ~here) != 0) {
        move_lanes(warp, *group, position);
        warp->waiting |= *group;
        return false;
    }
    warp->waiting &= ~here;
    *group = here;
    return true;
}

// Runs a group until it meets others, splits, waits or ends.
static enum ptx_status run_group(struct run *run, struct warp *warp, uint32_t group, int position,
                                 int meets) {
    const struct instruction *instructions = run->kernel->instructions;
    while (position < meets && position < run->kernel->instruction_count) {
        const struct instruction *one = &instructions[position];
        uint32_t mask = group;
        run->at = one;
        if (one->guard >= 0) {
            const uint32_t guard = warp->rows[one->guard]->w;
            mask &= one->guard_negated ? ~guard : guard;
        }
        if (++run->steps > run->launch->steps)
            return PTX_TIMEOUT;
        if (mask == 0) {
            position++;
            continue;
        }
        switch (one->kind) {
        case BRANCH:
            if (mask != group) {
                move_lanes(warp, mask, one->target);
                move_lanes(warp, group & ~mask, position + 1);
                return PTX_OK;
            }
            position = one->target;
            continue;
        case EXIT:
            warp->live &= ~mask;
            move_lanes(warp, group & ~mask, position + 1);
            return PTX_OK;
        case BARRIER:
            warp->at_barrier |= mask;
            move_lanes(warp, group, position + 1);
            return PTX_OK;
        case SHUFFLE:
        case VOTE:
        case WARP_BARRIER: {
            const uint32_t came = mask;
            if (!assembled(warp, one, position, &mask)) {
                move_lanes(warp, group & ~came, position + 1);
                return PTX_OK;
            }
            group |= mask;
            break;
        }
        default:
            break;
        }
        const enum ptx_status status = ptx_execute(warp, one, mask);
        if (status != PTX_OK)
            return status;
        position++;
    }
    move_lanes(warp, group, position);
    if (position >= run->kernel->instruction_count)
        warp->live &= ~group;
    return PTX_OK;
}

// Until all its lanes have ended or wait at the block's barrier.
static enum ptx_status run_warp(struct run *run, struct warp *warp) {
    for (;;) {
        const uint32_t ready = warp->live & ~warp->waiting & ~warp->at_barrier;
        if (ready == 0)
            return (warp->waiting & warp->live) != 0 ? PTX_DEADLOCK : PTX_OK;
        int position = 0, meets = 0;
        const uint32_t group = next_group(warp, ready, &position, &meets);
        const enum ptx_status status = run_group(run, warp, group, position, meets);
        if (status != PTX_OK)
            return status;
    }
}

// --- Blocks ------------------------------------------------------------------------------------

static uint64_t random_number(struct run *run) { // splitmix64
    uint64_t z = run->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t special_value(const struct run *run, const unsigned block[3], unsigned thread,
                              int which) {
    const unsigned *size = run->launch->block, *grid = run->launch->grid;
    const unsigned i = thread % PTX_LANES;
    const uint32_t bit = UINT32_C(1) << i;
    const uint64_t values[SPECIAL_COUNT] = {
        [TID_X] = thread % size[0],
        [TID_Y] = thread / size[0] % size[1],
        [TID_Z] = thread / size[0] / size[1],
        [NTID_X] = size[0],
        [NTID_Y] = size[1],
        [NTID_Z] = size[2],
        [CTAID_X] = block[0],
        [CTAID_Y] = block[1],
        [CTAID_Z] = block[2],
        [NCTAID_X] = grid[0],
        [NCTAID_Y] = grid[1],
        [NCTAID_Z] = grid[2],
        [LANEID] = i,
        [WARPID] = thread / PTX_LANES,
        [NWARPID] = (unsigned)run->warp_count,
        [LANEMASK_EQ] = bit,
        [LANEMASK_LT] = bit - 1,
        [LANEMASK_LE] = bit | (bit - 1),
        [LANEMASK_GT] = ~(bit | (bit - 1)),
        [LANEMASK_GE] = ~(bit - 1),
        [DYNAMIC_SHARED] = (run->kernel->shared_bytes + 15) / 16 * 16,
    };
    return values[which];
}

static void begin_block(struct run *run, const unsigned block[3]) {
    for (int w = 0; w < run->warp_count; w++) {
        struct warp *warp = &run->warps[w];
        const unsigned first = (unsigned)w * PTX_LANES, left = run->threads - first;
        warp->live = left >= PTX_LANES ? UINT32_MAX : (UINT32_C(1) << left) - 1;
        warp->waiting = 0;
        warp->at_barrier = 0;
        move_lanes(warp, UINT32_MAX, 0);
        for (int which = 0; which < SPECIAL_COUNT; which++) {
            const int row = run->kernel->special_rows[which];
            for (unsigned i = 0; row >= 0 && i < PTX_LANES; i++)
                warp->rows[row][i].u = special_value(run, block, first + i, which);
        }
    }
}

static const char *status_text(enum ptx_status status) {
    static const char *const texts[] = {
        [PTX_ILLEGAL_ADDRESS] = "an illegal address",
        [PTX_MISALIGNED_ADDRESS] = "a misaligned address",
        [PTX_DEADLOCK] = "lanes wait for others that never come",
        [PTX_TIMEOUT] = "too many steps",
    };
    return texts[status];
}

static enum ptx_status report(const struct run *run, const struct warp *warp,
                              const unsigned block[3], enum ptx_status status, char *message) {
    snprintf(message, PTX_MESSAGE,
             "kernel %s, line %d, block (%u,%u,%u), thread %ld: %s (0x%llx, %d bytes)",
             run->kernel->name, run->at->line, block[0], block[1], block[2],
             (long)(warp - run->warps) * PTX_LANES + warp->fault_lane, status_text(status),
             (unsigned long long)warp->fault_address,
             run->at->bytes * (run->at->kind == LOAD ? run->at->to_count : run->at->from_count));
    return status;
}

// Warps go in turn from barrier to barrier, the first one by chance.
static enum ptx_status run_block(struct run *run, const unsigned block[3], char *message) {
    begin_block(run, block);
    for (bool alive = true; alive;) {
        alive = false;
        const uint64_t turn = run->launch->seed ? random_number(run) : 0;
        for (int i = 0; i < run->warp_count; i++) {
            struct warp *warp = &run->warps[((uint64_t)i + turn) % (uint64_t)run->warp_count];
            const enum ptx_status status = run_warp(run, warp);
            if (status != PTX_OK)
                return report(run, warp, block, status, message);
            alive = alive || warp->live != 0;
        }
        for (int i = 0; i < run->warp_count; i++)
            run->warps[i].at_barrier = 0;
    }
    return PTX_OK;
}

// Every block once: with a seed in steps of a number that has no factor in common with their count.
static enum ptx_status run_blocks(struct run *run, char *message) {
    const unsigned *grid = run->launch->grid;
    const uint64_t blocks = (uint64_t)grid[0] * grid[1] * grid[2];
    uint64_t step = 1, number = 0;
    if (run->launch->seed != 0) {
        number = random_number(run) % blocks;
        step = random_number(run) % blocks + 1;
        for (uint64_t a = blocks, b = step; b != 0 || a != 1;) { // Euclid's algorithm
            if (b == 0) {
                a = blocks;
                b = ++step;
                continue;
            }
            const uint64_t rest = a % b;
            a = b;
            b = rest;
        }
    }
    for (uint64_t i = 0; i < blocks; i++, number = (number + step) % blocks) {
        const unsigned block[3] = {(unsigned)(number % grid[0]),
                                   (unsigned)(number / grid[0] % grid[1]),
                                   (unsigned)(number / grid[0] / grid[1])};
        const enum ptx_status status = run_block(run, block, message);
        if (status != PTX_OK)
            return status;
    }
    return PTX_OK;
}

static void prepare_warps(struct run *run, lane (*rows)[PTX_LANES], unsigned char *shared,
                          size_t shared_bytes) {
    for (int w = 0; w < run->warp_count; w++) {
        struct warp *warp = &run->warps[w];
        *warp = (struct warp){.kernel = run->kernel,
                              .launch = run->launch,
                              .shared = shared,
                              .shared_bytes = shared_bytes,
                              .rows = rows + w * run->kernel->rows};
        for (int c = 0; c < run->kernel->constant_count; c++) {
            const struct constant *one = &run->kernel->constants[c];
            for (int i = 0; i < PTX_LANES; i++)
                warp->rows[one->row][i].u = one->value;
        }
    }
}

enum ptx_status ptx_run(const struct ptx_module *module, int kernel,
                        const struct ptx_launch *launch, char message[PTX_MESSAGE]) {
    struct run run = {.kernel = &module->kernels[kernel],
                      .launch = launch,
                      .threads = launch->block[0] * launch->block[1] * launch->block[2],
                      .random = launch->seed};
    run.warp_count = (int)((run.threads + PTX_LANES - 1) / PTX_LANES);
    const size_t shared_bytes = (run.kernel->shared_bytes + 15) / 16 * 16 + launch->dynamic_shared;
    unsigned char *shared = calloc(1, shared_bytes ? shared_bytes : 1);
    run.warps = calloc((size_t)run.warp_count, sizeof *run.warps);
    lane(*rows)[PTX_LANES] =
        calloc((size_t)run.warp_count * (size_t)run.kernel->rows, sizeof *rows);
    enum ptx_status status = PTX_NO_MEMORY;
    if (shared != NULL && run.warps != NULL && rows != NULL) {
        prepare_warps(&run, rows, shared, shared_bytes);
        status = run_blocks(&run, message);
    }
    free(rows);
    free(run.warps);
    free(shared);
    return status;
}
