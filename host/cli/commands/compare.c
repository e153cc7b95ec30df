// gpubench compare: every further report against the first.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/standard_output.h"
#include "platform/whole_file.h"
#include "report/data/read.h"
#include "report/people/compare_content.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct comparisons {
    size_t count; // of reports, the first among them
    struct study studies[FILES];
    struct comparison items[FILES]; // of each further report; the first's is empty
};

static enum status read_all(const struct options *options, struct comparisons *all,
                            struct error *error) {
    for (size_t i = 0; i < options->file_count; i++) {
        TRY(study_read(options->files[i], &all->studies[i], error));
        all->count = i + 1;
    }
    return STATUS_OK;
}

static enum status compare_all(const struct options *options, struct comparisons *all,
                               struct error *error) {
    for (size_t i = 1; i < all->count; i++)
        TRY(compare(&all->studies[0], &all->studies[i], options->effect, all->count - 1,
                    &all->items[i], error));
    return STATUS_OK;
}

// ---- where it goes

static enum status write_all(const struct options *options, const struct comparisons *all,
                             const struct page *page, struct error *error) {
    for (size_t i = 1; i < all->count; i++)
        TRY(comparison_write(&all->items[i], options->files[0], options->files[i], page, error));
    return STATUS_OK;
}

static bool ends_in(const char *file, const char *end) {
    const size_t length = strlen(file);
    return length > strlen(end) && strcasecmp(file + length - strlen(end), end) == 0;
}

static enum status check_outputs(const struct options *options, struct error *error) {
    for (size_t i = 0; i < options->output_count; i++) {
        const char *file = options->outputs[i];
        if (!ends_in(file, ".md") && !ends_in(file, ".txt"))
            return fail(error, STATUS_USAGE,
                        "The name \"%.200s\" doesn't say how to write a comparison: end it in .txt "
                        "or .md.",
                        file);
        TRY(whole_file_check(file, error));
    }
    return STATUS_OK;
}

static enum status write_file(const struct options *options, const struct comparisons *all,
                              const char *file, struct error *error) {
    struct whole_file whole;
    TRY(whole_file_open(file, &whole, error));
    const struct page page =
        ends_in(file, ".md") ? page_markdown(whole.stream) : page_terminal(whole.stream);
    const enum status status = write_all(options, all, &page, error);
    if (status == STATUS_OK)
        return whole_file_keep(&whole, error);
    whole_file_discard(&whole);
    return status;
}

static enum status write_everywhere(const struct options *options, const struct comparisons *all,
                                    struct error *error) {
    const struct page page = page_terminal(stdout);
    TRY(write_all(options, all, &page, error));
    TRY(standard_output_finish(error));
    for (size_t i = 0; i < options->output_count; i++)
        TRY(write_file(options, all, options->outputs[i], error));
    return STATUS_OK;
}

// ---- the verdict

static enum status judge(const struct options *options, const struct comparisons *all,
                         struct error *error) {
    size_t slower = 0, rows = 0, doubtful = 0;
    const struct comparison *incomplete = NULL;
    for (size_t i = 1; i < all->count; i++) {
        const struct comparison *item = &all->items[i];
        slower += options->regression < 0 ? 0 : comparison_regressions(item, options->regression);
        rows += item->row_count;
        incomplete = incomplete == NULL && item->only_before > 0 ? item : incomplete;
        for (size_t r = 0; r < item->row_count; r++)
            doubtful += item->rows[r].verdict == VERDICT_INCONCLUSIVE;
    }
    if (slower > 0)
        return fail(error, STATUS_REGRESSION,
                    "%zu of %zu rows %s slower by more than %.3g %%, for certain", slower, rows,
                    slower == 1 ? "is" : "are", options->regression * 100);
    if (incomplete != NULL && options->regression >= 0)
        return fail(error, STATUS_REGRESSION, "vanished since the first report: %s",
                    incomplete->vanished);
    if (doubtful > 0 && options->inconclusive)
        return fail(error, STATUS_REGRESSION, "%zu of %zu rows can't be judged", doubtful, rows);
    if (rows == 0)
        return fail(error, STATUS_USAGE,
                    "the reports have no row in common, so nothing was compared");
    return STATUS_OK;
}

static enum status read_compare_write(const struct options *options, struct comparisons *all,
                                      struct error *error) {
    TRY(read_all(options, all, error));
    TRY(compare_all(options, all, error));
    TRY(write_everywhere(options, all, error));
    return judge(options, all, error);
}

enum status command_compare(const struct options *options, struct error *error) {
    static struct comparisons all; // too much for the stack, and wanted once
    TRY(check_outputs(options, error));
    const enum status status = read_compare_write(options, &all, error);
    for (size_t i = 0; i < FILES; i++) {
        comparison_free(&all.items[i]);
        study_free(&all.studies[i]);
    }
    return status;
}
