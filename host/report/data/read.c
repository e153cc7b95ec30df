// From a file to a study.
// SPDX-License-Identifier: MIT
#include "report/data/read.h"

#include "report/data/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool json_depth_fits(const char *text, size_t length, size_t most) {
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < length && depth <= most; i++)
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted)
            i += text[i] == '\\';
        else if (text[i] == '{' || text[i] == '[')
            depth++;
        else if ((text[i] == '}' || text[i] == ']') && depth > 0)
            depth--;
    return depth <= most;
}

// ---- the document

static void read_run(struct reader *reader, const json_t *document, struct study *study) {
    reader->status = study_create(STUDY_RUN, 1, study, reader->error);
    if (reader->status != STATUS_OK)
        return;
    struct point *point = &study->points[0];
    table_read(reader, &report_table, document, &point->results);
    point->measured = true;
    point->size = point->results.run.spec.size;
    point->workers = (unsigned)point->results.run.spec.workers;
    study->interrupted = point->results.interrupted;
    study->elapsed_s = point->results.elapsed_s;
}

static void read_document(struct reader *reader, const json_t *document, struct study *study) {
    if (!json_is_object(document))
        reader_refuse(reader, "it is no object");
    // Reports from before there were other kinds have none.
    else if (json_object_get(document, "kind"))
        study->kind = (enum study_kind)read_choice(reader, document, "kind", study_kind_name);
    if (reader->status != STATUS_OK)
        return;
    if (study->kind == STUDY_RUN)
        read_run(reader, document, study);
    else
        table_read(reader, &study_table, document, study);
}

enum status study_parse(const char *text, size_t length, const char *file, struct study *study,
                        struct error *error) {
    struct reader reader = {.file = file, .error = error};
    json_error_t where;
    *study = (struct study){0};
    if (!json_depth_fits(text, length, READ_DEPTH_MOST))
        return fail(error, STATUS_USAGE, "%.100s is no report of gpubench: it is nested too deep",
                    file);
    json_t *document = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);
    if (document == NULL)
        return fail(error, STATUS_USAGE,
                    "%.100s is no report of gpubench, or was cut short: line %d, column %d: %s",
                    file, where.line, where.column, where.text);
    read_document(&reader, document, study);
    json_decref(document);
    if (reader.status != STATUS_OK)
        study_free(study);
    return reader.status;
}

// ---- the file

static enum status too_long(const char *file, struct error *error) {
    return fail(error, STATUS_USAGE, "%.100s is longer than %d MiB, which no report is", file,
                READ_BYTES_MOST >> 20);
}

// All that the stream gives, which may be a pipe; owned by the caller.
static enum status read_all(FILE *stream, const char *file, char **text, size_t *length,
                            struct error *error) {
    size_t capacity = 0;
    *text = NULL;
    *length = 0;
    for (;;) {
        if (*length == capacity) {
            capacity = capacity == 0 ? 1 << 16 : 2 * capacity;
            char *larger = capacity > READ_BYTES_MOST ? NULL : realloc(*text, capacity);
            if (larger == NULL)
                return capacity > READ_BYTES_MOST
                           ? too_long(file, error)
                           : fail(error, STATUS_MEMORY, "no memory to read %.100s", file);
            *text = larger;
        }
        const size_t got = fread(*text + *length, 1, capacity - *length, stream);
        if (got == 0)
            break;
        *length += got;
    }
    return ferror(stream) ? fail_errno(error, STATUS_SYSTEM, "%.100s can't be read", file)
                          : STATUS_OK;
}

enum status study_read(const char *file, struct study *study, struct error *error) {
    *study = (struct study){0};
    FILE *stream = fopen(file, "r");
    if (stream == NULL)
        return fail_errno(error, STATUS_USAGE, "%.100s can't be read", file);
    char *text;
    size_t length;
    const enum status read = read_all(stream, file, &text, &length, error);
    fclose(stream);
    const enum status parsed =
        read == STATUS_OK ? study_parse(text, length, file, study, error) : read;
    free(text);
    return parsed;
}
