// gpubench emit: the list itself, made slice by slice, so that any count needs one slice's memory.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/make_plan.h"
#include "measure/measure.h"
#include "platform/whole_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// 32 MiB of doubles: long against a call to any backend, short against any memory. A multiple of
// 262,144, so that slices lie on the grid where a stream can be entered without a detour.
enum { SLICE = 4 << 20 };

// Of several --output the last one counts.
static const char *file_of(const struct options *options) {
    return options->output_count ? options->outputs[options->output_count - 1] : NULL;
}

static const struct emit_format *format_of(const struct options *options) {
    return emit_format_of(options->format, file_of(options));
}

// Where the values go: the file of --output, or standard output.
struct target {
    struct whole_file file; // zeroed for standard output
    FILE *stream;
    const char *name;
};

static enum status target_open(const struct options *options, struct target *target,
                               struct error *error) {
    const struct emit_format *format = format_of(options);
    *target = (struct target){.stream = stdout, .name = "standard output"};
    if (options->output_count == 0) {
        if (!format->text && isatty(STDOUT_FILENO))
            return fail(error, STATUS_USAGE,
                        "%s values are not for a terminal; add --format txt or --output FILE, or "
                        "send them into a pipe",
                        format->name);
        return STATUS_OK;
    }
    const enum status status = whole_file_open(file_of(options), &target->file, error);
    target->stream = target->file.stream;
    target->name = file_of(options);
    return status;
}

static enum status stopped(const struct target *target, uint64_t written, struct error *error) {
    if (measure_interrupted)
        return fail(error, STATUS_INTERRUPTED,
                    "interrupted after %" PRIu64 " values had been written to %s%s", written,
                    target->name,
                    target->file.stream && !target->file.direct ? ", which is left as it was" : "");
    if (errno == EPIPE)
        return fail(error, STATUS_OUTPUT,
                    "the reader of %s went away after %" PRIu64 " values or a few more",
                    target->name, written);
    return fail_errno(error, STATUS_OUTPUT, "%s took %" PRIu64 " values or a few more, then failed",
                      target->name, written);
}

static enum status make_slice(const struct backend *backend, struct session *session,
                              uint64_t first, uint64_t count, const void **values,
                              struct error *error) {
    TRY(backend->deliver ? backend->deliver(session, first, count, error)
                         : backend->fill(session, first, count, error));
    return backend->view(session, values, error);
}

static enum status write_slices(const struct options *options, struct session *session,
                                const struct target *target, struct error *error) {
    const struct backend *backend = options->rows[0].backend;
    const struct emit_format *format = format_of(options);
    uint64_t count;
    errno = 0;
    if (format->begin)
        format->begin(options->spec.type, options->count, target->stream);
    for (uint64_t done = 0; done < options->count; done += count) {
        const uint64_t first = options->first + done;
        count = SLICE - first % SLICE;
        if (count > options->count - done)
            count = options->count - done;
        const void *values;
        TRY(make_slice(backend, session, first, count, &values, error));
        errno = 0;
        format->write(options->spec.type, values, (size_t)count, target->stream);
        if (ferror(target->stream) || measure_interrupted)
            return stopped(target, done, error);
    }
    if (fflush(target->stream) != 0)
        return stopped(target, options->count, error);
    return STATUS_OK;
}

static enum status check_format(const struct options *options, struct error *error) {
    const struct emit_format *format = format_of(options);
    if (!format->takes || format->takes(options->spec.type))
        return STATUS_OK;
    return fail(error, STATUS_USAGE,
                "--format %s needs more random bits than %s values have; choose another --type",
                format->name, element_name(options->spec.type));
}

static enum status check_ready(const struct options *options, struct error *error) {
    const struct plan_row *row = &options->rows[0];
    struct probe probe = {0};
    enum { PATIENCE_S = 60 };
    measure_probe(row->backend, row->device, PATIENCE_S, &probe);
    if (probe.ready)
        return STATUS_OK;
    return fail(error, STATUS_UNAVAILABLE, "%s is not available: %.400s", row->name, probe.reason);
}

static enum status emit_to(const struct options *options, const struct plan *plan,
                           const struct target *target, struct error *error) {
    const struct backend *backend = options->rows[0].backend;
    const struct job job = plan_job(plan, options->rows[0].device, plan_elements(plan), NULL);
    struct opened opened = {0};
    struct session *session = NULL;
    TRY(backend->open(backend, &job, &opened, &session, error));
    const enum status status = write_slices(options, session, target, error);
    backend->close(session);
    return status;
}

enum status command_emit(const struct options *options, struct error *error) {
    struct plan plan;
    struct target target;
    TRY(check_format(options, error));
    TRY(make_plan(options, &plan, error));
    plan.spec.size = options->count < SLICE ? options->count + (options->count == 0) : SLICE;
    plan.spec.lists = 1;
    TRY(plan_fits(&plan, error));
    TRY(check_ready(options, error));
    TRY(target_open(options, &target, error));
    const enum status status = emit_to(options, &plan, &target, error);
    if (target.file.stream && status == STATUS_OK)
        return whole_file_keep(&target.file, error);
    whole_file_discard(&target.file);
    return status;
}
