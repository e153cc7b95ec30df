// The report for programs: everything, raw samples included. schema/gpubench-1.schema.json
// documents each key.
// SPDX-License-Identifier: MIT
#include "report/data/tables.h"
#include "report/reporter.h"

#include <stdlib.h>
#include <string.h>

// Arrays of numbers stand on one line each: samples would be thousands of them.
static void write_folded(const char *text, FILE *stream) {
    bool quoted = false;
    for (const char *at = text; *at; at++) {
        fputc(*at, stream);
        quoted = quoted != (*at == '"');
        if (quoted && *at == '\\')
            fputc(*++at, stream);
        const size_t length = strspn(at + 1, "0123456789.eE+-nul, \n");
        if (quoted || *at != '[' || at[1 + length] != ']')
            continue;
        for (const char *end = at + length; at < end; at++)
            if (at[1] != ' ' && at[1] != '\n')
                fprintf(stream, at[1] == ',' ? "%c " : "%c", at[1]);
    }
}

static enum status write_document(json_t *document, FILE *stream, struct error *error) {
    if (!document)
        return fail(error, STATUS_MEMORY, "No memory left to make the JSON report.");
    char *text = json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    json_decref(document);
    if (!text)
        return fail(error, STATUS_MEMORY, "No memory left to write the JSON report.");
    write_folded(text, stream);
    free(text);
    fputc('\n', stream); // as text files end; a failed write shows in ferror(stream)
    return STATUS_OK;
}

static enum status json_write(const struct study *study, FILE *stream, struct error *error) {
    struct findings findings = {0};
    const struct context above = {&findings_table, &findings, NULL};
    if (study->kind == STUDY_RUN)
        return write_document(table_write(&report_table, NULL, &study->points[0].results), stream,
                              error);
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
};
