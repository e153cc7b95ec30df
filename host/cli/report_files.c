// Reports, and the status of the whole.
// SPDX-License-Identifier: MIT
#include "cli/report_files.h"
#include "cli/exit_codes.h"
#include "cli/standard_output.h"
#include "platform/whole_file.h"
#include "report/reporter.h"

#include <stdio.h>
#include <string.h>

enum status report_files_check(const struct options *options, struct error *error) {
    for (size_t i = 0; i < options->output_count; i++) {
        const char *file = options->outputs[i];
        const struct reporter *reporter;
        TRY(reporter_for_file(file, &reporter, error));
        if (reporter->ready)
            TRY(reporter->ready(error));
        TRY(whole_file_check(file, error));
    }
    return STATUS_OK;
}

enum status report_everywhere(const struct options *options, const struct results *results,
                              struct error *error) {
    struct point point;
    const struct study study = study_of_run(results, &point);
    return study_everywhere(options, &study, error);
}

static enum status study_shown(const struct study *study, struct error *error) {
    TRY(reporters[0]->write(study, stdout, error));
    return standard_output_finish(error);
}

enum status study_everywhere(const struct options *options, const struct study *study,
                             struct error *error) {
    enum status status = study_shown(study, error);
    for (size_t i = 0; i < options->output_count; i++) {
        struct error other = {0};
        const enum status written = study_kept(study, options->outputs[i], &other);
        if (status == STATUS_OK && (written != STATUS_OK || other.message[0] != '\0'))
            *error = other;
        status = status == STATUS_OK ? written : status;
    }
    return status;
}

static enum status status_of_row(const struct row *row) {
    switch (row->status) {
    case ROW_OK:
        return STATUS_OK;
    case ROW_UNAVAILABLE:
        return row->asked ? STATUS_UNAVAILABLE : STATUS_OK;
    case ROW_FAILED:
        return STATUS_LOST;
    case ROW_WRONG:
        return STATUS_WRONG;
    case ROW_INTERRUPTED:
        return STATUS_INTERRUPTED;
    }
    return STATUS_SYSTEM;
}

// "serial, pthread": the rows with this status.
static void name_rows(const struct results *results, enum status status, char *names, size_t size) {
    *names = '\0';
    for (size_t i = 0; i < results->row_count; i++) {
        if (status_of_row(&results->rows[i]) != status)
            continue;
        const size_t length = strlen(names);
        snprintf(names + length, size - length, "%s%s", length ? ", " : "", results->rows[i].name);
    }
}

enum status results_status(const struct results *results, struct error *error) {
    enum status status = results->interrupted ? STATUS_INTERRUPTED : STATUS_OK;
    for (size_t i = 0; i < results->row_count; i++)
        status = status_worse(status, status_of_row(&results->rows[i]));
    char names[256];
    name_rows(results, status, names, sizeof names);
    switch (status) {
    case STATUS_OK:
        return results->quality.suspect
                   ? fail(error, STATUS_SUSPECT,
                          "the list failed a test of its statistics; the report says which")
                   : STATUS_OK;
    case STATUS_INTERRUPTED:
        return fail(error, status, "interrupted; the report has what was measured until then");
    case STATUS_WRONG:
        return fail(error, status, "wrong list made by %s; the report says where", names);
    case STATUS_UNAVAILABLE:
        return fail(error, status, "not available here: %s; the report says why", names);
    default:
        return fail(error, status, "failed: %s; the report says why", names);
    }
}

// Whether the row was fine at some other point, so that only this size or these workers are beyond
// it.
static bool ran_elsewhere(const struct study *study, const char *name) {
    for (size_t i = 0; i < study->point_count; i++) {
        const struct row *row = point_row(&study->points[i], name);
        if (row && row->status == ROW_OK)
            return true;
    }
    return false;
}

static enum status status_of_point(const struct study *study, const struct point *point,
                                   struct error *error) {
    enum status status = results_status(&point->results, error);
    if (status != STATUS_UNAVAILABLE)
        return status;
    for (size_t r = 0; r < point->results.row_count; r++) {
        const struct row *row = &point->results.rows[r];
        if (status_of_row(row) == STATUS_UNAVAILABLE && !ran_elsewhere(study, row->name))
            return status;
    }
    return STATUS_OK;
}

enum status study_status(const struct study *study, struct error *error) {
    enum status status = STATUS_OK;
    if (study->interrupted)
        status =
            fail(error, STATUS_INTERRUPTED,
                 "interrupted; the points that were measured until then are kept, and --resume "
                 "goes on from a JSON report");
    for (size_t i = 0; i < study->point_count; i++) {
        struct error other;
        const enum status point = status_of_point(study, &study->points[i], &other);
        if (status_worse(status, point) != status) {
            status = point;
            *error = other;
        }
    }
    return status;
}
