// A selftest for people, on any page.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_SELFTEST_CONTENT_H
#define GPUBENCH_REPORT_SELFTEST_CONTENT_H

#include "report/people/page.h"
#include "study/selftest.h"

MUST_CHECK enum status selftest_write(const struct selftest *found, const struct page *page,
                                      struct error *error);

#endif
