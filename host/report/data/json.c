// The report for programs: everything, raw samples included. schema/gpubench-1.schema.json
// documents each key.
// SPDX-License-Identifier: MIT
#include "report/data/tables.h"
#include "report/reporter.h"

static enum status write_document(json_t *document, FILE *stream, struct error *error) {
    if (!document)
        return fail(error, STATUS_MEMORY, "No memory left to make the JSON report.");
    // The newline ends the file as text files end; a failed write shows in ferror(stream).
    const int dumped = json_dumpf(document, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(document);
    fputc('\n', stream);
    if (dumped != 0 && !ferror(stream))
        return fail(error, STATUS_MEMORY, "No memory left to write the JSON report.");
    return STATUS_OK;
}

static enum status json_write(const struct results *results, FILE *stream, struct error *error) {
    return write_document(table_write(&report_table, NULL, results), stream, error);
}

static enum status json_write_study(const struct study *study, FILE *stream, struct error *error) {
    struct findings findings = {0};
    const struct context above = {&findings_table, &findings, NULL};
    if (study->kind == STUDY_SWEEP)
        TRY(break_evens_of(study, &findings.break_evens, error));
    else
        TRY(scaling_laws_of(study, &findings.laws, error));
    json_t *document = table_write(&study_table, &above, study);
    break_evens_free(&findings.break_evens);
    scaling_laws_free(&findings.laws);
    return write_document(document, stream, error);
}

const struct reporter reporter_json = {
    .name = "json",
    .extension = "json",
    .summary = "for programs: everything, raw samples included (schema/ documents each key)",
    .write = json_write,
    .write_study = json_write_study,
};
