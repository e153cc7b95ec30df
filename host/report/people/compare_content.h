// A comparison for people, on any page.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_COMPARE_CONTENT_H
#define GPUBENCH_REPORT_COMPARE_CONTENT_H

#include "report/people/page.h"
#include "study/compare.h"

// before, after: the names of the files.
MUST_CHECK enum status comparison_write(const struct comparison *comparison, const char *before,
                                        const char *after, const struct page *page,
                                        struct error *error);

#endif
