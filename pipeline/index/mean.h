#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace cityflux {

/// Mean by which points of children become points of their parent.
enum class Mean { arithmetic, geometric, harmonic };

/// Returns the weighted mean of the present values (not NaN), whose weights are scaled to sum to 1.
/// Returns NaN if no value is present or the weights of present values sum to 0. Geometric and
/// harmonic means are 0 if a value is 0 (their limit), and NaN if a value is negative.
double mean_of(Mean mean, std::span<const double> values, std::span<const double> weights);

/// Returns the term of a value. A mean is mean_from_terms() of the sum of weight x term over
/// present values and the sum of their weights. The two functions are separate so that many cities
/// can be summed side by side. Requires: values of weight 0 are skipped, because their term may be
/// infinite.
inline double mean_term(Mean mean, double value)
{
    switch (mean) {
    case Mean::geometric:
        return std::log(value);
    case Mean::harmonic:
        return value == 0.0 ? std::numeric_limits<double>::infinity()
            : value < 0.0   ? std::numeric_limits<double>::quiet_NaN()
                            : 1.0 / value;
    default:
        return value;
    }
}

inline double mean_from_terms(Mean mean, double sum, double weight)
{
    switch (mean) {
    case Mean::geometric:
        return std::exp(sum / weight);
    case Mean::harmonic:
        return weight / sum;
    default:
        return sum / weight;
    }
}

} // namespace cityflux
