#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cityflux {

/// The Mann-Kendall test for a trend without a form (Mann 1945, Econometrica 13:245; Kendall 1975, Rank Correlation Methods).
struct MannKendall {
    std::size_t values = 0;
    std::int64_t s = 0; ///< pairs that rise in time less pairs that fall; exact
    double variance = 0.0; ///< of s without a trend, corrected for ties
    double z = 0.0; ///< normal score of s, by 1 nearer to 0 (continuity correction); 0 where the variance is
    double p = 1.0; ///< two-sided, by the normal approximation
    /// Whether there are too few values for the normal approximation (fewer than 10, Kendall 1975): p is then rough.
    bool p_is_rough = true;
};

/// The test on values in the order of time. What lies between two of them in time does not matter to it. NaN is not allowed.
MannKendall mann_kendall(std::span<const double> values);

} // namespace cityflux
