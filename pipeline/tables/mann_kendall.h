#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cityflux {

/// Mann-Kendall test for a monotonic trend (Mann 1945, Econometrica 13:245; Kendall 1975, Rank
/// Correlation Methods).
struct MannKendall {
    std::size_t values = 0;
    std::int64_t s = 0; ///< number of pairs that rise in time minus pairs that fall; exact
    double variance = 0.0; ///< variance of s without a trend, corrected for ties
    double z = 0.0; ///< normal score of s, moved by 1 towards 0 (continuity correction); 0 if the
                    ///< variance is 0
    double p = 1.0; ///< two-sided, by the normal approximation
    /// True if there are too few values for the normal approximation (fewer than 10, Kendall 1975).
    bool p_is_rough = true;
};

/// Tests values in order of time. Distances in time between values do not matter. Requires: no
/// value is NaN.
MannKendall mann_kendall(std::span<const double> values);

} // namespace cityflux
