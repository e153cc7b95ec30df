// Numbers as people write them: 10M, 10_000_000, 1e7, 2^20, 16Mi, 0x4d2.
// The sentences of these functions carry on from the option and its value: "--size '0': …".
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_CLI_NUMBERS_H
#define GPUBENCH_CLI_NUMBERS_H

#include "status.h"

#include <stdint.h>

// A whole number of low to high. Suffixes K M G T are powers of 1000, Ki Mi Gi Ti of 1024.
MUST_CHECK enum status number_parse(const char *text, uint64_t low, uint64_t high, uint64_t *value,
                                    struct error *error);

// Any 64-bit number: as above, or hexadecimal behind 0x.
MUST_CHECK enum status number_parse_seed(const char *text, uint64_t *value, struct error *error);

// A decimal number of low to high, which may be followed by its unit ("15", "0.5", "1%").
MUST_CHECK enum status number_parse_decimal(const char *text, const char *unit, double low,
                                            double high, double *value, struct error *error);

#endif
