// From samples to medians, rates, ceilings, shares and speed-ups.
// SPDX-License-Identifier: MIT
#include "measure/derive.h"

#include "measure/statistics.h"

static struct in_rounds series_in_rounds(const struct series *series) {
    return (struct in_rounds){series->samples_ns, series->rounds, series->count};
}

// The kind of stores whose samples count: the one that was sampled to the end; the faster one where
// the run was too short to choose.
static bool streaming_counts(const struct samples *plain, const struct samples *streaming) {
    if (streaming->count != plain->count || plain->count == 0)
        return streaming->count > plain->count;
    return estimate_median(streaming->ns, streaming->count).value <
           estimate_median(plain->ns, plain->count).value;
}

static const struct samples *write_ceiling(const struct row *row) {
    const bool streaming = streaming_counts(&row->ceiling_plain, &row->ceiling_streaming);
    return streaming ? &row->ceiling_streaming : &row->ceiling_plain;
}

static void derive_ceilings(double bytes, struct row *row) {
    const struct samples *written = write_ceiling(row), *copied = &row->ceiling_copy;
    const struct estimate write_ns = estimate_median(written->ns, written->count);
    const struct estimate copy_ns = estimate_median(copied->ns, copied->count);
    if (write_ns.present) {
        row->ceiling_bytes_per_s = estimate_rate(bytes * 1e9, &write_ns);
        row->ceiling_stores =
            stores_name(written == &row->ceiling_plain ? STORES_PLAIN : STORES_STREAMING);
    }
    if (copy_ns.present)
        row->copy_ceiling_bytes_per_s = estimate_rate(bytes * 1e9, &copy_ns);
}

static void derive_series(const struct results *results, const struct row *row,
                          const struct samples *ceiling, struct series *series) {
    const struct list_spec *spec = &results->run.spec;
    const double elements = (double)spec->size * (double)spec->lists;
    if (series->count == 0)
        return;
    series->median_ns = estimate_median(series->samples_ns, series->count);
    if (series->device_samples_ns)
        series->device_ns = estimate_median(series->device_samples_ns, series->count);
    if (row_is_harness(row))
        return;
    series->numbers_per_s = estimate_rate(elements * 1e9, &series->median_ns);
    series->bytes_per_s =
        estimate_rate(elements * (double)element_bytes(spec->type) * 1e9, &series->median_ns);
    if (ceiling->count > 0)
        series->ceiling_share =
            estimate_ratio((struct in_rounds){ceiling->ns, ceiling->rounds, ceiling->count},
                           series_in_rounds(series));
    if (series->rank_spread.present && results->ranks.count > 0)
        series->rank_spread.numbers_per_s =
            estimate_rate(elements * 1e9 / results->ranks.count, &series->rank_spread.rank_ns);
}

void row_derive(const struct results *results, struct row *row) {
    const struct list_spec *spec = &results->run.spec;
    const struct samples *written = write_ceiling(row), *copied = &row->ceiling_copy;
    if (!row_counts(row))
        return;
    derive_ceilings((double)spec->size * (double)spec->lists * (double)element_bytes(spec->type),
                    row);
    // What bounds a place: the writing of the memory, or the copy that delivers.
    derive_series(results, row, written, &row->resident);
    derive_series(results, row, copied->count > 0 ? copied : written, &row->delivered);
}

static struct estimate speedup(const struct series *base, const struct series *series) {
    if (!series->numbers_per_s.present)
        return (struct estimate){0};
    if (base == series)
        return (struct estimate){true, true, 1, 1, 1};
    return estimate_ratio(series_in_rounds(base), series_in_rounds(series));
}

void results_derive_speedups(struct results *results) {
    for (size_t i = 0; i < results->row_count && results->base; i++) {
        struct row *row = &results->rows[i];
        row->resident.speedup = speedup(&results->base->resident, &row->resident);
        row->delivered.speedup = speedup(&results->base->delivered, &row->delivered);
    }
}
