// The table of reporters, and writing a report to a file.
// SPDX-License-Identifier: MIT
#include "platform/whole_file.h"
#include "report/reporter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

extern const struct reporter reporter_table, reporter_json, reporter_csv, reporter_markdown,
    reporter_html, reporter_svg, reporter_png, reporter_gnuplot;

const struct reporter *const reporters[] = {&reporter_table,    &reporter_json,    &reporter_csv,
                                            &reporter_markdown, &reporter_html,    &reporter_svg,
                                            &reporter_png,      &reporter_gnuplot, NULL};

// What stands behind the last dot of the file's own name; "" without one.
static const char *extension_of(const char *file) {
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : "";
}

static enum status unknown_extension(const char *file, struct error *error) {
    char known[256] = "";
    for (size_t i = 0; reporters[i]; i++) {
        const size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s.%s (%s)", i ? ", " : "",
                 reporters[i]->extension, reporters[i]->name);
    }
    return fail(error, STATUS_USAGE,
                "The name \"%s\" doesn't say which kind of report to write: end it in one of %s.",
                file, known);
}

enum status reporter_for_file(const char *file, const struct reporter **reporter,
                              struct error *error) {
    const char *extension = extension_of(file);
    *reporter = NULL;
    for (size_t i = 0; reporters[i]; i++) {
        if (strcasecmp(extension, reporters[i]->extension) == 0) {
            *reporter = reporters[i];
            return STATUS_OK;
        }
    }
    return unknown_extension(file, error);
}

// The whole report in memory, so that one that can't be made leaves no trace in any file.
static enum status report_to_memory(const struct study *study, const struct reporter *reporter,
                                    char **text, size_t *length, struct error *error) {
    FILE *stream = open_memstream(text, length);
    if (!stream)
        return fail_errno(error, STATUS_MEMORY, "can't make the %s report", reporter->name);
    const enum status status = reporter->write(study, stream, error);
    const bool complete = !ferror(stream);
    if ((fclose(stream) != 0 || !complete) && status == STATUS_OK)
        return fail(error, STATUS_MEMORY, "No memory left to make the %s report.", reporter->name);
    return status;
}

static enum status text_to_file(const char *text, size_t length, const char *file,
                                struct error *error) {
    struct whole_file whole;
    TRY(whole_file_open(file, &whole, error));
    (void)!fwrite(text, 1, length, whole.stream); // the stream keeps its error
    return whole_file_keep(&whole, error);
}

// What can't go where it should is kept elsewhere, if that was a file and not a pipe or a device.
static enum status rescue(const char *text, size_t length, const char *file, struct error *error) {
    const struct error reason = *error;
    char kept[256];
    struct stat what;
    if (stat(file, &what) == 0 && !S_ISREG(what.st_mode))
        return reason.status;
    if (!whole_file_rescue(text, length, extension_of(file), kept, sizeof kept))
        return reason.status;
    return fail(error, reason.status, "%.300s; the report is in %s instead", reason.message, kept);
}

static enum status make_and_keep(const struct study *study, const struct reporter *reporter,
                                 const char *file, bool rescued, char **text, struct error *error) {
    size_t length = 0;
    TRY(report_to_memory(study, reporter, text, &length, error));
    const enum status status = text_to_file(*text, length, file, error);
    return status == STATUS_OUTPUT && rescued ? rescue(*text, length, file, error) : status;
}

static enum status write_to_file(const struct study *study, const char *file, bool rescued,
                                 struct error *error) {
    const struct reporter *reporter;
    char *text = NULL;
    TRY(reporter_for_file(file, &reporter, error));
    const enum status status = make_and_keep(study, reporter, file, rescued, &text, error);
    free(text);
    return status;
}

enum status study_to_file(const struct study *study, const char *file, struct error *error) {
    return write_to_file(study, file, false, error);
}

enum status study_kept(const struct study *study, const char *file, struct error *error) {
    return write_to_file(study, file, true, error);
}
