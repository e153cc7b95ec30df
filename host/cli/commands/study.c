// gpubench sweep, scale and report: a study planned or read, measured point by point, reported.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/make_plan.h"
#include "cli/progress_line.h"
#include "cli/report_files.h"
#include "cli/study_options.h"
#include "measure/rank_group.h"
#include "platform/topology.h"
#include "report/data/read.h"
#include "report/reporter.h"
#include "study/conduct.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- saving after each point

// The saver first: study/ is handed the saver, and finds the options around it.
struct file_saver {
    struct saver saver;
    const struct options *options;
};

static bool is_json(const char *file) {
    const size_t length = strlen(file);
    return length > 5 && strcasecmp(file + length - 5, ".json") == 0;
}

static enum status save(const struct saver *saver, const struct study *study, struct error *error) {
    const struct options *options = ((const struct file_saver *)saver)->options;
    for (size_t i = 0; i < options->output_count; i++)
        if (is_json(options->outputs[i]))
            TRY(study_to_file(study, options->outputs[i], error));
    return STATUS_OK;
}

// ---- from where an earlier one was stopped

static enum status resume(const struct options *options, const struct plan *plan,
                          struct study *study, struct error *error) {
    struct study earlier;
    struct error reason;
    if (options->resume == NULL)
        return STATUS_OK;
    TRY(study_read(options->resume, &earlier, error));
    const enum status status = study_resume(plan, &earlier, study, &reason);
    study_free(&earlier);
    return status == STATUS_OK
               ? STATUS_OK
               : fail(error, status, "--resume %.100s: %.380s", options->resume, reason.message);
}

// The file that is resumed is written too, if it isn't among the outputs.
static enum status add_resumed(struct options *options, struct error *error) {
    for (size_t i = 0; options->resume && i < options->output_count; i++)
        if (strcmp(options->outputs[i], options->resume) == 0)
            return STATUS_OK;
    if (options->resume == NULL)
        return STATUS_OK;
    if (!is_json(options->resume) || options->output_count == OUTPUTS)
        return fail(error, STATUS_USAGE, "--resume '%.100s' is no .json file that could be written",
                    options->resume);
    options->outputs[options->output_count++] = options->resume;
    return STATUS_OK;
}

// ---- conducting

typedef enum status plan_function(const struct options *options, struct plan *plan,
                                  struct study *study, struct error *error);

static enum status conduct(const struct options *options, const struct plan *plan,
                           struct study *study, struct error *error) {
    struct progress_state state;
    const struct progress_line line = progress_line_start(&state);
    const struct file_saver saver = {.saver = {.save = save}, .options = options};
    const enum status measured = study_conduct(plan, &line.observer, &saver.saver, study, error);
    progress_line_clear(&state);
    if (measured != STATUS_OK && study_first_measured(study) == NULL) // nothing to report
        return measured;
    struct error written = {0};
    const enum status status = study_everywhere(options, study, &written);
    if (measured != STATUS_OK && status != STATUS_OUTPUT) // else it says where the report is kept
        return measured;
    *error = written;
    TRY(status);
    return study_status(study, error);
}

static enum status plan_and_conduct(const struct options *options, plan_function *plan_study,
                                    struct study *study, struct error *error) {
    struct plan plan;
    TRY(plan_study(options, &plan, study, error));
    TRY(resume(options, &plan, study, error));
    return conduct(options, &plan, study, error);
}

static enum status command_study(const struct options *given, plan_function *plan_study,
                                 struct error *error) {
    struct options options = *given; // a resumed file is one more output
    struct study study = {0};
    TRY(add_resumed(&options, error));
    TRY(report_files_check(&options, error));
    const enum status status = plan_and_conduct(&options, plan_study, &study, error);
    study_free(&study);
    return status;
}

// ---- the two kinds

static enum status check_between(const struct options *options, struct error *error) {
    for (size_t i = 0; i < 2 && options->between[0][0]; i++) {
        bool known = false;
        for (size_t r = 0; r < options->row_count; r++)
            known = known || strcmp(options->rows[r].name, options->between[i]) == 0;
        if (!known)
            return fail(error, STATUS_USAGE,
                        "--between: '%s' is not among the backends of this sweep; name it in "
                        "--backend too, or choose one of them",
                        options->between[i]);
    }
    return STATUS_OK;
}

static enum status plan_sweep(const struct options *options, struct plan *plan, struct study *study,
                              struct error *error) {
    struct options largest = *options;
    struct numbers sizes;
    TRY(numbers_in_decades(options->size_text, options->steps, UINT64_C(1) << 60, &sizes, error));
    TRY(check_between(options, error));
    largest.spec.size =
        sizes.values[sizes.count - 1]; // what fits the streams at the end fits before
    TRY(make_plan(&largest, plan, error));
    TRY(study_plan_sweep(sizes.values, sizes.count, plan, study, error));
    memcpy(study->between, options->between, sizeof study->between);
    return STATUS_OK;
}

// A row that uses one thread whatever the number of workers can't scale.
static enum status check_scalable(const struct plan *plan, struct error *error) {
    for (size_t i = 0; i < plan->row_count; i++)
        if (plan->rows[i].backend->traits & (TRAIT_SINGLE | TRAIT_HARNESS))
            return fail(error, STATUS_USAGE,
                        "--backend %s doesn't take several workers; choose others, like pthread",
                        plan->rows[i].name);
    return STATUS_OK;
}

// Over ranks every backend scales, each rank with its own workers.
static enum status plan_scale_of_ranks(const struct options *options, struct plan *plan,
                                       struct study *study, struct error *error) {
    struct numbers ranks;
    unsigned values[STUDY_POINTS];
    TRY(numbers_of_workers(options->rank_text, options->group->ranks, &ranks, error));
    for (size_t i = 0; i < ranks.count; i++)
        values[i] = (unsigned)ranks.values[i];
    if (values[ranks.count - 1] > options->group->ranks)
        return fail(error, STATUS_USAGE,
                    "--ranks %s: there are %u ranks only; start more, or ask for fewer",
                    options->rank_text, options->group->ranks);
    TRY(make_plan(options, plan, error));
    return study_plan_scale(values, ranks.count, plan, study, error);
}

static enum status plan_scale(const struct options *options, struct plan *plan, struct study *study,
                              struct error *error) {
    if (options->group != NULL)
        return plan_scale_of_ranks(options, plan, study, error);
    struct options most = *options;
    struct numbers workers;
    unsigned values[STUDY_POINTS];
    TRY(numbers_of_workers(options->worker_text, topology_default_workers(), &workers, error));
    for (size_t i = 0; i < workers.count; i++)
        values[i] = (unsigned)workers.values[i];
    most.spec.workers = workers.values[workers.count - 1];
    TRY(make_plan(&most, plan, error));
    TRY(check_scalable(plan, error));
    return study_plan_scale(values, workers.count, plan, study, error);
}

enum status command_sweep(const struct options *options, struct error *error) {
    return command_study(options, plan_sweep, error);
}

enum status command_scale(const struct options *options, struct error *error) {
    return command_study(options, plan_scale, error);
}

// ---- what was measured before

enum status command_report(const struct options *options, struct error *error) {
    struct study study;
    TRY(report_files_check(options, error));
    TRY(study_read(options->files[0], &study, error));
    const enum status status = study_everywhere(options, &study, error);
    study_free(&study);
    return status;
}
