// The numbers of softcurand: made by the real library's generator for the host. To begin at a place
// of the stream costs that library 8 ms, however few numbers are wanted, and tests begin thousands
// of times at the same few places: what was made is kept in files, for other processes too.
// SPDX-License-Identifier: MIT
#ifndef SOFTCUDA_NUMBERS_H
#define SOFTCUDA_NUMBERS_H

#include <curand.h>

#include <stdbool.h>
#include <stddef.h>

enum type { UNIFORM, UNIFORM_DOUBLE };

struct numbers;

bool numbers_there(void); // whether the real library is

curandStatus_t numbers_open(struct numbers **numbers, curandRngType_t type);
void numbers_close(struct numbers *numbers);

curandStatus_t numbers_seed(struct numbers *numbers, unsigned long long seed);
curandStatus_t numbers_offset(struct numbers *numbers, unsigned long long offset);
curandStatus_t numbers_ordering(struct numbers *numbers, curandOrdering_t order);
curandStatus_t numbers_make(struct numbers *numbers, enum type type, void *to, size_t count);

#endif
