// Reading what gpubench-mpi's reports have beside gpubench's.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STUDY_READ_RANKS_H
#define GPUBENCH_STUDY_READ_RANKS_H

#include "report/data/fields.h"

// Both leave what they fill untouched where the object has no "ranks".
void read_ranks(struct reader *reader, const json_t *report, struct ranks_facts *ranks);
void read_rank_spread(struct reader *reader, const json_t *series, struct rank_spread *spread);

#endif
