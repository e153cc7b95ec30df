// Tails of the distributions that statistical tests compare with.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_VERIFY_DISTRIBUTIONS_H
#define GPUBENCH_VERIFY_DISTRIBUTIONS_H

// The regularised incomplete gamma function Q(a, x), a > 0, x >= 0; P is 1 - Q.
double gamma_q(double a, double x);

// How often a chi-squared value with so many degrees of freedom is this far off, either way: an
// even list is as suspicious as an uneven one.
double p_of_chi_squared(double value, double freedom);

// The same of a count of independent rare events with this mean.
double p_of_poisson(double count, double mean);

#endif
