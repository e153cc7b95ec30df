// The statistics of a list for people, on any page.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_QUALITY_CONTENT_H
#define GPUBENCH_REPORT_QUALITY_CONTENT_H

#include "report/people/page.h"

// Nothing where the list was not tested.
MUST_CHECK enum status write_quality(const struct results *results, const struct page *page,
                                     struct error *error);

#endif
