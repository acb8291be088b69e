#pragma once

#include "pipeline/tables/mann_kendall.h"
#include "pipeline/tables/yearly_series.h"

#include <optional>

namespace cityflux {

/// Which way a series goes.
struct Trend {
    MannKendall test;
    double slope = 0.0; ///< Sen's, in the values' unit a year; NaN where there are fewer than two values
};

Trend trend_of(const YearlySeries& series);

/// Where a yearly series stands to its highest value.
struct PeakTest {
    int peak_year = 0; ///< of equal highest values the last
    double peak = 0.0;
    int last_year = 0;
    int years_since = 0; ///< by the calendar, years without a value included
    double below = 0.0; ///< share of the peak by which the last value is lower, 0..1
    std::size_t values = 0;
    std::size_t years_missing = 0; ///< between the first and the last year
    Trend whole;
    /// Of the peak year and those after it. The series begins with its highest value by construction, which favours falling:
    /// for short runs p tells how orderly the fall is, not how likely it comes by chance.
    Trend since_peak;
};

/// Nothing where the series has no values. Gaps in the years are allowed. Throws InputError where a year stands twice, and
/// where the highest value is not positive.
std::optional<PeakTest> peak_test(const YearlySeries& series);

} // namespace cityflux
