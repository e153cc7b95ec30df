// Incomplete gamma function by its series and its continued fraction (Abramowitz and Stegun, 6.5.29
// and 6.5.31), which together converge everywhere.
// SPDX-License-Identifier: MIT
#include "verify/distributions.h"

#include <math.h>

static const double tiny = 1e-300, precision = 1e-14;

enum { TERMS_MOST = 100000 }; // the square root of a is enough

static double front(double a, double x) {
    return exp(a * log(x) - x - lgamma(a));
}

static double p_by_series(double a, double x) {
    double term = 1 / a, sum = term;
    for (int n = 1; n < TERMS_MOST && term > sum * precision; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return front(a, x) * sum;
}

static double q_by_fraction(double a, double x) { // Lentz's method
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d, factor = 2;
    for (int n = 1; n < TERMS_MOST && fabs(factor - 1) > precision; n++) {
        const double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = fabs(c) < tiny ? tiny : c;
        factor = c * d;
        h *= factor;
    }
    return front(a, x) * h;
}

double gamma_q(double a, double x) {
    if (x <= 0)
        return 1;
    return x < a + 1 ? 1 - p_by_series(a, x) : q_by_fraction(a, x);
}

static double either_way(double below, double above) {
    return fmin(1, 2 * fmin(below, above));
}

double p_of_chi_squared(double value, double freedom) {
    const double above = gamma_q(freedom / 2, value / 2);
    return either_way(1 - above, above);
}

double p_of_poisson(double count, double mean) {
    const double at_most = gamma_q(count + 1, mean);
    const double at_least = count > 0 ? 1 - gamma_q(count, mean) : 1;
    return either_way(at_most, at_least);
}
