// From a file to a study.
// SPDX-License-Identifier: MIT
#include "report/data/read.h"

#include "report/data/read_results.h"

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

static void read_version(struct reader *reader, const json_t *document) {
    const json_t *version = json_object_get(document, "schema_version");
    if (!json_is_integer(version)) {
        reader_refuse(reader, "\"schema_version\" is missing");
        return;
    }
    const json_int_t number = json_integer_value(version);
    if (number == REPORT_SCHEMA_VERSION)
        return;
    reader->status =
        fail(reader->error, STATUS_USAGE,
             "%.100s has version %lld of the report's schema, and this gpubench reads "
             "version %d only: %s",
             reader->file, (long long)number, REPORT_SCHEMA_VERSION,
             number > REPORT_SCHEMA_VERSION ? "read it with the newer one that wrote it"
                                            : "measure anew");
}

static const char *kind_at(size_t index) {
    return study_kind_name((enum study_kind)index);
}

static const char *scaling_at(size_t index) {
    return scaling_name((enum scaling)index);
}

// Reports from before there were other kinds have none.
static enum study_kind read_kind(struct reader *reader, const json_t *document) {
    if (reader->status != STATUS_OK || json_object_get(document, "kind") == NULL)
        return STUDY_RUN;
    return (enum study_kind)field_choice(reader, document, "kind", kind_at);
}

static void read_point(struct reader *reader, const json_t *object, struct point *point) {
    point->size = field_count(reader, object, "size", UINT64_C(1) << 60);
    point->workers = (unsigned)field_count(reader, object, "workers", WORKERS_MAX);
    point->scaling = (enum scaling)field_choice(reader, object, "scaling", scaling_at);
    if (!field_is_null(object, "skipped"))
        field_copy(reader, object, "skipped", point->skipped, sizeof point->skipped);
    if (field_is_null(object, "report"))
        return;
    const json_t *report = field(reader, object, "report", JSON_OBJECT);
    read_version(reader, report);
    read_results(reader, report, &point->results);
    point->measured = true;
    if (point->results.run.size != point->size)
        reader_refuse(reader, "\"size\" is not that of the report");
}

static void read_between(struct reader *reader, const json_t *document, struct study *study) {
    if (study->kind != STUDY_SWEEP || field_is_null(document, "between"))
        return;
    const json_t *pair = field_array(reader, document, "between", 2);
    for (size_t i = 0; i < 2 && reader->status == STATUS_OK; i++) {
        const char *name = json_string_value(json_array_get(pair, i));
        if (name == NULL || *name == '\0' || strlen(name) >= sizeof study->between[i])
            reader_refuse(reader, "\"between\" is no pair of names");
        else
            snprintf(study->between[i], sizeof study->between[i], "%s", name);
    }
}

// Sizes of a sweep rise: whatever is computed between neighbours relies on it.
static void refuse_disorder(struct reader *reader, const struct study *study) {
    for (size_t i = 1; i < study->point_count && study->kind == STUDY_SWEEP; i++)
        if (study->points[i].size <= study->points[i - 1].size)
            reader_refuse(reader, "the sizes of the points don't rise");
}

static void read_points(struct reader *reader, const json_t *document, enum study_kind kind,
                        struct study *study) {
    const json_t *points = field_array(reader, document, "points", STUDY_POINTS);
    if (reader->status == STATUS_OK)
        reader->status = study_create(kind, json_array_size(points), study, reader->error);
    if (reader->status != STATUS_OK)
        return;
    study->interrupted = field_flag(reader, document, "interrupted");
    study->elapsed_s = field_number(reader, document, "elapsed_s");
    read_between(reader, document, study);
    for (size_t i = 0; i < study->point_count && reader->status == STATUS_OK; i++) {
        snprintf(reader->where, sizeof reader->where, "points[%zu]", i);
        read_point(reader, json_array_get(points, i), &study->points[i]);
    }
    reader->where[0] = '\0';
    refuse_disorder(reader, study);
}

static void read_single(struct reader *reader, const json_t *document, struct study *study) {
    if (reader->status == STATUS_OK)
        reader->status = study_create(STUDY_RUN, 1, study, reader->error);
    if (reader->status != STATUS_OK)
        return;
    struct point *point = &study->points[0];
    read_results(reader, document, &point->results);
    point->measured = true;
    point->size = point->results.run.size;
    point->workers = point->results.run.workers;
    study->interrupted = point->results.interrupted;
    study->elapsed_s = point->results.elapsed_s;
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
    if (!json_is_object(document))
        reader_refuse(&reader, "it is no object");
    read_version(&reader, document);
    const enum study_kind kind = read_kind(&reader, document);
    if (kind == STUDY_RUN)
        read_single(&reader, document, study);
    else
        read_points(&reader, document, kind, study);
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
    enum status status = read_all(stream, file, &text, &length, error);
    fclose(stream);
    if (status == STATUS_OK)
        status = study_parse(text, length, file, study, error);
    free(text);
    return status;
}
