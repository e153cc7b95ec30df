// Making the plan.
// SPDX-License-Identifier: MIT
#include "cli/make_plan.h"

#include "cli/device_rows.h"
#include "measure/rank_group.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

static enum status check_elements(const struct options *options, struct error *error) {
    uint64_t elements;
    if (!__builtin_mul_overflow(options->spec.size, options->spec.lists, &elements) &&
        elements <= UINT64_C(1) << 60)
        return STATUS_OK;
    return fail(error, STATUS_USAGE,
                "--size %" PRIu64 " times --lists %" PRIu64
                " is more than 2^60 elements, where the streams end; ask for fewer",
                options->spec.size, options->spec.lists);
}

static enum status check_type(const struct options *options, struct error *error) {
    if (options->spec.stream->reference[options->spec.type])
        return STATUS_OK;
    const enum element_type other = options->spec.type == ELEMENT_F64 ? ELEMENT_F32 : ELEMENT_F64;
    return fail(error, STATUS_USAGE, "stream %s has no %s; choose --type %s",
                options->spec.stream->name, element_name(options->spec.type), element_name(other));
}

static bool level_runs(const struct options *options, enum isa isa) {
    return stream_level(options->spec.stream, options->spec.type, isa) != NULL;
}

static enum status check_isa(const struct options *options, struct error *error) {
    if (level_runs(options, options->spec.isa))
        return STATUS_OK;
    char levels[128] = "";
    for (enum isa isa = ISA_AUTO; isa < ISA_COUNT; isa++) {
        if (!level_runs(options, isa))
            continue;
        strncat(levels, *levels ? ", " : "", sizeof levels - strlen(levels) - 1);
        strncat(levels, isa_name(isa), sizeof levels - strlen(levels) - 1);
    }
    return fail(error, STATUS_USAGE,
                "--isa %s: this processor or this build lacks that level for stream %s; "
                "choose one of %s",
                isa_name(options->spec.isa), options->spec.stream->name, levels);
}

static enum status check_seed(const struct options *options, struct error *error) {
    if (stream_takes_seed(options->spec.stream, options->spec.seed))
        return STATUS_OK;
    return fail(error, STATUS_USAGE,
                "--seed %" PRIu64 " is too large for stream %s; choose one of 0 to %" PRIu64,
                options->spec.seed, options->spec.stream->name, options->spec.stream->seed_most);
}

static enum status check_baseline(const struct options *options, struct error *error) {
    if (!options->baseline)
        return STATUS_OK;
    for (size_t i = 0; i < options->row_count; i++) {
        const struct plan_row *row = &options->rows[i];
        if (strcmp(row->name, options->baseline) != 0)
            continue;
        if (row->backend->traits & TRAIT_HARNESS)
            return fail(error, STATUS_USAGE,
                        "--baseline %s makes no numbers to compare with; choose another",
                        row->name);
        return STATUS_OK;
    }
    return fail(error, STATUS_USAGE,
                "--baseline '%.100s' is not among the backends of this run; name it in --backend "
                "too, or choose one of them",
                options->baseline);
}

// Order within rounds is new in each run, so that no order is favoured for ever; it is recorded.
static uint64_t any_seed(void) {
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        return 1;
    return seed;
}

static enum status check_kernel(const struct options *options, struct error *error) {
    if (options->spec.kernel[0] == '\0')
        return STATUS_OK;
    for (size_t i = 0; i < options->row_count; i++)
        if (options->rows[i].backend->traits & TRAIT_KERNELS)
            return STATUS_OK;
    return fail(error, STATUS_USAGE,
                "--kernel %s: none of the backends of this run has kernels to choose from",
                options->spec.kernel);
}

static enum status check_slices(const struct options *options, struct error *error) {
    for (size_t i = 0; i < options->row_count && options_over_ranks; i++)
        if (options->rows[i].backend->traits & (TRAIT_WHOLE_RUN | TRAIT_OWN_SEEDS))
            return fail(error, STATUS_USAGE,
                        "--backend %s makes its lists as a whole, so ranks can't have slices of "
                        "them; choose others",
                        options->rows[i].name);
    if (options->gather && options->spec.memory == MEMORY_FRESH)
        return fail(error, STATUS_USAGE,
                    "--gather needs memory that stays, not --memory fresh; leave out one of them");
    return STATUS_OK;
}

typedef enum status check_function(const struct options *options, struct error *error);
static check_function *const checks[] = {check_elements, check_type,     check_seed,  check_isa,
                                         check_kernel,   check_baseline, check_slices};

enum status make_plan(const struct options *options, struct plan *plan, struct error *error) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        TRY(checks[i](options, error));
    *plan = (struct plan){
        .spec = options->spec,
        .baseline = options->baseline,
        .precision = options->precision,
        .time_s = options->time_s,
        .patience_s = options->patience_s,
        .shuffle_seed = any_seed(),
        .statistics = options->statistics,
        .command_line = options->command_line,
        .group = options->group,
        .ranks = options->group == NULL ? 0 : options->group->ranks,
    };
    TRY(device_rows(options, plan, error));
    TRY(topology_plan((unsigned)plan->spec.workers, &plan->cpus, error));
    plan->spec.workers = plan->cpus.workers;
    return STATUS_OK;
}
