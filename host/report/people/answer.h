// The answer that a reader came for, in one or two sentences: is the GPU worth it here?
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_ANSWER_H
#define GPUBENCH_REPORT_ANSWER_H

#include "report/people/page.h"

void answer_write(const struct results *results, const struct page *page);

#endif
