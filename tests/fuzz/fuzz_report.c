// Hostile reports: whatever the bytes, reading them ends in a study or in a sentence, and a study
// can be shown and compared. Built with libFuzzer under the sanitizers; see tests/fuzz/run.
// SPDX-License-Identifier: MIT
#include "report/data/read.h"
#include "report/reporter.h"
#include "study/compare.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

// Every reporter that draws nothing outside this process.
static void show(const struct study *study) {
    static const char *const names[] = {"table", "json", "csv", "markdown", "gnuplot"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        for (size_t r = 0; reporters[r]; r++) {
            if (strcmp(reporters[r]->name, names[n]) != 0)
                continue;
            char *text = NULL;
            size_t length = 0;
            struct error error = {0};
            FILE *stream = open_memstream(&text, &length);
            assert(stream);
            assert(reporters[r]->write(study, stream, &error) == STATUS_OK);
            fclose(stream);
            free(text);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct study study;
    struct error error = {0};
    const enum status status =
        study_parse((const char *)bytes, length, "fuzz.json", &study, &error);
    if (status != STATUS_OK) {
        assert(error.status == status && error.message[0] != '\0');
        assert(study.point_count == 0 && study.points == NULL);
        return 0;
    }
    struct comparison comparison;
    show(&study);
    assert(compare(&study, &study, 0.05, 1, &comparison, &error) == STATUS_OK);
    comparison_free(&comparison);
    study_free(&study);
    return 0;
}
