#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace cityflux {

/// How points of children become points of their parent.
enum class Mean { arithmetic, geometric, harmonic };

/// The weighted mean of the values present (not NaN), whose weights are scaled to sum to 1; NaN where none is present, where
/// their weights sum to 0, and where a geometric or harmonic mean meets a value that is not positive (a score of 0 makes both
/// 0, which is what their limits are; a negative value has none).
double mean_of(Mean mean, std::span<const double> values, std::span<const double> weights);

/// A mean is `mean_from_terms` of the sum of weight x term over the values present, and the sum of their weights. Apart, so
/// that the scores of many cities can be summed side by side. A weight of 0 takes no part, not even with a term that is
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
