// From a report's JSON to the ranks of its results.
// SPDX-License-Identifier: MIT
#include "report/data/read_ranks.h"

#include "measure/rounds.h"

enum { RANKS_MOST = 1 << 24 };

void read_ranks(struct reader *reader, const json_t *report, struct ranks_facts *ranks) {
    if (reader->status != STATUS_OK || json_object_get(report, "ranks") == NULL)
        return;
    const json_t *object = field(reader, report, "ranks", JSON_OBJECT);
    ranks->count = (unsigned)field_count(reader, object, "count", RANKS_MOST);
    ranks->nodes = (unsigned)field_count(reader, object, "nodes", RANKS_MOST);
    ranks->gathered = field_flag(reader, object, "gathered");
    field_copy(reader, object, "library", ranks->library, sizeof ranks->library);
    ranks->barrier_ns = field_estimate(reader, object, "barrier_ns", "barrier_ci95_ns");
    ranks->clock_error_ns = field_number(reader, object, "clock_error_ns");
    if (ranks->count == 0)
        reader_refuse(reader, "\"ranks\" has none");
}

void read_rank_spread(struct reader *reader, const json_t *series, struct rank_spread *spread) {
    if (reader->status != STATUS_OK || json_object_get(series, "ranks") == NULL)
        return;
    const json_t *object = field(reader, series, "ranks", JSON_OBJECT);
    spread->present = true;
    spread->rank_ns = field_estimate(reader, object, "part_ns", "part_ci95_ns");
    spread->alone = field_estimate(reader, object, "against_alone", "against_alone_ci95");
    spread->skew_ns = field_estimate(reader, object, "start_skew_ns", "start_skew_ci95_ns");
    spread->skew_most_ns = field_number(reader, object, "start_skew_most_ns");
    spread->imbalance = field_estimate(reader, object, "imbalance", "imbalance_ci95");
    spread->gather_ns = field_estimate(reader, object, "gather_ns", "gather_ci95_ns");
    spread->slowest = (unsigned)field_count(reader, object, "slowest_rank", RANKS_MOST);
    field_copy(reader, object, "slowest_host", spread->slowest_host, sizeof spread->slowest_host);
    spread->slowest_samples = (size_t)field_count(reader, object, "slowest_samples", ROUNDS_MOST);
    spread->late = (size_t)field_count(reader, object, "missed_starts", INT64_MAX);
}
