#pragma once

#include <algorithm>
#include <cmath>

namespace cityflux {

/// Relative difference of values that are equal but for rounding: conversions of units and sums
/// leave some 1e-16, and no statistic has so many digits.
inline constexpr double rounding_tolerance = 1e-9;

/// Returns true if two values differ by rounding at most. NaN equals nothing.
inline bool equal_within_rounding(double a, double b)
{
    return std::abs(a - b) <= rounding_tolerance * std::max(std::abs(a), std::abs(b));
}

} // namespace cityflux
